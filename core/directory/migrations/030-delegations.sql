-- What a leader or the head of a unit hands to another for a time, in writing (NĐ 30/2020 Art. 13.3, 13.4).
create table directory.delegation (
  id uuid primary key,
  organisation_id uuid not null references directory.organisation,
  from_appointment uuid not null references directory.appointment,
  to_appointment uuid not null references directory.appointment,
  kinds text[] not null check (kinds <> '{}' and kinds <@ array['direct', 'check', 'sign']),
  -- Empty: every type. Codes and names stand side by side: received documents carry only the name of their type.
  document_types text[] not null default '{}',
  document_type_names text[] not null default '{}',
  -- Empty: every unit.
  units uuid[] not null default '{}',
  basis text not null check (basis <> ''),
  -- First and last day, both included.
  begins date not null,
  ends date not null check (ends >= begins),
  given_at timestamptz not null,
  ended_at timestamptz,
  ended_by_name text,
  end_reason text,
  check (from_appointment <> to_appointment),
  check (cardinality(document_types) = cardinality(document_type_names)),
  check ((ended_at is null) = (end_reason is null))
);
create index delegation_to on directory.delegation (to_appointment);
create index delegation_from on directory.delegation (from_appointment);
create index delegation_organisation on directory.delegation (organisation_id, given_at desc);
