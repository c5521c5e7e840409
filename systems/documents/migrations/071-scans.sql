-- What was read from a scan, one row per content. The fields are proposals for the clerk who registers the document.
create table documents.scan_reading (
  sha256 text primary key,
  state text not null check (state in ('waiting', 'done', 'unreadable', 'not-installed')),
  -- {field: {value, confidence}}, confidence 0–100.
  proposals jsonb not null default '{}',
  requested_at timestamptz not null,
  finished_at timestamptz
);
