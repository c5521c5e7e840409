-- Tasks: what units and people report of their part, extensions, reminders and their proof.
alter table documents.assignment
  add column percent smallint not null default 0 check (percent between 0 and 100),
  -- The head of the unit who set the inner deadline; null while the person works to the unit's deadline.
  add column person_deadline_by uuid;
-- 'closed': the lead unit completed the document before this unit reported its part.
alter table documents.assignment drop constraint assignment_state_check;
alter table documents.assignment add constraint assignment_state_check
  check (state in ('waiting', 'processing', 'completed', 'closed'));
create index assignment_due on documents.assignment ((coalesce(person_deadline, deadline)))
  where state in ('waiting', 'processing');

create table documents.task_progress (
  id uuid primary key,
  assignment_id uuid not null references documents.assignment (id),
  percent smallint not null check (percent between 0 and 100),
  note text not null check (length(note) between 1 and 1000),
  by_appointment uuid not null,
  by_name text not null,
  at timestamptz not null
);
create index task_progress_assignment on documents.task_progress (assignment_id, id);

-- A request for a later deadline, decided by whoever set the deadline.
create table documents.extension (
  id uuid primary key,
  assignment_id uuid not null references documents.assignment (id),
  -- Whose deadline: the unit's (outer) or the person's (inner).
  scope text not null check (scope in ('unit', 'person')),
  old_deadline timestamptz not null,
  wanted_deadline timestamptz not null check (wanted_deadline > old_deadline),
  reason text not null,
  asked_by uuid not null,
  asked_by_name text not null,
  asked_at timestamptz not null,
  decider uuid not null,
  decider_name text not null,
  -- 'lapsed': the task ended or passed to another person before anybody decided.
  state text not null default 'asked' check (state in ('asked', 'granted', 'refused', 'lapsed')),
  granted_deadline timestamptz check (granted_deadline > old_deadline),
  decision_reason text not null default '',
  decided_at timestamptz,
  check ((state = 'granted') = (granted_deadline is not null)),
  check ((state = 'asked') = (decided_at is null))
);
create unique index extension_open on documents.extension (assignment_id, scope) where state = 'asked';
create index extension_decider on documents.extension (decider, asked_at) where state = 'asked';
create index extension_assignment on documents.extension (assignment_id, id);

-- Every reminder ever given: by the clock (before, on the day, overdue, escalated) or by a leader's hand (urged).
create table documents.reminder (
  id uuid primary key,
  assignment_id uuid not null references documents.assignment (id),
  kind text not null check (kind in ('before', 'on-day', 'overdue', 'escalated-unit', 'escalated-leader', 'urged')),
  -- The same key never reminds twice: the deadline, or the day.
  once_key text not null,
  -- The n-th of its kind for this task.
  number integer not null,
  -- Of a reminder by hand: how sharp, and what it says.
  tone text check (tone in ('remind', 'criticise', 'review')),
  content text not null default '' check (length(content) <= 1000),
  by_name text not null,
  at timestamptz not null,
  unique (assignment_id, kind, once_key),
  check ((kind = 'urged') = (tone is not null))
);

-- Who was reminded, through which channel, told when, and when that person opened the document.
create table documents.reminder_recipient (
  reminder_id uuid not null references documents.reminder (id),
  appointment_id uuid not null,
  person_id uuid not null,
  full_name text not null,
  channel text not null default 'page' check (channel in ('page')),
  told_at timestamptz,
  seen_at timestamptz,
  primary key (reminder_id, person_id)
);
create index reminder_unseen on documents.reminder_recipient (person_id) where seen_at is null;

-- How many working days before the deadline and after it: per organisation, else the defaults of the programme.
create table documents.reminder_days (
  organisation_id uuid primary key,
  before_days smallint not null check (before_days between 0 and 30),
  unit_days smallint not null check (unit_days between 0 and 60),
  leader_days smallint not null check (leader_days between 0 and 90),
  changed_by_name text not null,
  changed_at timestamptz not null,
  check (leader_days >= unit_days)
);
