create schema if not exists public_services;

-- A procedure (thủ tục hành chính) under its national code; what it says stands in its versions.
create table public_services.procedure (
  code text primary key check (code ~ '^[1-3]\.[0-9]{6}(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})?$'),
  created_at timestamptz not null
);

-- A dossier keeps the version it met: versions are never removed, and a published one is never rewritten.
create table public_services.procedure_version (
  id uuid primary key,
  code text not null references public_services.procedure (code),
  -- 1, 2, 3 … within the procedure.
  number integer not null check (number > 0),
  state text not null check (state in ('draft', 'published', 'withdrawn')),
  -- Days on which it holds; null while it is a draft.
  valid daterange,
  -- The whole record, as systems/public-services/catalogue/record.ts reads it.
  record jsonb not null,
  name text not null check (name <> ''),
  field_code text not null,
  field_name text not null,
  levels text[] not null check (cardinality(levels) > 0),
  life_events text[] not null,
  service_level smallint not null check (service_level between 2 and 4),
  -- Names and words as people speak, without marks; and everything else of the record.
  words text not null,
  body_text text not null,
  -- Where the record came from: written here, of the province's data, of the national database.
  origin text not null check (origin in ('official', 'province', 'national')),
  -- SHA-256 of the record: the same record again is no new version.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  basis text not null default '',
  reason text not null default '',
  -- Counts changes of this row; a form that saw an earlier one is refused.
  version integer not null default 1,
  changed_by text not null,
  changed_at timestamptz not null,
  unique (code, number),
  check ((state = 'draft') = (valid is null)),
  exclude using gist (code with =, valid with &&) where (state <> 'draft')
);

-- At most one draft of a procedure at a time.
create unique index procedure_version_draft on public_services.procedure_version (code) where state = 'draft';
create index procedure_version_valid on public_services.procedure_version using gist (valid);

-- One line per record that an import refused, with the reason.
create table public_services.procedure_import (
  id uuid primary key,
  file_name text not null,
  sha256 text not null,
  at timestamptz not null,
  by_name text not null,
  taken integer not null default 0,
  unchanged integer not null default 0,
  refused integer not null default 0,
  finished_at timestamptz
);
create table public_services.procedure_import_line (
  import_id uuid not null references public_services.procedure_import (id),
  -- Place of the record in the file, from 1.
  line integer not null,
  code text not null,
  outcome text not null check (outcome in ('taken', 'unchanged', 'refused')),
  reason_vi text not null default '',
  reason_en text not null default '',
  primary key (import_id, line)
);

-- The office that controls procedures (NĐ 63/2010/NĐ-CP Art. 4), by day.
create table public_services.procedure_keeper (
  organisation_id uuid not null,
  valid daterange not null check (not isempty(valid)),
  exclude using gist (valid with &&)
);
