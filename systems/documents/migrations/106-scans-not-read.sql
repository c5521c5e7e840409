-- Files whose text was asked for before scans were read by themselves, and that say less than 80 letters a page: whoever opens such
-- a document is offered to have it read.
insert into documents.scan_reading (sha256, state, requested_at, whole, code)
select t.file_sha256, 'waiting', t.read_at, 'failed', 'not-asked' from documents.file_text t
 where length(regexp_replace(left(t.content, 40000), '\s', '', 'g'))
       < 80 * greatest(1, length(t.content) - length(replace(t.content, E'\f', '')))
   and (exists (select from documents.incoming i where i.file_sha256 = t.file_sha256)
     or exists (select from documents.outgoing o where o.file_sha256 = t.file_sha256)
     or exists (select from documents.attachment a where a.file_sha256 = t.file_sha256))
    on conflict do nothing;
