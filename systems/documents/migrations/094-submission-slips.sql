-- File and fields as they were checked: what differs from it is not signed, numbered or sealed. Null: checked earlier.
alter table documents.outgoing add column checked_content text check (checked_content ~ '^[0-9a-f]{64}$');

-- Phiếu trình: what a draft is about, for the leader who decides on it. Every version is kept; a decision makes a new one.
create table documents.slip_version (
  outgoing_id uuid not null references documents.outgoing (id),
  number integer not null,
  -- { "addressee", "matter", "summary", "opinions", "proposal" }
  fields jsonb not null,
  file_sha256 text not null check (file_sha256 ~ '^[0-9a-f]{64}$'),
  file_size bigint not null,
  by_name text not null,
  by_position text not null,
  at timestamptz not null,
  decision text check (decision in ('agree', 'disagree', 'other')),
  decision_text text not null default '',
  -- The draft that was decided on.
  decided_file text,
  primary key (outgoing_id, number),
  check ((decision is null) = (decided_file is null))
);
