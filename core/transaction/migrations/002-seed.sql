-- Which data were put in once; a later start must not bring back what people changed or removed.
create table platform.seed (
  name text primary key,
  at timestamptz not null default now()
);
