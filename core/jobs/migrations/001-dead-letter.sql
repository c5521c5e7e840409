create schema jobs;

-- Worker processes that are alive; the jobs of one that fell silent are given back.
create table jobs.worker (
  id text primary key,
  process text not null,
  seen_at timestamptz not null
);

-- Jobs that used up their attempts, with everything a person needs to decide and run them again.
create table jobs.dead_letter (
  id bigint generated always as identity primary key,
  job_id bigint not null unique,
  name text not null,
  payload jsonb not null,
  attempts integer not null,
  last_error text,
  failed_at timestamptz not null default now(),
  -- Set when somebody ran it again or put it aside.
  settled_at timestamptz,
  settled_by text,
  settlement text check (settlement in ('rerun', 'dismissed'))
);
create index dead_letter_open on jobs.dead_letter (failed_at desc) where settled_at is null;
