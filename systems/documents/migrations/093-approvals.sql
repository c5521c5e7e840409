-- Trình duyệt: the steps a draft goes through between its check and its signature; people inside a step act side by side.
create table documents.approval_step (
  id uuid primary key,
  outgoing_id uuid not null references documents.outgoing (id),
  position smallint not null check (position between 1 and 10),
  -- One approval is enough; else everybody's.
  any_one boolean not null,
  unique (outgoing_id, position)
);

create table documents.approver (
  id uuid primary key,
  step_id uuid not null references documents.approval_step (id) on delete cascade,
  appointment_id uuid not null,
  full_name text not null,
  position_title text not null,
  -- Reading the draft was given with the approval.
  reading_given boolean not null,
  -- Of what was approved: file and fields together, and the file alone. Null: not approved, or not any more.
  approved_content text check (approved_content ~ '^[0-9a-f]{64}$'),
  approved_file text check (approved_file ~ '^[0-9a-f]{64}$'),
  approved_at timestamptz,
  -- Who gave the short signature: the approver, or a delegate naming both.
  by_name text,
  by_position text,
  note text not null default '',
  -- What was approved before the draft changed: the approver is told what is different.
  earlier_file text,
  unique (step_id, appointment_id),
  check ((approved_content is null) = (approved_at is null) and (approved_content is null) = (approved_file is null)
    and (approved_content is null) = (by_name is null))
);
-- Whose turn it is while the draft waits for approvals; empty: nobody's. Kept with the draft for its lists.
alter table documents.outgoing add column approvers_now uuid[] not null default '{}';
create index outgoing_to_approve on documents.outgoing using gin (approvers_now) where state = 'checked';
create index approver_waits on documents.approver (appointment_id) where approved_at is null;
