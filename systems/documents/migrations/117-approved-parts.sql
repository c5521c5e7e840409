-- What an approver approved, part by part, so that a change can be named: digests by the name of the part.
alter table documents.approver add column approved_parts jsonb;
