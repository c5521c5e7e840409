-- Files whose signatures must stay provable for 5 to 70 years: their contents from first to last, and when the newest
-- document timestamp must be renewed. A content never changes under its name, so each renewal is a new content.
create table signing.archived_file (
  id uuid primary key,
  -- Every content, oldest first; the last one is current.
  contents text[] not null check (cardinality(contents) > 0),
  current_sha256 text not null unique check (current_sha256 ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('waiting', 'archived', 'failed')),
  -- PAdES level found after the last success
  level text,
  -- End of what the newest document timestamp rests on, and when it is to be renewed before that
  archived_until timestamptz,
  due_at timestamptz,
  attempts integer not null default 0,
  -- Why the last attempt failed: stable code, and words for the log
  problem text,
  problem_detail text,
  asked_at timestamptz not null,
  archived_at timestamptz,
  check ((problem is null) = (problem_detail is null)),
  check (state <> 'archived' or (archived_until is not null and due_at is not null and problem is null))
);
-- Which file is due next, and what a page of the register shows.
create index archived_file_due on signing.archived_file (due_at, id);
create index archived_file_asked on signing.archived_file (asked_at desc, id);
-- A room knows the content it handed in, whatever has become of it since.
create index archived_file_contents on signing.archived_file using gin (contents);
