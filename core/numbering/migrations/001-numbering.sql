create schema numbering;

-- Which series a document is numbered in. organisation_id null is the rule for organisations without a row of their own
-- (NĐ 30/2020 Điều 15: the head decides; normative and secret documents always have series of their own).
create table numbering.series (
  organisation_id uuid,
  series text not null check (series ~ '^[a-z0-9-]{1,60}$'),
  direction text not null check (direction in ('incoming', 'outgoing')),
  secret boolean not null default false,
  normative boolean not null default false,
  -- Types numbered in this series, by abbreviation ('' = công văn); null = every type.
  document_types text[],
  -- True: each type has its own numbers inside this series.
  per_type boolean not null default false,
  unique nulls not distinct (organisation_id, series)
);
insert into numbering.series (organisation_id, series, direction, secret, normative, per_type) values
  (null, 'incoming', 'incoming', false, false, false),
  (null, 'incoming-secret', 'incoming', true, false, false),
  (null, 'outgoing', 'outgoing', false, false, false),
  (null, 'outgoing-secret', 'outgoing', true, false, false),
  (null, 'normative', 'outgoing', false, true, true),
  (null, 'normative-secret', 'outgoing', true, true, true);

-- The last number given. Its row lock makes the next giver wait until the one before has committed or given it back.
create table numbering.counter (
  organisation_id uuid not null,
  series text not null,
  year integer not null check (year between 1900 and 9999),
  last bigint not null check (last > 0),
  primary key (organisation_id, series, year)
) with (fillfactor = 50);
