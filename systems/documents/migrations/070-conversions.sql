-- Word files on their way to PDF, one row per content: the same file is converted once, whoever sends it.
create table documents.conversion (
  source_sha256 text primary key,
  state text not null check (state in ('waiting', 'done', 'failed')),
  result_sha256 text,
  result_size bigint,
  -- Why it failed: a code of core/convert.
  code text,
  requested_at timestamptz not null,
  finished_at timestamptz,
  check ((state = 'done') = (result_sha256 is not null and result_size is not null)),
  check ((state = 'failed') = (code is not null))
);

-- The file a draft's PDF was made from, kept beside it.
create table documents.draft_source (
  outgoing_id uuid not null references documents.outgoing (id),
  file_sha256 text not null,
  source_sha256 text not null,
  source_size bigint not null,
  source_name text not null,
  source_type text not null,
  primary key (outgoing_id, file_sha256)
);
