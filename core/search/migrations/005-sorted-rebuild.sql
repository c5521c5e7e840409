-- What was filled stands organisation by organisation: words of one organisation come together into the index.
alter table search.rebuild add column sorted boolean not null default false;
