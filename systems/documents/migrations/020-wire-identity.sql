-- A document is known by its sender and its id on the wire. By the id alone anybody could take the id of a document to
-- come, and the real one would then pass for a second delivery and be lost.
drop index documents.incoming_wire;
create unique index incoming_wire on documents.incoming (organisation_id, wire_id, from_code)
  where source = 'axis' and wire_id <> '';
