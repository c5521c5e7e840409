-- What a leader counts, read from the index alone: registered arrivals and numbered documents of an organisation by day.
create index incoming_counted on documents.incoming (organisation_id, arrived_at)
  include (id, type_name, confidentiality, state, deadline, completed_at) where arrival_number is not null;
create index outgoing_counted on documents.outgoing (organisation_id, issued_date)
  include (id, unit_id, drafted_by, drafted_by_name, document_type, confidentiality, signed_at, sealed_at)
  where code_number is not null and state <> 'cancelled';
-- The unit and the person in charge of a document, without its other columns.
create index assignment_lead on documents.assignment (incoming_id)
  include (id, unit_id, unit_name, appointment_id, person_name) where role = 'lead';
