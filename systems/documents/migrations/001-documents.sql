create schema documents;

-- Document types of NĐ 30/2020 Art. 7 and Phụ lục III; law is data with dates.
create table documents.document_type (
  code text primary key,
  name text not null,
  -- Empty for công văn and thư công, whose notation is {organisation}-{unit}.
  abbreviation text not null,
  -- DocumentType/Type of edXML: 1 legal normative, 2 administrative (meaning unverified, therefore data).
  edxml_type smallint not null default 2,
  -- The legal normative types have number series of their own (NĐ 30/2020 Art. 15).
  own_series boolean not null default false,
  position smallint not null,
  valid daterange not null default daterange('2020-03-05', null)
);

-- Văn bản đi, from the first draft to the last status of the last receiver.
create table documents.outgoing (
  id uuid primary key,
  organisation_id uuid not null,
  unit_id uuid not null,
  state text not null,
  -- Rises with every change: two people acting on the same version cannot both win.
  version integer not null default 1,
  document_type text not null references documents.document_type (code),
  abstract text not null check (length(abstract) between 1 and 500),
  summary text not null default '' check (length(summary) <= 500),
  urgency smallint not null default 0 check (urgency between 0 and 4),
  -- 0 none, 1 mật, 2 tối mật, 3 tuyệt mật: above 0 never leaves by the axis (QĐ 28/2018 Art. 1.2).
  confidentiality smallint not null default 0 check (confidentiality between 0 and 3),
  due_date date,
  steering smallint not null default 0 check (steering between 0 and 2),
  paper boolean not null default false,
  to_places text[] not null default '{}',
  drafted_by uuid not null,
  drafted_by_name text not null,
  drafted_at timestamptz not null,
  signer_appointment uuid not null,
  -- The printed block: authority (quyền hạn), position, name; a snapshot, because people change posts.
  signer_authority text not null default '',
  signer_position text not null,
  signer_name text not null,
  -- 0 new, 2 update, 3 replace (edXML BussinessDocType); the document affected for 2 and 3.
  business_type smallint not null default 0 check (business_type in (0, 2, 3)),
  affects uuid references documents.outgoing (id),
  business_reason text not null default '',
  -- The incoming document this one answers.
  answers uuid,
  -- The file as it stands: the last revision.
  file_sha256 text not null,
  file_size bigint not null,
  file_name text not null,
  page_amount integer not null default 1,
  code_number integer,
  code_number_text text,
  code_notation text,
  symbol text generated always as (code_number_text || '/' || code_notation) stored,
  issued_date date,
  place text not null default '',
  signed_at timestamptz,
  numbered_at timestamptz,
  sealed_at timestamptz,
  issued_at timestamptz,
  issued_by_name text,
  cancelled_reason text,
  check ((code_number is null) = (issued_date is null)),
  check ((business_type = 0) = (affects is null))
);
-- The register of outgoing documents, newest number first.
create index outgoing_register on documents.outgoing (organisation_id, issued_date desc, code_number desc, id)
  where code_number is not null;
create index outgoing_work on documents.outgoing (organisation_id, state, drafted_at desc, id)
  where state not in ('issued', 'cancelled');
create index outgoing_signer on documents.outgoing (signer_appointment, state) where state = 'checked';
create index outgoing_answers on documents.outgoing (answers) where answers is not null;
-- Statuses and answers name a document by its symbol.
create index outgoing_symbol on documents.outgoing (organisation_id, symbol) where symbol is not null;
create unique index outgoing_number on documents.outgoing (organisation_id, code_number_text, code_notation, issued_date)
  where code_number is not null;

-- Every file state: the draft, the prepared file, and the incremental revisions of person, number and date, seal.
create table documents.revision (
  outgoing_id uuid not null references documents.outgoing (id),
  number integer not null,
  kind text not null check (kind in ('draft', 'signed', 'numbered', 'sealed')),
  file_sha256 text not null,
  file_size bigint not null,
  by_name text not null,
  at timestamptz not null,
  primary key (outgoing_id, number)
);

create table documents.attachment (
  document_id uuid not null,
  position integer not null,
  name text not null,
  description text not null default '',
  file_sha256 text not null,
  file_size bigint not null,
  file_type text not null,
  primary key (document_id, position)
);

-- Who a document goes to, with the name and code as they were.
create table documents.recipient (
  outgoing_id uuid not null references documents.outgoing (id),
  organisation_id uuid not null,
  organ_code text not null,
  organ_name text not null,
  position integer not null,
  state text not null default 'waiting',
  state_at timestamptz not null,
  -- What the receiver said: reason of a refusal, arrival number, person.
  description text not null default '',
  primary key (outgoing_id, organisation_id)
);
create index recipient_open on documents.recipient (state, state_at) where state in ('waiting', 'sent');

create table documents.recipient_status (
  id uuid primary key,
  outgoing_id uuid not null references documents.outgoing (id),
  organisation_id uuid not null,
  code text not null,
  description text not null default '',
  staff text not null default '',
  -- As the receiver wrote it and as we got it.
  stated_at timestamptz not null,
  at timestamptz not null
);
create index recipient_status_document on documents.recipient_status (outgoing_id, organisation_id, at);

-- Văn bản đến.
create table documents.incoming (
  id uuid primary key,
  organisation_id uuid not null,
  state text not null,
  version integer not null default 1,
  source text not null check (source in ('axis', 'paper')),
  -- Identity on the wire: "OrganId,yyyy/MM/dd,số/ký hiệu" (opaque when reading).
  wire_id text not null default '',
  from_organisation_id uuid,
  from_code text not null,
  from_name text not null,
  code_number text not null,
  code_notation text not null,
  symbol text not null generated always as (code_number || '/' || code_notation) stored,
  issued_date date not null,
  type_name text not null default '',
  abstract text not null,
  summary text not null default '',
  signer_name text not null default '',
  signer_position text not null default '',
  urgency smallint not null default 0,
  confidentiality smallint not null default 0,
  due_date date,
  steering smallint not null default 0,
  paper boolean not null default false,
  page_amount integer,
  to_places text[] not null default '{}',
  arrived_at timestamptz not null,
  arrival_number integer,
  arrival_year integer,
  registered_at timestamptz,
  registered_by_name text,
  presented_to uuid,
  presented_to_name text,
  presented_at timestamptz,
  directed_by_name text,
  directed_at timestamptz,
  directive text not null default '',
  -- The outer deadline in working time, set by the leader.
  deadline timestamptz,
  completed_at timestamptz,
  refused_reason text,
  -- The main PDF and what its signatures are worth.
  file_sha256 text,
  file_size bigint,
  file_name text,
  verdict text check (verdict in ('valid-both', 'valid-one', 'invalid', 'unsigned', 'unknown')),
  verdict_details jsonb,
  -- A request of the sender that waits for an answer: recall or update, with its reason.
  request text check (request in ('recall', 'update')),
  request_reason text,
  request_at timestamptz,
  request_message jsonb,
  -- The document that this one replaced or that replaced it; a suspected duplicate.
  replaced_by uuid references documents.incoming (id),
  replaces uuid references documents.incoming (id),
  -- The document that this one amends (edXML business type 2 with a number of its own).
  updates uuid references documents.incoming (id),
  duplicate_of uuid references documents.incoming (id),
  frozen boolean not null default false,
  check ((arrival_number is null) = (arrival_year is null))
);
create unique index incoming_wire on documents.incoming (organisation_id, wire_id) where source = 'axis' and wire_id <> '';
create unique index incoming_arrival_number on documents.incoming (organisation_id, arrival_year, arrival_number)
  where arrival_number is not null;
-- The clerk's list: newest arrivals of one organisation.
create index incoming_list on documents.incoming (organisation_id, arrived_at desc, id desc);
create index incoming_register on documents.incoming (organisation_id, arrival_year desc, arrival_number desc)
  where arrival_number is not null;
create index incoming_state on documents.incoming (organisation_id, state, arrived_at desc, id desc);
-- Duplicate alert by number, notation and issuer (NĐ 30/2020 PL VI.III.1.h).
create index incoming_identity on documents.incoming (organisation_id, symbol, from_code, issued_date);
create index incoming_presented on documents.incoming (presented_to, state) where state = 'presented';

-- Phiếu giải quyết: lead and co-operating units or people, each with a deadline.
create table documents.assignment (
  id uuid primary key,
  incoming_id uuid not null references documents.incoming (id),
  role text not null check (role in ('lead', 'co-operating')),
  unit_id uuid not null,
  unit_name text not null,
  appointment_id uuid,
  person_name text,
  deadline timestamptz,
  person_deadline timestamptz,
  state text not null default 'waiting' check (state in ('waiting', 'processing', 'completed')),
  note text not null default '',
  assigned_at timestamptz not null,
  completed_at timestamptz,
  check (person_deadline is null or deadline is null or person_deadline <= deadline),
  unique (incoming_id, unit_id)
);
create unique index assignment_one_lead on documents.assignment (incoming_id) where role = 'lead';
create index assignment_unit on documents.assignment (unit_id, state);
create index assignment_person on documents.assignment (appointment_id, state) where appointment_id is not null;

-- An incoming document that answers outgoing documents of ours (edXML ResponseFor).
create table documents.answer_link (
  outgoing_id uuid not null references documents.outgoing (id),
  incoming_id uuid not null references documents.incoming (id),
  primary key (outgoing_id, incoming_id)
);
create index answer_link_incoming on documents.answer_link (incoming_id);

-- The document card: what happened, as a story a person can read.
create table documents.history (
  id uuid primary key,
  document_id uuid not null,
  at timestamptz not null,
  by_name text not null,
  by_position text not null default '',
  action text not null,
  note text not null default ''
);
create index history_document on documents.history (document_id, id);
