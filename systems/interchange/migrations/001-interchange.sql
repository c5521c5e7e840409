create schema interchange;

-- What leaves for the axis. The content is fixed in the transaction that queues it; sending only carries it out.
create table interchange.outgoing_message (
  id uuid primary key,
  kind text not null check (kind in ('edoc', 'status')),
  -- edXML BussinessDocType of a document; null for a status.
  business_type text check (business_type in ('new', 'recall', 'update', 'replace')),
  status_code text,
  -- The organisation that sends; null when it is not one of ours (an answer for a code nobody here has).
  organisation_id uuid,
  outgoing_id uuid,
  incoming_id uuid,
  from_code text not null,
  to_codes text[] not null,
  to_names text[] not null,
  -- Organisations of the receivers, each with its code: [{organisationId, code}].
  receivers jsonb not null default '[]',
  wire_id text not null,
  symbol text not null default '',
  subject text not null default '',
  -- State secrets never reach an outgoing queue (QĐ 28/2018 Art. 1.2): the table cannot hold one.
  confidentiality smallint not null default 0 check (confidentiality = 0),
  message jsonb not null,
  attachments jsonb not null default '[]',
  -- split: the axis refused one receiver among several, so each got a message of its own.
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed', 'split')),
  attempts integer not null default 0,
  -- A small message (a status) is kept here, a large one in the file store.
  raw bytea,
  edxml_sha256 text,
  edxml_size bigint,
  axis_doc_id text,
  problem_code text,
  problem_vi text,
  problem_en text,
  alert boolean not null default false,
  settled_by text,
  settled_at timestamptz,
  created_at timestamptz not null,
  sent_at timestamptz,
  failed_at timestamptz,
  check ((kind = 'edoc') = (business_type is not null)),
  check ((kind = 'status') = (status_code is not null))
);
create index outgoing_message_list on interchange.outgoing_message (organisation_id, id desc);
create index outgoing_message_open on interchange.outgoing_message (state, created_at) where state in ('queued', 'failed');
create index outgoing_message_document on interchange.outgoing_message (outgoing_id, id) where outgoing_id is not null;
create index outgoing_message_incoming on interchange.outgoing_message (incoming_id, id) where incoming_id is not null;
create index outgoing_message_alert on interchange.outgoing_message (organisation_id) where alert;

-- What came from the axis: one row for each copy the axis listed.
create table interchange.incoming_message (
  id uuid primary key,
  kind text not null check (kind in ('edoc', 'status')),
  axis_doc_id text not null,
  -- listed: could not be fetched yet. stored: fetched, waits to be applied. applied: took effect.
  -- unreadable: can never be read.
  state text not null check (state in ('listed', 'stored', 'applied', 'unreadable')),
  -- What applying it did.
  result text check (result in ('arrived', 'repeated', 'requested', 'waiting', 'told', 'unmatched', 'declined')),
  from_code text not null default '',
  from_name text not null default '',
  to_code text not null default '',
  organisation_id uuid,
  business_type text,
  status_code text,
  wire_id text not null default '',
  symbol text not null default '',
  subject text not null default '',
  incoming_id uuid,
  outgoing_id uuid,
  raw bytea,
  edxml_sha256 text,
  edxml_size bigint,
  -- What was remarkable about a message that could be read: [{code, vi, en}].
  notes jsonb not null default '[]',
  problem_code text,
  problem_vi text,
  problem_en text,
  attempts integer not null default 0,
  next_at timestamptz,
  alert boolean not null default false,
  settled_by text,
  settled_at timestamptz,
  listed_at timestamptz not null,
  applied_at timestamptz,
  -- What the axis was told about this copy, and when.
  told text not null default 'done' check (told in ('done', 'fail')),
  acknowledged_at timestamptz,
  unique (kind, axis_doc_id)
);
create index incoming_message_list on interchange.incoming_message (organisation_id, id desc);
create index incoming_message_open on interchange.incoming_message (state, id) where state in ('listed', 'stored');
create index incoming_message_unheard on interchange.incoming_message (kind) where acknowledged_at is null;
create index incoming_message_document on interchange.incoming_message (incoming_id, id) where incoming_id is not null;
create index incoming_message_alert on interchange.incoming_message (organisation_id) where alert;

-- Each key takes effect once, however often the axis delivers the same content under another id.
create table interchange.effect (
  key text primary key,
  at timestamptz not null
);

-- Requests of senders to take back or to update a document. They come in two forms and may overtake the document.
create table interchange.sender_request (
  id uuid primary key,
  organisation_id uuid not null,
  from_code text not null,
  wire_id text not null,
  symbol text not null,
  issued_date date,
  kind text not null check (kind in ('recall', 'update')),
  form text not null check (form in ('message', 'status')),
  reason text not null,
  stated_at timestamptz not null,
  -- noted: a clerk answers it. waiting: the document is not here yet. answered: declined by the system. twin: the
  -- other form of a request that is already known.
  state text not null check (state in ('noted', 'waiting', 'answered', 'twin')),
  at timestamptz not null
);
create index sender_request_document on interchange.sender_request (organisation_id, wire_id);
create index sender_request_waiting on interchange.sender_request (organisation_id, symbol) where state = 'waiting';

-- Which codes of ours the axis knows, so that it need not be told at every start.
create table interchange.registration (
  code text primary key,
  organisation_id uuid not null,
  name text not null,
  registered_at timestamptz,
  problem text
);

-- How the axis is doing, seen from here; one row.
create table interchange.axis_health (
  id smallint primary key default 1 check (id = 1),
  last_success_at timestamptz,
  failing_since timestamptz,
  last_error_vi text,
  last_error_en text,
  agencies_at timestamptz
);
insert into interchange.axis_health default values;
