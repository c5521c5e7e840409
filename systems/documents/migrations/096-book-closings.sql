-- Closing of registers at the end of a year (NĐ 30/2020 Art. 16.2.b, 22.3.b): the clerk asks, which stops new entries and
-- prints the book; the leader confirms exactly that print, or returns it, and the book is open again.
create table documents.book_closing (
  id uuid primary key,
  organisation_id uuid not null,
  book text not null check (book in ('incoming', 'outgoing', 'handling', 'copies')),
  secret boolean not null,
  year integer not null check (year between 1945 and 9999),
  state text not null check (state in ('asked', 'closed', 'returned')),
  asked_by uuid not null,
  asked_by_name text not null,
  asked_at timestamptz not null,
  entries integer,
  first_number integer,
  last_number integer,
  pdf_sha256 text,
  pdf_size bigint,
  xlsx_sha256 text,
  xlsx_size bigint,
  printed_at timestamptz,
  decided_by_name text,
  decided_at timestamptz,
  return_reason text,
  check ((state = 'asked') = (decided_at is null)),
  check (state <> 'closed' or (pdf_sha256 is not null and xlsx_sha256 is not null))
);
-- One closing of a book that holds; what was returned stays as history.
create unique index book_closing_standing on documents.book_closing (organisation_id, book, secret, year)
  where state in ('asked', 'closed');
create index book_closing_list on documents.book_closing (organisation_id, year desc, asked_at desc);

-- A closed book is never changed: what was wrong in it is put right by a note beside it.
create table documents.book_note (
  id uuid primary key,
  closing_id uuid not null references documents.book_closing (id),
  line text not null,
  correction text not null,
  by_name text not null,
  by_position text not null,
  at timestamptz not null
);
create index book_note_closing on documents.book_note (closing_id, id);
