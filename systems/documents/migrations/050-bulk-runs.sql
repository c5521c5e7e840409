-- Documents that come in bulk: an import from another system, or a history made for a demonstration. A run goes on where
-- it stopped, and one that is finished does nothing when it is called again.
create table documents.bulk_run (
  id uuid primary key,
  kind text not null check (kind in ('import', 'history')),
  -- What tells this run from others: the fingerprint of the folder, or amount, seed and period of a history.
  source text not null,
  parameters jsonb not null,
  state text not null default 'running' check (state in ('running', 'finished')),
  -- How far it has come, as the run itself counts: documents of a history, lines of each file of an import.
  progress jsonb not null default '{}',
  documents bigint not null default 0,
  refused bigint not null default 0,
  started_by_name text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  -- Indexes put aside for the time of a large run, as they are to be made again.
  put_aside jsonb not null default '[]',
  unique (kind, source)
);
