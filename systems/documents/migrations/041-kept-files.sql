-- Received files, and attachments of issued documents, come into the archive's care a day after they were taken in.
alter table documents.incoming add column keep_due timestamptz;
alter table documents.outgoing add column keep_due timestamptz;
update documents.incoming set keep_due = registered_at + interval '1 day'
 where registered_at is not null and state not in ('refused', 'recalled');
update documents.outgoing o set keep_due = issued_at + interval '1 day'
 where issued_at is not null
   and exists (select from documents.attachment a where a.document_id = o.id and a.file_type = 'application/pdf');
create index incoming_keep on documents.incoming (keep_due) where keep_due is not null;
create index outgoing_keep on documents.outgoing (keep_due) where keep_due is not null;

-- What became of each file: the content as it came, and every state since, the received one first.
create table documents.kept_file (
  document_id uuid not null,
  document_kind text not null check (document_kind in ('incoming', 'outgoing')),
  received_sha256 text not null,
  current_sha256 text not null,
  states text[] not null,
  -- waiting: asked of the archive; not-valid and unsigned files are never archived as proof of anything.
  state text not null check (state in ('waiting', 'archived', 'not-valid', 'unsigned', 'unknown')),
  -- The verdict in plain words, as it was found then.
  vi text not null,
  en text not null,
  tries integer not null default 1,
  checked_at timestamptz not null,
  archived_at timestamptz,
  primary key (document_id, received_sha256)
);
create index kept_file_current on documents.kept_file (current_sha256);
