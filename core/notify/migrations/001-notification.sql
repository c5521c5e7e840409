create schema notify;

-- What a person should know and where to look. Written in the transaction of what it tells about.
create table notify.notification (
  id uuid primary key default uuidv7(),
  person_id uuid not null,
  -- The organisation in whose name the person is told; null for personal matters.
  organisation_id uuid,
  kind text not null,
  title_vi text not null check (title_vi <> ''),
  title_en text not null check (title_en <> ''),
  -- Path on this site.
  href text not null check (href like '/%' and href not like '//%'),
  urgency text not null default 'normal' check (urgency in ('normal', 'urgent')),
  at timestamptz not null,
  read_at timestamptz,
  -- One notification per person and key: a job that runs twice tells once.
  dedupe_key text,
  transaction_id xid8 not null default pg_current_xact_id()
);
create unique index notification_once on notify.notification (person_id, dedupe_key) where dedupe_key is not null;
create index notification_of_person on notify.notification (person_id, id desc);
-- The counter in the head of every page reads only this.
create index notification_unread on notify.notification (person_id) where read_at is null;
create index notification_transaction on notify.notification (transaction_id);
