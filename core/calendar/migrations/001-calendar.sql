create schema calendar;

-- Dated exceptions of the working calendar; the administrator edits them, each row says where it comes from.
create table calendar.exception (
  date date primary key,
  kind text not null check (kind in ('holiday', 'compensated', 'swap_off', 'swap_work')),
  name text not null check (name <> ''),
  source text not null check (source <> ''),
  updated_at timestamptz not null default now()
);

-- A decided year has its complete list above; any other year is filled with the computed holidays of the act.
create table calendar.decided_year (
  year integer primary key check (year between 1900 and 2199),
  source text not null
);

-- Working sessions in minutes after midnight; organisation_id null is the timetable of the province.
create table calendar.timetable (
  organisation_id uuid,
  valid_from date not null,
  session_starts integer[] not null,
  session_ends integer[] not null,
  check (cardinality(session_starts) between 1 and 6 and cardinality(session_starts) = cardinality(session_ends)),
  unique nulls not distinct (organisation_id, valid_from)
);
