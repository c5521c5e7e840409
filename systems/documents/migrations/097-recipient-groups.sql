-- Nhóm chuyển: receivers that are chosen together, of the organisation or of one person. `recipients` are organisations a
-- draft goes to, `units` inner units a document is directed to.
create table documents.recipient_group (
  id uuid primary key,
  organisation_id uuid not null,
  -- Appointment whose own group it is; null: everybody of the organisation uses it.
  owner uuid,
  kind text not null check (kind in ('recipients', 'units')),
  name text not null,
  members uuid[] not null check (cardinality(members) > 0),
  changed_by_name text not null,
  changed_at timestamptz not null
);
create unique index recipient_group_name on documents.recipient_group
  (organisation_id, coalesce(owner, organisation_id), kind, search.fold(name));
