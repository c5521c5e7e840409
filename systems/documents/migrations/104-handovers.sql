-- Bàn giao công việc: what somebody who leaves had open goes to others, item by item, and is written down.
create table documents.handover (
  id uuid primary key,
  organisation_id uuid not null,
  unit_id uuid not null,
  unit_name text not null,
  from_appointment uuid not null,
  from_name text not null,
  from_title text not null,
  -- Decision or reason it rests on.
  basis text not null check (length(basis) between 1 and 300),
  state text not null default 'moving' check (state in ('moving', 'to-confirm', 'confirmed')),
  asked_by uuid not null,
  asked_by_name text not null,
  asked_by_title text not null,
  asked_at timestamptz not null,
  moved_at timestamptz,
  confirmed_at timestamptz,
  -- The minutes as kept, and as signed with the key of whoever ordered the hand-over.
  minutes_sha256 text,
  minutes_size bigint,
  signed_at timestamptz,
  check ((minutes_sha256 is null) = (minutes_size is null))
);
create index handover_from on documents.handover (from_appointment, asked_at desc);
create index handover_list on documents.handover (organisation_id, asked_at desc, id desc);

create table documents.handover_item (
  handover_id uuid not null references documents.handover (id),
  position integer not null,
  kind text not null,
  object_id uuid not null,
  -- The document behind it, for its page; what the list says of it.
  href text not null,
  code text not null,
  -- Empty where whoever ordered it may only know that it is there, and of a secret document.
  abstract text not null default '',
  confidentiality smallint not null,
  deadline timestamptz,
  -- Null: nobody takes it over; it ends.
  to_appointment uuid,
  state text not null default 'waiting' check (state in ('waiting', 'moved', 'ended', 'refused', 'gone')),
  reason_vi text not null default '',
  reason_en text not null default '',
  at timestamptz,
  primary key (handover_id, kind, object_id)
);
create index handover_item_waiting on documents.handover_item (handover_id, position) where state = 'waiting';

create table documents.handover_receiver (
  handover_id uuid not null references documents.handover (id),
  appointment_id uuid not null,
  full_name text not null,
  title text not null,
  confirmed_at timestamptz,
  primary key (handover_id, appointment_id)
);
create index handover_receiver_open on documents.handover_receiver (appointment_id) where confirmed_at is null;

-- Open work by person, found without looking through the organisation's work.
create index outgoing_author_open on documents.outgoing (drafted_by) where state not in ('issued', 'cancelled');
create index outgoing_signer_open on documents.outgoing (signer_appointment)
  where state in ('draft', 'submitted', 'checked');
