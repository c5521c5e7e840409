-- The rebuild that goes on, if one does: a kill in the middle loses the part it was at, not the hour before it.
create table search.rebuild (
  one boolean primary key default true check (one),
  kinds text[] not null,
  -- Of what shape items and their words are; an index that was begun with another shape is begun anew.
  shape text not null,
  started_at timestamptz not null,
  exchanged boolean not null default false
);

-- What is filled part by part; `part` is whatever the room that gives the items needs to find them again.
create table search.rebuild_part (
  position integer primary key,
  part jsonb not null,
  items integer
);
