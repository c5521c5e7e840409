create schema events;

-- The outbox: written in the transaction of the state change, read by consumers through jobs.
create table events.event (
  id uuid primary key,
  at timestamptz not null,
  type text not null,
  subject_id text not null,
  organisations text[] not null default '{}',
  actor jsonb not null,
  data jsonb not null
);
create index event_subject on events.event (subject_id, id);

-- At least once from the queue, exactly once in effect: a consumer writes here in its own transaction.
create table events.consumed (
  consumer text not null,
  event_id uuid not null references events.event (id) on delete cascade,
  at timestamptz not null default now(),
  primary key (consumer, event_id)
);
