-- The whole of a scan, beside the fields of its first page: how far the reading is, and the copy with the words under the pictures.
alter table documents.scan_reading
  add column whole text not null default 'waiting' check (whole in ('waiting', 'reading', 'joining', 'done', 'failed')),
  -- What to know of the outcome: why it failed, or why there is no copy.
  add column code text,
  -- Pages of the file; null until it was opened.
  add column pages integer,
  add column pages_read integer not null default 0,
  -- Pages whose words are not known.
  add column unread integer[] not null default '{}',
  add column copy_sha256 text,
  add column copy_size bigint,
  add check ((whole = 'failed') <= (code is not null)),
  add check ((copy_sha256 is null) = (copy_size is null));

-- Scans read before this stand as they were: their words are found, and whoever wants the copy has them read again.
update documents.scan_reading set whole = 'failed', code = case state when 'not-installed' then 'not-installed' else 'earlier' end
 where state <> 'waiting';

-- Pages already read of a scan under way: a reading that was cut off goes on behind them. Gone when the copy is made.
create table documents.scan_page (
  sha256 text not null references documents.scan_reading (sha256) on delete cascade,
  number integer not null,
  -- A ReadPage of core/ocr.
  content jsonb not null,
  primary key (sha256, number)
);
