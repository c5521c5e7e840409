-- The few receivers that refused, could not be reached or are silent, found by their document without reading the others.
create index recipient_trouble on documents.recipient (outgoing_id)
  where state in ('waiting', 'sent', 'refused', 'failed');
