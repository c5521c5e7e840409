-- Bản sao (NĐ 30/2020 Art. 25–27): certified copies, each with a number of the organisation's own series of copies.
create table documents.copy (
  id uuid primary key,
  organisation_id uuid not null,
  year integer not null,
  number integer not null,
  number_text text not null,
  notation text not null,
  symbol text not null generated always as (number_text || '/' || notation) stored,
  form text not null check (form in ('sao-y', 'sao-luc', 'trich-sao')),
  -- What was copied: the document, the very content of it, and its identity as it was then.
  source_kind text not null check (source_kind in ('incoming', 'outgoing')),
  source_id uuid not null,
  source_sha256 text not null,
  source_medium text not null check (source_medium in ('electronic', 'paper')),
  source_symbol text not null,
  source_date date not null,
  source_issuer text not null,
  source_type text not null,
  source_abstract text not null,
  -- The pages taken, in their order; only of an extract.
  pages integer[],
  page_amount integer not null,
  -- Whoever decided that it be copied (Art. 27.1); a snapshot.
  decided_by uuid not null,
  decided_by_name text not null,
  recipients text[] not null default '{}',
  note text not null default '' check (length(note) <= 500),
  -- Null once the sender has recalled the source: its copies are destroyed with it.
  file_sha256 text,
  file_size bigint,
  made_at timestamptz not null,
  made_by_name text not null,
  withdrawn_at timestamptz,
  check ((form = 'trich-sao') = (pages is not null)),
  check ((file_sha256 is null) = (withdrawn_at is not null))
);
create unique index copy_number on documents.copy (organisation_id, year, number);
create index copy_source on documents.copy (source_id, made_at);
create index copy_file on documents.copy (file_sha256) where file_sha256 is not null;
create index copy_text on documents.copy using gin (organisation_id,
  search.fold(number_text || '/' || notation || ' ' || source_symbol || ' ' || source_abstract || ' ' || source_issuer) public.gin_trgm_ops);
