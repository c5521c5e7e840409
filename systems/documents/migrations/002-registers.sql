-- Secret documents have a series and a register of their own (NĐ 30/2020 Art. 15), so their arrival numbers begin at 1
-- beside those of the common register.
drop index documents.incoming_arrival_number;
create unique index incoming_arrival_number on documents.incoming
  (organisation_id, arrival_year, (confidentiality > 0), arrival_number) where arrival_number is not null;

-- The clerk's short lists, found without looking through the organisation's whole register.
create index incoming_requests on documents.incoming (organisation_id, arrived_at desc, id desc) where request is not null;
create index incoming_duplicates on documents.incoming (organisation_id, arrived_at desc, id desc)
  where duplicate_of is not null and state = 'arrived';
create index incoming_overdue on documents.incoming (organisation_id, deadline) where state in ('assigned', 'processing');

-- Words inside lists, with and without marks.
create index incoming_text on documents.incoming
  using gin (organisation_id, search.fold(symbol || ' ' || abstract || ' ' || from_name) public.gin_trgm_ops);
create index outgoing_text on documents.outgoing
  using gin (organisation_id, search.fold(coalesce(code_number_text || '/' || code_notation, '') || ' ' || abstract || ' ' || signer_name) public.gin_trgm_ops);
