-- Which degree of secrecy an appointment may see, as the organisation's leader decided; without a row, what its roles give.
-- History is kept: who could see what on a day is asked years later.
create table directory.clearance (
  id uuid primary key,
  appointment_id uuid not null references directory.appointment,
  level smallint not null check (level between 0 and 3),
  valid daterange not null check (not isempty(valid)),
  -- Number and date of the decision on paper or in the system.
  basis text not null,
  decided_by_name text not null,
  decided_at timestamptz not null,
  constraint one_clearance exclude using gist (appointment_id with =, valid with &&)
);
