-- Who issued a thing and whom it names: found like its title, and told apart when a hit is explained.
alter table search.item add column issuer text;
alter table search.item add column people text[] not null default '{}';
-- Texts that belong to it, by key: a circular to 134 receivers has its words in one place, not in 134.
alter table search.item add column bodies text[] not null default '{}';

create table search.body (
  key text primary key check (length(key) between 1 and 64),
  content text not null,
  lex tsvector not null
);
create index body_lex on search.body using gin (lex);

-- A number alone stands in the registers of every organisation: the index tells whose before a row is read.
drop index search.item_symbol;
create index item_symbol on search.item (sym_folded text_pattern_ops, organisation_id) where not withdrawn;
