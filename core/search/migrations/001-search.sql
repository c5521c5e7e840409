create extension if not exists unaccent with schema public;
create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gist with schema public;
create extension if not exists btree_gin with schema public;
create extension if not exists ltree with schema public;

create schema search;

-- The twin of fold() in fold.ts. NFC first: unaccent knows composed letters. Names are qualified because index builds
-- run with a safe search_path.
create function search.fold(text) returns text
  language sql immutable parallel safe strict
  as $$ select pg_catalog.lower(public.unaccent('public.unaccent'::pg_catalog.regdictionary, normalize($1, NFC))) $$;

-- Spellings that mean the same; applied to the question only.
create table search.alias (
  group_name text not null,
  form text not null check (form <> ''),
  primary key (group_name, form)
);

-- One row per findable item. Rights are columns here and conditions of the query, because row-level security would
-- keep the text index from being used.
create table search.item (
  id uuid primary key,
  kind text not null,
  d date not null,
  organisation_id uuid not null,
  readers uuid[] not null default '{}',
  confidentiality smallint not null default 0 check (confidentiality between 0 and 9),
  symbol text,
  sym_folded text,
  title text not null,
  content text,
  lex tsvector not null,
  withdrawn boolean not null default false
);

-- Newest first inside an organisation: the first look of the hybrid plan.
create index item_newest on search.item (organisation_id, d desc, id desc) where not withdrawn;
create index item_symbol on search.item (sym_folded text_pattern_ops) where not withdrawn;
-- Rights and words in one index, so that a rare word of a small organisation reads few rows; any of the three columns
-- may be left out of a condition.
create index item_lex on search.item using gin (organisation_id, readers, lex) where not withdrawn;
