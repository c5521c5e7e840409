-- Searches that a person wants to ask again (NĐ 30/2020 PL VI part I: saved searches).
create table documents.saved_search (
  id uuid primary key,
  person_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  -- The address of the search page behind the question mark.
  query text not null check (length(query) between 1 and 1000),
  created_at timestamptz not null,
  unique (person_id, name)
);
