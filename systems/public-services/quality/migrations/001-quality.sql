create schema if not exists public_services;

-- What the figures count of a dossier: one row each, made anew from the dossier whenever it changes. Everything with an
-- instant can be counted as it stood at the end of a period that is long over.
create table public_services.quality_dossier (
  dossier_id uuid primary key,
  organisation_id uuid not null,
  code text not null,
  procedure_code text not null,
  procedure_name text not null,
  field_code text not null,
  field_name text not null,
  -- KenhThucHien.
  channel smallint not null check (channel in (1, 2, 3)),
  -- TrangThaiHoSo.
  state smallint not null check (state between 1 and 10),
  submitted_at timestamptz not null,
  received_at timestamptz,
  -- The first promise, moved only by the time the citizen was waited for: an apology makes nothing punctual.
  due_at timestamptz,
  -- [{until, due}], the oldest first: what was promised before each pause ended; null: it never moved.
  earlier_dues jsonb,
  -- NgayKetThucXuLy: first time of 9, else 10, else 3, 7 or 8; and which of them.
  finished_at timestamptz,
  outcome smallint check (outcome in (3, 7, 8, 9, 10)),
  -- The first and the second time more papers were asked for.
  asked_first timestamptz,
  asked_second timestamptz,
  supplements smallint not null,
  -- When the citizen was to act.
  waits tstzmultirange,
  has_fee boolean not null,
  -- Components that were handed in are all there as files; of a dossier without components: false.
  digitised boolean not null,
  -- It has a component that the procedure lets be taken from an earlier dossier or a register; one was.
  reusable boolean not null,
  reused boolean not null,
  -- A file of the result; a digitally signed one.
  result_at timestamptz,
  e_result_at timestamptz,
  -- Filed with an account that VNeID vouched for; kept as it was when first counted.
  vneid boolean not null,
  -- Working days, days or hours from acceptance to the end, without the pauses; and the limit in the same unit.
  took numeric(12, 2),
  took_unit text check (took_unit in ('working-day', 'day', 'hour')),
  allowed numeric(12, 2),
  -- No other body handled it; how many others asked the citizen for something; whether a step ended late (null: none had a time).
  inside boolean not null,
  asking_bodies smallint not null,
  step_late boolean,
  -- From other rooms (quality_note) and from the rating.
  synchronised_at timestamptz,
  paid_online smallint check (paid_online in (1, 2)),
  linked_at timestamptz,
  population_at timestamptz,
  complained_at timestamptz,
  rated_at timestamptz,
  satisfaction smallint check (satisfaction between 1 and 3)
);
-- A period of a body, and of the province: received in it, ended in it, still open.
create index quality_dossier_received on public_services.quality_dossier (organisation_id, received_at) where received_at is not null;
create index quality_dossier_finished on public_services.quality_dossier (organisation_id, finished_at) where finished_at is not null;
create index quality_dossier_open on public_services.quality_dossier (organisation_id) where finished_at is null;
create index quality_dossier_received_all on public_services.quality_dossier (received_at) where received_at is not null;
create index quality_dossier_finished_all on public_services.quality_dossier (finished_at) where finished_at is not null;

-- What other rooms know of a dossier, once a kind; and since when anybody says so at all.
create table public_services.quality_note (
  dossier_id uuid not null,
  kind text not null check (kind in ('synchronised', 'paid-online', 'linked', 'population', 'complained')),
  at timestamptz not null,
  value smallint,
  primary key (dossier_id, kind)
);
create table public_services.quality_source (
  kind text primary key,
  since timestamptz not null
);

-- Complaints and proposals about a body (phản ánh, kiến nghị), as the room of feedback tells them.
create table public_services.quality_feedback (
  id text primary key,
  organisation_id uuid not null,
  dossier_id uuid,
  kind text not null,
  received_at timestamptz not null,
  due_at timestamptz not null,
  answered_at timestamptz,
  -- What the sender said of the answer; null: nothing.
  satisfied boolean
);
create index quality_feedback_of on public_services.quality_feedback (organisation_id, received_at);

-- What the figures count of a version of a procedure.
create table public_services.quality_procedure (
  version_id uuid primary key,
  code text not null,
  name text not null,
  field_code text not null,
  field_name text not null,
  levels text[] not null,
  department text not null,
  valid_from date not null,
  -- First day it no longer holds; null: open.
  valid_to date,
  -- The day of the decision, as its basis says it; null: it says none.
  decided_on date,
  posted_at timestamptz not null,
  -- The seven parts of NĐ 63/2010/NĐ-CP Art. 8.2 that are empty.
  missing text[] not null,
  online boolean not null,
  has_fee boolean not null,
  -- Every fee has a sum in đồng: it can be asked for over the wire.
  payable boolean not null
);
create index quality_procedure_code on public_services.quality_procedure (code);

-- Points and thresholds of QĐ 766/QĐ-TTg by day.
create table public_services.quality_weight (
  indicator text not null,
  valid_from date not null,
  points numeric(5, 2) not null check (points between 0 and 100),
  -- Per cent from which all points are given.
  full_at numeric(5, 2) not null check (full_at > 0 and full_at <= 100),
  source text not null,
  verified boolean not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (indicator, valid_from)
);

-- The figures as they stood at the end of a day, from the first of its month; never changed. Without a body: the province.
create table public_services.quality_day (
  day date not null,
  organisation_id uuid,
  total numeric(6, 2),
  possible numeric(6, 2) not null,
  -- {indicator: {n, d, points}}; points null: nothing to count.
  figures jsonb not null,
  unique nulls not distinct (day, organisation_id)
);
create table public_services.quality_taken (
  day date primary key,
  taken_at timestamptz not null
);
-- How far dossiers without events (put in by an import) have been looked for.
create table public_services.quality_cursor (
  id smallint primary key default 1 check (id = 1),
  last uuid not null
);

-- One rating a dossier (NĐ 61/2018/NĐ-CP Chapter V): the invitation, the citizen's answers, what the reviewer changed.
create table public_services.quality_rating (
  dossier_id uuid primary key,
  token text not null unique,
  organisation_id uuid not null,
  code text not null,
  quarter smallint not null check (quarter between 1 and 4),
  year smallint not null,
  invited_at timestamptz not null,
  -- Criteria 1 to 9 as the facts give them.
  facts jsonb not null,
  rated_at timestamptz,
  -- 1 not satisfied, 2 satisfied, 3 very satisfied; convenience (10) and the nine criteria as the citizen saw them.
  overall smallint check (overall between 1 and 3),
  answers jsonb not null default '{}',
  comment text not null default '',
  adjusted jsonb not null default '{}',
  adjusted_reason text not null default '',
  adjusted_by text not null default '',
  adjusted_at timestamptz,
  total smallint not null check (total between 0 and 18),
  grade text not null check (grade in ('excellent', 'good', 'fair', 'average', 'weak')),
  version integer not null default 0,
  check ((rated_at is null) = (overall is null))
);
create index quality_rating_of on public_services.quality_rating (organisation_id, invited_at desc, dossier_id);
create index quality_rating_all on public_services.quality_rating (invited_at desc, dossier_id);

-- That the procedures are on the notice board of a body (niêm yết), as it declares it.
create table public_services.quality_board (
  organisation_id uuid not null,
  valid daterange not null check (not isempty(valid)),
  declared_by text not null,
  exclude using gist (organisation_id with =, valid with &&)
);
