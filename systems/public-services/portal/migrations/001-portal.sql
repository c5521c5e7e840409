-- What the national service portal knows of a dossier, and when it is to be told more.
create table public_services.portal_dossier (
  dossier_id uuid primary key,
  organisation_id uuid not null,
  -- MaHoSo at the portal: ours, or the portal's own when it was filed there. Not unique: two would be told apart at the
  -- portal and refused, and a second unique index makes two inserts of one dossier wait for each other.
  code text not null,
  from_portal boolean not null default false,
  -- The portal has answered that it has it.
  at_portal boolean not null default false,
  -- TECHNICALID of the owner; asked for once.
  tech_id text,
  tech_asked boolean not null default false,
  -- What people corrected of the record: {field: {value, by, at}}.
  corrections jsonb not null default '{}',
  -- When the first waiting message is due; null: nothing waits, or the first one was refused.
  next_at timestamptz,
  -- Failures of the first waiting message in a row.
  attempts integer not null default 0,
  lease uuid,
  lease_until timestamptz,
  -- The last state the portal took.
  synced_state smallint check (synced_state between 1 and 10),
  synced_at timestamptz
);
create index portal_dossier_code on public_services.portal_dossier (code);
create index portal_dossier_due on public_services.portal_dossier (next_at) where next_at is not null;

-- One record or one line of progress, in the order in which it happened.
create table public_services.portal_message (
  id uuid primary key,
  dossier_id uuid not null references public_services.portal_dossier (dossier_id),
  number integer not null,
  organisation_id uuid not null,
  kind text not null check (kind in ('record', 'progress')),
  trace_id uuid not null,
  -- TrangThaiHoSo as it was then; what nobody may correct.
  state smallint not null check (state between 1 and 10),
  action text not null,
  happened_at timestamptz not null,
  standing text not null default 'waiting' check (standing in ('waiting', 'sent', 'refused')),
  tries integer not null default 0,
  tried_at timestamptz,
  -- It went out and no answer came back: it may have arrived.
  unsure boolean not null default false,
  payload jsonb,
  corrections jsonb not null default '{}',
  problem_code text,
  problem text,
  settled_at timestamptz,
  -- Folded: codes and procedure.
  words text not null,
  unique (dossier_id, number),
  unique (trace_id, kind)
);
create index portal_message_list on public_services.portal_message (organisation_id, id desc);
create index portal_message_refused on public_services.portal_message (organisation_id, id desc) where standing = 'refused';
create index portal_message_waiting on public_services.portal_message (organisation_id, id desc) where standing = 'waiting';
create index portal_message_open on public_services.portal_message (dossier_id, number) where standing <> 'sent';
create index portal_message_words on public_services.portal_message using gin (words public.gin_trgm_ops);

-- Dossiers that the portal brought, under its own code.
create table public_services.portal_incoming (
  code text primary key,
  standing text not null check (standing in ('received', 'refused')),
  dossier_id uuid unique,
  organisation_id uuid,
  procedure_code text not null,
  tech_id text,
  tax_code text,
  files integer not null default 0,
  problem text,
  -- How often the portal brought it.
  times integer not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null,
  check ((standing = 'received') = (dossier_id is not null))
);
create index portal_incoming_list on public_services.portal_incoming (organisation_id, last_at desc);

create table public_services.portal_health (
  id smallint primary key default 1 check (id = 1),
  last_success_at timestamptz,
  failing_since timestamptz,
  last_error_vi text,
  last_error_en text
);
insert into public_services.portal_health (id) values (1);
