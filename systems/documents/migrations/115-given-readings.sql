-- Reading of one document that a person or unit was given with something: a question, an approval. It lasts as long as
-- the last thing it was given with. Readers without a line here hold it from elsewhere (an import) and keep it.
create table documents.given_reading (
  document_id uuid not null,
  -- directory.appointment or an inner unit
  holder uuid not null,
  ground text not null check (ground in ('opinion', 'approval')),
  -- documents.opinion_asked or documents.approver
  ground_id uuid not null,
  given_by_name text not null,
  given_at timestamptz not null,
  primary key (document_id, holder, ground_id)
);
create index given_reading_ground on documents.given_reading (ground_id);

insert into documents.given_reading (document_id, holder, ground, ground_id, given_by_name, given_at)
select r.document_id, coalesce(a.unit_id, a.appointment_id), 'opinion', a.id, r.asked_by_name, a.added_at
  from documents.opinion_asked a join documents.opinion_round r on r.id = a.round_id
 where a.withdrawn_at is null
   and exists (select 1 from documents.opinion_asked o join documents.opinion_round s on s.id = o.round_id
                where s.document_id = r.document_id and o.reading_given
                  and coalesce(o.unit_id, o.appointment_id) = coalesce(a.unit_id, a.appointment_id));
insert into documents.given_reading (document_id, holder, ground, ground_id, given_by_name, given_at)
select s.outgoing_id, a.appointment_id, 'approval', a.id, o.drafted_by_name, now()
  from documents.approver a
  join documents.approval_step s on s.id = a.step_id
  join documents.outgoing o on o.id = s.outgoing_id
 where a.reading_given;

alter table documents.opinion_asked drop column reading_given;
alter table documents.approver drop column reading_given;
