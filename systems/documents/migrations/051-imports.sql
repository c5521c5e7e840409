-- What another system called a document: a line that comes again is known, and files and rights find their document.
create table documents.import_key (
  system text not null,
  key text not null,
  document_id uuid not null,
  direction text not null check (direction in ('incoming', 'outgoing')),
  primary key (system, key)
);
-- Lines that were not taken, and why.
create table documents.import_refusal (
  run_id uuid not null references documents.bulk_run (id),
  file text not null,
  line bigint not null,
  key text not null default '',
  code text not null,
  detail text not null default '',
  primary key (run_id, file, line, code)
);
-- Units and appointments that may read a document beside those who work on it.
alter table documents.incoming add column readers uuid[] not null default '{}';
alter table documents.outgoing add column readers uuid[] not null default '{}';
