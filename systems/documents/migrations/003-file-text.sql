-- Text taken out of PDFs for the search, once per content: a circular to 134 receivers is read once.
create table documents.file_text (
  file_sha256 text primary key,
  content text not null,
  read_at timestamptz not null
);
create index incoming_file on documents.incoming (file_sha256) where file_sha256 is not null;
create index outgoing_file on documents.outgoing (file_sha256);
create index attachment_file on documents.attachment (file_sha256);
