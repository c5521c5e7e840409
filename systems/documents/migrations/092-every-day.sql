-- What each person was told each working morning: once per person and day, kept as the proof of it.
create table documents.digest (
  person_id uuid not null,
  day date not null,
  built_at timestamptz not null,
  -- The letter as it was written; empty when there was nothing to say or it was nobody's working day.
  subject text not null default '',
  body text not null default '',
  -- Documents and parts of documents that waited.
  total integer not null default 0,
  state text not null
    check (state in ('day-off', 'empty', 'stopped', 'no-address', 'no-mail-server', 'waiting', 'sent', 'failed')),
  -- Where it went, when, and what the mail server said when it would not take it.
  email text,
  sent_at timestamptz,
  failure text not null default '',
  primary key (person_id, day),
  check ((state = 'sent') = (sent_at is not null)),
  check ((state in ('waiting', 'sent', 'failed')) = (email is not null))
);
create index digest_day on documents.digest (day);

-- Whoever does not want the letter says so; everybody else gets it.
create table documents.digest_choice (
  person_id uuid primary key,
  by_mail boolean not null,
  changed_at timestamptz not null
);

-- Days on which somebody is away, for the calendar of the unit.
create table documents.absence (
  id uuid primary key,
  organisation_id uuid not null,
  unit_id uuid not null,
  appointment_id uuid not null,
  person_name text not null,
  from_day date not null,
  to_day date not null,
  reason text not null default '' check (length(reason) <= 200),
  entered_by_name text not null,
  entered_at timestamptz not null,
  removed_at timestamptz,
  check (from_day <= to_day and to_day < from_day + 400)
);
create index absence_unit on documents.absence (unit_id, from_day) where removed_at is null;
create index absence_organisation on documents.absence (organisation_id, from_day) where removed_at is null;

-- Secret addresses of calendars: only the digest of the token is kept.
create table documents.calendar_feed (
  token_sha256 bytea primary key,
  person_id uuid not null,
  appointment_id uuid not null,
  made_at timestamptz not null,
  last_read_at timestamptz,
  revoked_at timestamptz
);
create unique index calendar_feed_one on documents.calendar_feed (appointment_id) where revoked_at is null;
