create schema directory;

-- A change ordered by law: everything that happened to organisations on one day for one reason.
create table directory.reorganisation (
  id uuid primary key,
  legal_basis text not null check (legal_basis <> ''),
  effective date not null,
  recorded_at timestamptz not null default now()
);

-- Identity: never reused, survives every rename and move. What is true of it at a time stands in its versions.
create table directory.organisation (
  id uuid primary key,
  source text not null check (source in ('province', 'axis')),
  -- The codes were made up for the demonstration and must be shown as such.
  demo_code boolean not null default false,
  created_at timestamptz not null default now()
);

create table directory.organisation_version (
  organisation_id uuid not null references directory.organisation,
  valid daterange not null check (not isempty(valid)),
  kind text not null check (kind in
    ('government', 'ministry', 'province', 'provincial-department', 'district', 'commune', 'unit', 'other')),
  name text not null check (name <> ''),
  -- Abbreviation in a notation: STTTT, UBND, VP.
  short_name text,
  -- QĐ 20/2020/QĐ-TTg
  code text check (length(code) <= 35 and code ~ '^[0-9A-Z]+(\.[0-9A-Z]+)*$'),
  -- QCVN 102:2016
  code102 text check (code102 ~ '^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$'),
  -- Tổng cục Thống kê: province 2 digits, district 3, commune 5
  gso_code text check (gso_code ~ '^(\d{2}|\d{3}|\d{5})$'),
  parent_id uuid references directory.organisation,
  -- The body with a seal that an inner unit belongs to; a body belongs to itself.
  body_id uuid not null references directory.organisation,
  ordinal integer not null default 0,
  email text,
  name_folded text not null,
  words tsvector not null,
  -- Own province first, then by kind: the order of a list nobody asked to sort.
  weight smallint not null,
  reorganisation_id uuid references directory.reorganisation,
  recorded_at timestamptz not null default now(),
  primary key (organisation_id, valid without overlaps),
  check ((kind = 'unit') = (body_id <> organisation_id))
);
-- A code is an attribute, unique only among the active bodies of one kind: real directories hold two records of G15.
create unique index organisation_version_code_once on directory.organisation_version (kind, code)
  where upper_inf(valid) and kind <> 'other';
create index organisation_version_parent on directory.organisation_version (parent_id);
create index organisation_version_body on directory.organisation_version (body_id);
create index organisation_version_code on directory.organisation_version (code text_pattern_ops);
create index organisation_version_code102 on directory.organisation_version (code102 text_pattern_ops);
create index organisation_version_gso on directory.organisation_version (gso_code);
create index organisation_version_listed on directory.organisation_version (weight, name_folded, organisation_id);
create index organisation_version_named on directory.organisation_version (name_folded text_pattern_ops);
create index organisation_version_words on directory.organisation_version using gin (words);

-- Who took over from whom, many to many.
create table directory.succession (
  from_id uuid not null references directory.organisation,
  to_id uuid not null references directory.organisation,
  reorganisation_id uuid not null references directory.reorganisation,
  kind text not null check (kind in ('merge', 'split', 'abolish', 'transfer')),
  primary key (from_id, to_id, reorganisation_id),
  check (from_id <> to_id)
);
create index succession_to on directory.succession (to_id);

-- The record of the interchange axis about an organisation: its key is the axis's own id, never the code.
create table directory.axis_agency (
  axis_id text primary key,
  organisation_id uuid not null references directory.organisation,
  seen_at timestamptz not null
);
create index axis_agency_organisation on directory.axis_agency (organisation_id);

create table directory.person (
  id uuid primary key,
  full_name text not null check (full_name <> ''),
  -- Given name first, as Vietnamese lists are sorted.
  sort_name text not null,
  name_folded text not null,
  email text,
  mobile text,
  created_at timestamptz not null default now()
);
create index person_folded on directory.person (name_folded text_pattern_ops);

create table directory.position (
  id uuid primary key,
  unit_id uuid not null references directory.organisation,
  -- Equal to unit_id when the position belongs to the body itself.
  body_id uuid not null references directory.organisation,
  title text not null check (title <> ''),
  rank text not null check (rank in ('head', 'deputy', 'unit-head', 'unit-deputy', 'clerk', 'specialist')),
  -- What the holder does in the systems, for this unit or body.
  roles text[] not null check (roles <@ array['clerk', 'leader', 'head-of-unit', 'specialist', 'administrator', 'auditor']),
  valid daterange not null check (not isempty(valid)),
  ordinal integer not null default 0
);
create index position_unit on directory.position (unit_id);
create index position_body on directory.position (body_id);

create table directory.appointment (
  id uuid primary key,
  person_id uuid not null references directory.person,
  position_id uuid not null references directory.position,
  kind text not null check (kind in ('primary', 'concurrent', 'acting', 'seconded')),
  valid daterange not null check (not isempty(valid)),
  -- A person has one main post at a time.
  constraint one_primary_appointment exclude using gist (person_id with =, valid with &&) where (kind = 'primary')
);
create index appointment_person on directory.appointment (person_id);
create index appointment_position on directory.appointment (position_id);
