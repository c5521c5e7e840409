-- Documents whose tasks come from a directive of a superior (the Government, the province): all of them on one page.
create table documents.origin_link (
  incoming_id uuid primary key references documents.incoming (id),
  origin_id uuid not null references documents.incoming (id),
  linked_by_name text not null,
  linked_at timestamptz not null,
  check (incoming_id <> origin_id)
);
create index origin_link_origin on documents.origin_link (origin_id);
