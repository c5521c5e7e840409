-- Who opened a document, first and last, one row per person and document: cheap enough for every opening of every
-- ordinary document (NĐ 30/2020 PL VI part I: accesses are kept). Each reading of a secret one is in the audit as well.
create table documents.reading (
  document_id uuid not null,
  appointment_id uuid not null,
  person_id uuid not null,
  by_name text not null,
  by_position text not null default '',
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- Visits: openings within a quarter of an hour are one.
  visits integer not null default 1 check (visits > 0),
  primary key (document_id, appointment_id),
  check (first_at <= last_at)
);

-- What a leader directed and is still being worked on, for the start page and the tabs of lists.
create index incoming_directed on documents.incoming (presented_to, deadline) where state in ('assigned', 'processing');
