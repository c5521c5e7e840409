-- The file of an issued document is later replaced by one that holds its own long-term proof: one more state of the file,
-- with the sealed one as its unchanged beginning.
alter table documents.revision drop constraint revision_kind_check;
alter table documents.revision add constraint revision_kind_check
  check (kind in ('draft', 'signed', 'numbered', 'sealed', 'archived'));
