-- Personal data of a record stands apart, so that it may be erased while the log keeps its proof: the sealed leaf
-- holds only the salted digest (Luật Bảo vệ dữ liệu cá nhân: erasure on request; the fact that something was done stays).
alter table audit.record
  add column personal jsonb,
  add column salt bytea,
  add column personal_digest bytea,
  -- HMAC of the record under a key of the platform: a row that something else inserted shows when it is sealed.
  add column mac bytea;

-- The sequencer reads in this order.
create index record_transaction on audit.record (transaction_id, id);
-- "What did this person do" is the auditor's first question.
create index record_person on audit.record ((actor ->> 'person'), id) where actor ->> 'person' is not null;
create index record_at on audit.record using brin (at);

-- The only change a record may suffer is the loss of its personal part, together with the salt.
create or replace function audit.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'record' then
    if old.personal is not null and new.personal is null and new.salt is null
      and (new.id, new.at, new.actor, new.action, new.object_kind, new.object_id, new.data, new.transaction_id)
        = (old.id, old.at, old.actor, old.action, old.object_kind, old.object_id, old.data, old.transaction_id)
      and new.personal_digest is not distinct from old.personal_digest and new.mac is not distinct from old.mac
    then
      return new;
    end if;
  end if;
  raise exception 'audit.% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

-- Place of each record in the Merkle log (RFC 9162), assigned after commit by the one sequencer.
create table audit.sealed (
  index bigint primary key check (index >= 0),
  record_id uuid not null unique,
  leaf_hash bytea not null check (length(leaf_hash) = 32),
  sealed_at timestamptz not null
);
create trigger append_only before update or delete on audit.sealed
  for each row execute function audit.refuse_change();
create trigger no_truncate before truncate on audit.sealed
  for each statement execute function audit.refuse_change();

-- How far the sequencer has read, in the order (transaction_id, id); one row.
create table audit.sequencer (
  one boolean primary key default true check (one),
  size bigint not null default 0,
  after_transaction xid8 not null default '0',
  after_id uuid not null default '00000000-0000-0000-0000-000000000000',
  -- Why sealing stands still, if it does: a person must look.
  halted text
);
insert into audit.sequencer default values;

-- Last signed tree head of each day of Vietnam time; the newest row is the newest tree head.
create table audit.checkpoint (
  day date primary key,
  size bigint not null,
  root bytea not null,
  note text not null,
  signed_at timestamptz not null
);
