-- Nothing looks events up by their subject (the history of an object is the audit log's), yet every transition of
-- the house paid for this index.
drop index events.event_subject;
