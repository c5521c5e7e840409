create schema if not exists public_services;

-- What tickets are drawn for at a body; one that says nothing has those of the province's data.
create table public_services.desk_kind (
  organisation_id uuid not null,
  key text not null check (key ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  -- Stands before the number: A012.
  prefix text not null check (prefix ~ '^[A-Z]$'),
  name text not null check (name <> ''),
  english text not null,
  position smallint not null,
  active boolean not null default true,
  primary key (organisation_id, key),
  unique (organisation_id, prefix)
);

-- Who is called before the others.
create table public_services.desk_priority (
  key text primary key,
  name text not null,
  english text not null,
  rank smallint not null check (rank between 1 and 9),
  source text not null,
  active boolean not null default true
);

-- Numbers of a body, a local day and a kind, without a gap: locked with the ticket's own commit.
create table public_services.desk_series (
  organisation_id uuid not null,
  day date not null,
  kind text not null,
  last integer not null,
  primary key (organisation_id, day, kind)
);

create table public_services.desk_ticket (
  id uuid primary key,
  organisation_id uuid not null,
  day date not null,
  kind text not null,
  kind_name text not null,
  number integer not null check (number > 0),
  -- "A012"
  label text not null,
  -- Stands in the square code of the ticket.
  token text not null unique,
  priority text references public_services.desk_priority (key),
  rank smallint not null default 0,
  state text not null check (state in ('waiting', 'called', 'serving', 'done', 'absent', 'left')),
  drawn_at timestamptz not null,
  -- The first call ends the waiting; the last one is what the screen shows.
  called_at timestamptz,
  last_called_at timestamptz,
  calls smallint not null default 0,
  serving_at timestamptz,
  ended_at timestamptz,
  counter text,
  person_id uuid,
  person_name text,
  version integer not null default 0,
  unique (organisation_id, day, kind, number)
);
-- Who is next: by rank, then as drawn.
create index desk_ticket_waiting on public_services.desk_ticket (organisation_id, day, rank desc, drawn_at, id) where state = 'waiting';
-- What the screen shows.
create index desk_ticket_called on public_services.desk_ticket (organisation_id, day, last_called_at desc) where last_called_at is not null;
create index desk_ticket_open on public_services.desk_ticket (day) where state in ('waiting', 'called', 'serving');
-- What somebody has in hand.
create index desk_ticket_person on public_services.desk_ticket (person_id, day) where state in ('called', 'serving');

-- Where an official sits today and what they call.
create table public_services.desk_seat (
  person_id uuid not null,
  organisation_id uuid not null,
  day date not null,
  counter text not null,
  kinds text[] not null,
  primary key (person_id, organisation_id)
);

-- The machine (or the square code at the door) that draws tickets of a body: its address is the right to draw.
create table public_services.desk_kiosk (
  organisation_id uuid primary key,
  token text not null unique,
  made_at timestamptz not null,
  made_by text not null
);
