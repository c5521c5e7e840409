-- Why a post was given or ended, and by whom: who held what on a day is asked years later.
create table directory.appointment_change (
  id uuid primary key,
  appointment_id uuid not null references directory.appointment,
  action text not null check (action in ('given', 'ended', 'restored')),
  -- First day the post is held, or last day it was.
  day date not null,
  basis text not null check (basis <> ''),
  changed_by_name text not null,
  changed_at timestamptz not null
);
create index appointment_change_appointment on directory.appointment_change (appointment_id, changed_at);
-- Who left is looked for every time a head opens the start page.
create index appointment_ended on directory.appointment (upper(valid)) where not upper_inf(valid);

-- A change in who may do or see something stands here until an authorised person confirms or contests it
-- (NĐ 30/2020 PL VI part I: a change of rights is warned of until an authorised person confirms it).
create table directory.rights_alert (
  id uuid primary key,
  organisation_id uuid not null,
  -- The unit whose head may decide too; null: only leaders and administrators.
  unit_id uuid,
  kind text not null,
  -- What was changed, for whoever undoes it: a delegation, an appointment, a decision, a right on a file.
  object_id text not null,
  holder_person uuid,
  holder_name text not null,
  what_vi text not null,
  what_en text not null,
  before_vi text not null,
  before_en text not null,
  after_vi text not null,
  after_en text not null,
  why text not null default '',
  href text not null default '',
  -- Values a room needs to put things back.
  undo jsonb not null default '{}',
  -- Null: changed by a program of the house.
  changed_by uuid,
  changed_by_name text not null,
  changed_at timestamptz not null,
  -- 'lapsed': another change of the same thing came before anybody decided.
  state text not null default 'open' check (state in ('open', 'confirmed', 'contested', 'lapsed')),
  decided_by_name text,
  decided_at timestamptz,
  decision_reason text not null default '',
  -- What a contested change came to, in words.
  outcome_vi text not null default '',
  outcome_en text not null default '',
  check ((state in ('confirmed', 'contested')) = (decided_at is not null and decided_by_name is not null))
);
create index rights_alert_open on directory.rights_alert (organisation_id, changed_at) where state = 'open';
create index rights_alert_object on directory.rights_alert (object_id) where state = 'open';
create index rights_alert_decided on directory.rights_alert (organisation_id, changed_at desc, id desc);
