-- Lịch công tác: what is held when and where, who leads it and who is invited. What repeats is one row a week with a
-- common series, so that one of them can be moved. Nothing is removed: moves and cancellations stay readable.
create table documents.event (
  id uuid primary key,
  organisation_id uuid not null,
  -- Whose calendar it stands in; the organisation itself for its own.
  unit_id uuid not null,
  scope text not null check (scope in ('invited', 'unit', 'organisation')),
  title text not null check (length(title) between 1 and 200),
  place text not null default '',
  -- Who takes part without a post in the organisation, as written.
  others text not null default '',
  note text not null default '',
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  chair_appointment uuid,
  chair_name text not null default '',
  document_id uuid,
  document_symbol text not null default '',
  series_id uuid,
  state text not null default 'planned' check (state in ('planned', 'cancelled')),
  version integer not null default 1,
  entered_by uuid not null,
  entered_by_name text not null,
  entered_at timestamptz not null,
  check (ends_at > starts_at and ends_at <= starts_at + interval '1 day')
);
create index event_days on documents.event (organisation_id, starts_at);
create index event_series on documents.event (series_id, starts_at) where series_id is not null;

-- The chair is one of them.
create table documents.event_guest (
  event_id uuid not null references documents.event (id),
  appointment_id uuid not null,
  person_id uuid not null,
  person_name text not null,
  primary key (event_id, appointment_id)
);
create index event_guest_of on documents.event_guest (appointment_id, event_id);
create index event_guest_person on documents.event_guest (person_id, event_id);

create table documents.event_change (
  id uuid primary key,
  event_id uuid not null references documents.event (id),
  at timestamptz not null,
  by_name text not null,
  by_title text not null,
  step text not null check (step in ('entered', 'moved', 'changed', 'cancelled')),
  was_starts_at timestamptz,
  was_ends_at timestamptz,
  was_place text,
  reason text not null default ''
);
create index event_change_of on documents.event_change (event_id, at);
