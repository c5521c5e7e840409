create schema records;

-- What the law says about keeping and depositing, by the day it holds (NĐ 30/2020 Art. 28–31, Luật Lưu trữ 33/2024).
create table records.rule (
  valid daterange not null check (not isempty(valid)),
  -- Files kept for fewer years stay with the unit; the others are deposited.
  minimum_years smallint not null check (minimum_years > 0),
  maximum_years smallint not null check (maximum_years >= minimum_years),
  deposit_months smallint not null check (deposit_months > 0),
  construction_months smallint not null check (construction_months > 0),
  -- Longest time a unit may keep a file back with written consent.
  keep_back_months smallint not null check (keep_back_months >= 0),
  notice_days smallint not null check (notice_days > 0),
  basis text not null,
  exclude using gist (valid with &&)
);
insert into records.rule values
  ('[2000-01-01,2025-07-01)', 5, 100, 12, 3, 24, 30, 'NĐ 30/2020/NĐ-CP Điều 30, Phụ lục VI'),
  ('[2025-07-01,)', 5, 70, 12, 3, 24, 30, 'NĐ 30/2020/NĐ-CP Điều 30, Phụ lục VI; Luật Lưu trữ 33/2024/QH15');

-- The list of files an organisation issues each January (danh mục hồ sơ, NĐ 30/2020 Art. 28).
create table records.catalogue (
  id uuid primary key,
  organisation_id uuid not null,
  year smallint not null check (year between 1990 and 2200),
  state text not null check (state in ('drafted', 'issued')),
  version integer not null default 1,
  -- Number, notation and day of the decision that issued it.
  decision text not null default '',
  decided_on date,
  issued_by_name text not null default '',
  created_at timestamptz not null,
  unique (organisation_id, year),
  check ((state = 'issued') = (decided_on is not null))
);

create table records.catalogue_line (
  id uuid primary key,
  catalogue_id uuid not null references records.catalogue (id),
  -- Heading it stands under (đề mục); empty = none.
  heading text not null default '' check (length(heading) <= 200),
  notation text not null check (notation <> '' and length(notation) <= 20),
  title text not null check (title <> '' and length(title) <= 500),
  -- Permanent, or a number of years: never an enumeration.
  permanent boolean not null,
  years smallint check (years > 0),
  unit_id uuid not null,
  unit_name text not null,
  -- directory.appointment
  keeper uuid not null,
  keeper_name text not null,
  note text not null default '' check (length(note) <= 500),
  position integer not null,
  -- Entered after the list was issued (Art. 28: bổ sung).
  late boolean not null default false,
  check (permanent = (years is null)),
  unique (catalogue_id, notation)
);

-- A deposit: the files a unit hands to the archive together, with one list.
create table records.deposit (
  id uuid primary key,
  organisation_id uuid not null,
  year smallint not null,
  number integer not null,
  unit_id uuid not null,
  unit_name text not null,
  note text not null default '',
  asked_by uuid not null,
  asked_by_name text not null,
  asked_at timestamptz not null,
  unique (organisation_id, year, number)
);
create index deposit_newest on records.deposit (organisation_id, asked_at desc, id);

-- Hồ sơ công việc. Lengths are those of NĐ 30/2020 PL VI.
create table records.work_file (
  id uuid primary key,
  organisation_id uuid not null,
  organisation_name text not null,
  unit_id uuid not null,
  unit_name text not null,
  year smallint not null check (year between 1900 and 2200),
  notation text not null check (notation <> '' and length(notation) <= 20),
  title text not null check (title <> '' and length(title) <= 500),
  permanent boolean not null,
  years smallint check (years > 0),
  kind text not null check (kind in ('ordinary', 'construction')),
  access text not null check (access in ('organisation', 'unit', 'named')),
  language text not null default 'Tiếng Việt' check (length(language) <= 50),
  keywords text not null default '' check (length(keywords) <= 200),
  description text not null default '' check (length(description) <= 500),
  keeper uuid not null,
  keeper_name text not null,
  catalogue_line uuid unique references records.catalogue_line (id),
  state text not null check (state in ('open', 'closed', 'deposit-asked', 'deposited', 'returned')),
  state_at timestamptz not null,
  version integer not null default 1,
  opened_on date not null,
  closed_on date,
  -- Until when it has to be with the archive; null while it is open and for short retention.
  deposit_due date,
  kept_back_until date,
  kept_back_consent text not null default '',
  deposit_id uuid references records.deposit (id),
  frozen boolean not null default false,
  frozen_reason text not null default '',
  frozen_by_name text not null default '',
  frozen_at timestamptz,
  -- What a search looks through, without marks.
  search text not null,
  check (permanent = (years is null)),
  unique (organisation_id, year, notation)
);
create index work_file_newest on records.work_file (organisation_id, year desc, id desc);
create index work_file_unit on records.work_file (unit_id, state);
create index work_file_keeper on records.work_file (keeper, state);
create index work_file_due on records.work_file (deposit_due) where state in ('closed', 'returned');
create index work_file_deposit on records.work_file (deposit_id) where deposit_id is not null;

-- One document in several files without a copy: a line points at it. Material has a file of its own.
create table records.item (
  id uuid primary key,
  file_id uuid not null references records.work_file (id),
  position integer not null,
  kind text not null check (kind in ('incoming', 'outgoing', 'material')),
  document_id uuid,
  title text not null default '' check (length(title) <= 500),
  material_date date,
  file_sha256 text check (file_sha256 ~ '^[0-9a-f]{64}$'),
  file_size bigint,
  file_name text,
  file_type text,
  added_by_name text not null,
  added_at timestamptz not null,
  check ((kind = 'material') = (document_id is null)),
  check ((kind = 'material') = (file_sha256 is not null)),
  unique (file_id, document_id),
  unique (file_id, position) deferrable initially deferred
);
create index item_document on records.item (document_id) where document_id is not null;

-- Who else works in a file or reads it. A right that nobody with authority has confirmed is alerted to, and none yet.
create table records.file_right (
  file_id uuid not null references records.work_file (id),
  holder_kind text not null check (holder_kind in ('appointment', 'unit')),
  holder_id uuid not null,
  holder_name text not null,
  level text not null check (level in ('work', 'read')),
  state text not null check (state in ('given', 'withdrawn')),
  changed_by uuid not null,
  changed_by_name text not null,
  changed_at timestamptz not null,
  confirmed_by_name text,
  confirmed_at timestamptz,
  primary key (file_id, holder_id),
  check (holder_kind = 'appointment' or level = 'read')
);
create index file_right_holder on records.file_right (holder_id) where state = 'given' and confirmed_at is not null;
create index file_right_waiting on records.file_right (file_id) where confirmed_at is null;

-- The files of a deposit as they were handed over, and what the archive said of each.
create table records.deposit_file (
  deposit_id uuid not null references records.deposit (id),
  file_id uuid not null references records.work_file (id),
  position integer not null,
  decision text check (decision in ('accepted', 'returned', 'withdrawn')),
  reason text not null default '',
  decided_by_name text not null default '',
  decided_at timestamptz,
  primary key (deposit_id, file_id),
  check ((decision is null) = (decided_at is null))
);
create index deposit_file_file on records.deposit_file (file_id);

-- That somebody was told a file is due, once for each due day and step.
create table records.notice (
  file_id uuid not null references records.work_file (id),
  due date not null,
  step text not null check (step in ('before', 'overdue')),
  told integer not null,
  at timestamptz not null,
  primary key (file_id, due, step)
);

-- SIP, AIP, DIP of a file (TT 05/2025/TT-BNV). The content is in the file store.
create table records.package (
  id uuid primary key,
  file_id uuid not null references records.work_file (id),
  kind text not null check (kind in ('sip', 'aip', 'dip')),
  state text not null check (state in ('waiting', 'ready', 'failed', 'void')),
  -- The package it is made from: an AIP from its SIP, a DIP from its AIP.
  made_from uuid references records.package (id),
  deposit_id uuid references records.deposit (id),
  purpose text not null default '',
  asked_by_name text not null,
  asked_at timestamptz not null,
  made_at timestamptz,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint,
  -- Every file of the package with its checksum.
  entries jsonb,
  -- What the package says of the file and its documents, as it was on the day.
  description jsonb,
  problem_vi text not null default '',
  problem_en text not null default '',
  check ((state = 'ready') <= (sha256 is not null and entries is not null and description is not null))
);
create index package_file on records.package (file_id, asked_at);

create table records.history (
  id uuid primary key,
  file_id uuid not null references records.work_file (id),
  at timestamptz not null,
  by_name text not null,
  by_position text not null default '',
  action text not null,
  note text not null default ''
);
create index history_file on records.history (file_id, id);
