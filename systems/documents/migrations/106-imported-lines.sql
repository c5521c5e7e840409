-- How many lines of each file of an import were taken: documents were counted before, the other files were not.
alter table documents.bulk_run add column taken jsonb not null default '{}';
