-- Client transaction ids: a write that is repeated (double click, lost answer, retry of a program) has one effect.
create table platform.request (
  actor text not null,
  id text not null check (length(id) between 8 and 100),
  at timestamptz not null,
  result jsonb,
  primary key (actor, id)
);
create index request_at on platform.request (at);
