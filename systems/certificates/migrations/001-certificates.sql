create schema certificates;

-- One certificate the province looks after. Names are as they were when it was last written: a list of 20,000 must not
-- ask the directory for each line.
create table certificates.certificate (
  id uuid primary key,
  -- Lower-case hexadecimal without leading zeros, as `openssl x509 -serial` shows it.
  serial text not null check (serial ~ '^[0-9a-f]{1,64}$'),
  -- Common name of the issuing authority.
  issuer text not null check (issuer <> ''),
  subject text not null default '',
  -- SHA-256 of the DER, when the certificate itself was seen.
  thumbprint text unique check (thumbprint ~ '^[0-9a-f]{64}$'),
  -- Official duty of a person or an organisation; a server, device or program; or issued by a public authority.
  kind text not null check (kind in ('person', 'organisation', 'system', 'public')),
  holder_kind text not null check (holder_kind in ('person', 'organisation')),
  -- directory.person or directory.organisation
  holder_id uuid not null,
  holder_name text not null check (holder_name <> ''),
  holder_title text not null default '',
  organisation_id uuid not null,
  organisation_name text not null,
  unit_id uuid not null,
  unit_name text not null,
  not_before timestamptz not null,
  not_after timestamptz not null check (not_after > not_before),
  device text not null check (device in ('usb-token', 'sim-pki', 'hsm', 'software')),
  device_serial text not null default '',
  device_returned_on date,
  state text not null check (state in ('issued', 'in-use', 'suspended', 'revoked', 'replaced')),
  state_since timestamptz not null,
  replaces uuid references certificates.certificate (id),
  -- Last signature made with it that the house has seen.
  last_used_at timestamptz,
  origin text not null check (origin in ('request', 'import', 'key-ring', 'demo')),
  -- What a search looks through, without marks.
  search text not null,
  sort_name text not null,
  version integer not null default 1,
  created_at timestamptz not null,
  unique (issuer, serial)
);
create index certificate_ends on certificates.certificate (not_after, id);
create index certificate_organisation on certificates.certificate (organisation_id, not_after, id);
create index certificate_holder on certificates.certificate (holder_id);
create index certificate_device on certificates.certificate (device_serial) where device_serial <> '';

-- Who held it when: a holder that moves or hands it on ends one line and begins another.
create table certificates.holding (
  certificate_id uuid not null references certificates.certificate (id),
  valid daterange not null check (not isempty(valid)),
  holder_kind text not null,
  holder_id uuid not null,
  holder_name text not null,
  organisation_id uuid not null,
  unit_id uuid not null,
  unit_name text not null,
  primary key (certificate_id, valid without overlaps)
);

-- What is asked of the authority: one line, one official form; lines made together share a group and one list form.
create table certificates.request (
  id uuid primary key,
  group_id uuid not null,
  kind text not null check (kind in
    ('new', 'renew', 'change', 'suspend', 'resume', 'revoke', 'return-device', 'unlock-device')),
  state text not null check (state in ('drafted', 'submitted', 'done', 'refused', 'cancelled')),
  version integer not null default 1,
  certificate_id uuid references certificates.certificate (id),
  certificate_kind text not null check (certificate_kind in ('person', 'organisation', 'system', 'public')),
  holder_kind text not null check (holder_kind in ('person', 'organisation')),
  holder_id uuid not null,
  holder_name text not null,
  holder_title text not null default '',
  organisation_id uuid not null,
  organisation_name text not null,
  unit_id uuid not null,
  unit_name text not null,
  email text not null default '',
  mobile text not null default '',
  -- Number of the citizen card, which the form asks for.
  identity_number text not null default '',
  device text not null check (device in ('usb-token', 'sim-pki', 'hsm', 'software')),
  device_serial text not null default '',
  serial text not null default '',
  reason text not null default '',
  -- Number and notation of the letter it went with.
  reference text not null default '',
  answer text not null default '',
  result_id uuid references certificates.certificate (id),
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  submitted_at timestamptz,
  decided_at timestamptz,
  check ((kind = 'new') = (certificate_id is null))
);
create index request_open on certificates.request (organisation_id, created_at desc) where state in ('drafted', 'submitted');
create index request_group on certificates.request (group_id);
-- The same thing is asked of a certificate once at a time.
create unique index request_once on certificates.request (certificate_id, kind) where state in ('drafted', 'submitted');

create table certificates.history (
  id uuid primary key,
  certificate_id uuid not null references certificates.certificate (id),
  request_id uuid references certificates.request (id),
  at timestamptz not null,
  by_name text not null,
  by_position text not null default '',
  action text not null,
  note text not null default ''
);
create index history_certificate on certificates.history (certificate_id, id);

-- When people are told, as decided for a time: days before the end, from when superiors are told too, and after how
-- many months without a signature a certificate counts as unused.
create table certificates.alert_rule (
  valid daterange not null,
  days smallint[] not null check (array_length(days, 1) > 0 and 0 < all (days)),
  escalate_days smallint not null check (escalate_days > 0),
  unused_months smallint not null check (unused_months > 0),
  basis text not null,
  exclude using gist (valid with &&)
);
insert into certificates.alert_rule values
  ('[2000-01-01,)', '{60,30,7}', 7, 6, 'Quy chế quản lý chứng thư số của tỉnh');

create table certificates.alert_sent (
  certificate_id uuid not null references certificates.certificate (id),
  -- A change of the end (renewal under the same serial) begins anew.
  not_after timestamptz not null,
  days smallint not null,
  at timestamptz not null,
  primary key (certificate_id, not_after, days)
);
create table certificates.alert_day (
  day date primary key,
  at timestamptz not null
);

-- Who looks after certificates: of one organisation, or (without one) of the whole province.
create table certificates.it_unit (
  id uuid primary key,
  organisation_id uuid,
  unit_id uuid not null,
  valid daterange not null check (not isempty(valid))
);
create index it_unit_organisation on certificates.it_unit (organisation_id);

-- A file that was checked and waits for its confirmation.
create table certificates.import (
  id uuid primary key,
  -- Content in the file store, with the name it came under.
  files jsonb not null,
  by_person uuid not null,
  at timestamptz not null,
  applied_at timestamptz,
  result jsonb
);
