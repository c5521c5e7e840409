-- What another system called a work file: a line that comes again is known, and documents and rights find their file.
create table records.import_key (
  system text not null,
  key text not null,
  file_id uuid not null references records.work_file (id),
  primary key (system, key)
);
create index import_key_file on records.import_key (file_id);
