create schema if not exists public_services;

-- A workflow as data: the published versions never change, a dossier keeps the one it met.
create table public_services.workflow (
  code text primary key,
  name text not null,
  working jsonb,
  working_version integer not null default 0,
  published_id uuid,
  changed_at timestamptz not null,
  changed_by text not null
);
create table public_services.workflow_version (
  id uuid primary key,
  code text not null references public_services.workflow (code),
  number integer not null,
  definition jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  note text not null default '',
  unique (code, number)
);

-- Numbers of one body on one local day, without a gap: locked with the dossier's own commit.
create table public_services.dossier_counter (
  organisation_id uuid not null,
  day date not null,
  last integer not null,
  primary key (organisation_id, day)
);

create table public_services.dossier (
  id uuid primary key,
  code text not null unique,
  token text not null unique,
  procedure_code text not null,
  procedure_name text not null,
  procedure_version_id uuid not null,
  case_key text not null,
  field_code text not null,
  field_name text not null,
  organisation_id uuid not null,
  -- KenhThucHien: 1 at the counter, 2 online, 3 by post.
  channel smallint not null check (channel in (1, 2, 3)),
  -- TrangThaiHoSo.
  state smallint not null check (state between 1 and 10),
  state_before smallint check (state_before between 1 and 10),
  applicant jsonb not null,
  owner jsonb not null,
  owner_name text not null,
  applicant_citizen_id uuid,
  owner_citizen_id uuid,
  form_version_id uuid,
  answers jsonb,
  return_by smallint not null check (return_by in (0, 1)),
  notify_sms boolean not null,
  notify_zalo boolean not null,
  notify_email boolean not null,
  fees jsonb not null,
  sets smallint not null default 1,
  submitted_at timestamptz not null,
  received_at timestamptz,
  due_at timestamptz,
  first_due_at timestamptz,
  apologised_at timestamptz,
  finished_at timestamptz,
  returned_at timestamptz,
  workflow_version_id uuid not null references public_services.workflow_version (id),
  step_key text,
  step_organisation_id uuid,
  step_unit_id uuid,
  step_person_id uuid,
  step_since timestamptz,
  step_due_at timestamptz,
  version integer not null default 0,
  -- Folded: code, procedure, names; what a search looks in.
  words text not null
);
-- The lists of a body, newest first by id (UUIDv7 is in the order of time).
create index dossier_received on public_services.dossier (organisation_id, id desc);
create index dossier_by_state on public_services.dossier (organisation_id, state, id desc);
create index dossier_open_due on public_services.dossier (organisation_id, due_at, id) where state in (1, 2, 4, 5, 6, 9);
create index dossier_at_step on public_services.dossier (step_organisation_id, id desc) where step_organisation_id is not null;
create index dossier_of_person on public_services.dossier (step_person_id) where step_person_id is not null;
create index dossier_of_applicant on public_services.dossier (applicant_citizen_id, id desc) where applicant_citizen_id is not null;
create index dossier_of_owner on public_services.dossier (owner_citizen_id, id desc) where owner_citizen_id is not null;
create index dossier_of_procedure on public_services.dossier (procedure_code, id desc);
create index dossier_words on public_services.dossier using gin (words public.gin_trgm_ops);

create table public_services.dossier_component (
  dossier_id uuid not null references public_services.dossier (id),
  position smallint not null,
  key text not null,
  code text not null,
  name text not null,
  originals smallint not null,
  certified smallint not null,
  copies smallint not null,
  required boolean not null,
  digitised boolean not null default false,
  reused boolean not null default false,
  primary key (dossier_id, key)
);

create table public_services.dossier_supplement (
  id uuid primary key,
  dossier_id uuid not null references public_services.dossier (id),
  asked_at timestamptz not null,
  asked_by text not null,
  asked_by_phone text not null,
  reason text not null,
  components jsonb not null,
  answered_at timestamptz,
  answer text not null default ''
);
create index dossier_supplement_of on public_services.dossier_supplement (dossier_id);

create table public_services.dossier_file (
  id uuid primary key,
  dossier_id uuid not null references public_services.dossier (id),
  kind text not null check (kind in ('submitted', 'supplement', 'result', 'paper')),
  component_key text,
  supplement_id uuid references public_services.dossier_supplement (id),
  name text not null,
  mime text not null,
  sha256 text not null,
  size bigint not null,
  at timestamptz not null,
  by_name text not null,
  signed_by text,
  signed_at timestamptz
);
create index dossier_file_of on public_services.dossier_file (dossier_id);

-- When the citizen was to act and the clock stood still; intervals, so that a due date can be explained.
create table public_services.dossier_pause (
  dossier_id uuid not null references public_services.dossier (id),
  why smallint not null check (why in (5, 6)),
  from_at timestamptz not null,
  until_at timestamptz,
  primary key (dossier_id, from_at)
);

-- Everything that happened, as it is told and as form 05 lists it. Never changed.
create table public_services.dossier_trace (
  id uuid primary key,
  dossier_id uuid not null references public_services.dossier (id),
  at timestamptz not null,
  action text not null,
  from_state smallint,
  to_state smallint not null,
  person_id uuid,
  name text not null,
  position text not null,
  organisation_id uuid,
  organisation_name text not null,
  from_step text,
  to_step text,
  step_words text not null,
  step_due_at timestamptz,
  note text not null,
  public_note boolean not null
);
create index dossier_trace_of on public_services.dossier_trace (dossier_id, id);
create index dossier_trace_organisation on public_services.dossier_trace (organisation_id, dossier_id) where organisation_id is not null;

-- Look-ups by code lately: keyed digests of address and code, so that nobody counts through the codes.
create unlogged table public_services.dossier_guess (
  key bytea primary key,
  count integer not null,
  since timestamptz not null
);
create index dossier_guess_since on public_services.dossier_guess (since);
