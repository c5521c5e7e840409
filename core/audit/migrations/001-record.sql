create schema audit;

-- Append-only: rows are written by the transaction of the state change and sealed later by the sequencer.
create table audit.record (
  id uuid primary key,
  at timestamptz not null,
  actor jsonb not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  data jsonb not null default '{}',
  -- The order of commits is only known after commit: the sequencer reads rows whose transaction is surely over.
  transaction_id xid8 not null default pg_current_xact_id()
);
create index record_object on audit.record (object_kind, object_id, id);

create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit.record is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on audit.record
  for each row execute function audit.refuse_change();
create trigger no_truncate before truncate on audit.record
  for each statement execute function audit.refuse_change();
