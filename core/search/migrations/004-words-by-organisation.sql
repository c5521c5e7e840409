-- Words stand in the index under the end of their organisation's id (see shelfOf in lexemes.ts): lists of places are as
-- short as one organisation needs them. The keys of bodies stand there without it too.
-- A whole history takes minutes.
set local statement_timeout = 0;
drop index search.item_lex;
update search.item set lex = coalesce((
  select array_to_tsvector(array_agg(right(organisation_id::text, 4) || word) || array_agg(word) filter (where word like '$%'))
    from unnest(tsvector_to_array(lex)) word), ''::tsvector);
create index item_lex on search.item using gin (readers, lex) where not withdrawn;
