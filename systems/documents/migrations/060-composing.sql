-- What is being composed (NĐ 30/2020 Art. 10): kept as typed, so that a lost line or a closed window loses nothing.
create table documents.text (
  id uuid primary key,
  organisation_id uuid not null,
  unit_id uuid not null,
  -- Appointment of the author.
  author uuid not null,
  author_name text not null,
  -- Rises with every keeping: two windows on one text cannot overwrite each other unseen.
  version integer not null default 1,
  content jsonb not null,
  -- The draft it has become; null while it is nobody's but the author's.
  outgoing_id uuid unique references documents.outgoing (id),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index text_author on documents.text (author, updated_at desc);

-- Every text that became the file of the draft.
create table documents.text_version (
  text_id uuid not null references documents.text (id) on delete cascade,
  number integer not null,
  content jsonb not null,
  file_sha256 text not null,
  page_amount integer not null,
  by_name text not null,
  at timestamptz not null,
  primary key (text_id, number)
);

-- Opinions beside the text.
create table documents.text_opinion (
  id uuid primary key,
  text_id uuid not null references documents.text (id) on delete cascade,
  -- The version it was given on, the line of its text (0 = the whole) and what stood there.
  version integer not null,
  line integer not null,
  quote text not null,
  opinion text not null check (length(opinion) between 1 and 1000),
  by_appointment uuid not null,
  by_name text not null,
  by_position text not null default '',
  at timestamptz not null,
  -- What the author did with it.
  answer text check (length(answer) <= 1000),
  taken boolean,
  answered_at timestamptz,
  check ((taken is null) = (answered_at is null))
);
create index text_opinion_text on documents.text_opinion (text_id, at);

-- Texts to begin with, per type and unit; every change is a version of its own.
create table documents.template (
  id uuid not null,
  version integer not null,
  document_type text not null references documents.document_type (code),
  -- Null: for every organisation. A unit only of an organisation.
  organisation_id uuid,
  unit_id uuid,
  name text not null check (length(name) between 1 and 150),
  content jsonb not null,
  retired boolean not null default false,
  by_name text not null,
  at timestamptz not null,
  primary key (id, version),
  check (unit_id is null or organisation_id is not null)
);
create index template_choice on documents.template (document_type, organisation_id);
