-- The work lists of outgoing documents read newest first by organisation, unit, author and signer.
create index outgoing_by_organisation on documents.outgoing (organisation_id, drafted_at desc, id desc);
create index outgoing_by_unit on documents.outgoing (unit_id, drafted_at desc, id desc);
create index outgoing_by_author on documents.outgoing (drafted_by, drafted_at desc, id desc);
create index outgoing_by_signer on documents.outgoing (signer_appointment, drafted_at desc, id desc);
create index outgoing_affects on documents.outgoing (affects) where affects is not null;
