create schema if not exists public_services;

-- Where the money of a body goes; kept by day, because what was printed yesterday must be explained.
create table public_services.payment_account (
  organisation_id uuid primary key,
  bank_bin text not null,
  account text not null,
  holder text not null,
  changed_at timestamptz not null,
  changed_by text not null
);

create table public_services.payment (
  id uuid primary key,
  -- MaThamChieu: one payment at the platform.
  reference text not null unique,
  -- Opens the page to pay; random.
  token text not null unique,
  dossier_id uuid not null,
  dossier_code text not null,
  procedure_code text not null,
  procedure_name text not null,
  organisation_id uuid not null,
  organisation_name text not null,
  payer text not null,
  lines jsonb not null,
  -- Whole đồng.
  amount bigint not null check (amount > 0),
  state text not null check (state in ('open', 'paid', 'cancelled', 'refund-asked', 'refunded')),
  method text check (method in ('online', 'cash', 'transfer')),
  pay_url text,
  -- MaGiaoDich of the platform, or the bank's number.
  transaction_code text not null default '',
  paid_at timestamptz,
  receipt_number text,
  created_at timestamptz not null,
  created_by text not null,
  next_query_at timestamptz,
  queries integer not null default 0,
  version integer not null default 0
);
-- One thing is owed at a time for a dossier.
create unique index payment_open on public_services.payment (dossier_id) where state = 'open';
create index payment_dossier on public_services.payment (dossier_id);
create index payment_body on public_services.payment (organisation_id, id desc);
create index payment_to_query on public_services.payment (next_query_at) where next_query_at is not null;

create table public_services.payment_receipt_counter (
  organisation_id uuid not null,
  year integer not null,
  last integer not null,
  primary key (organisation_id, year)
);

-- Every notification as it came, and what was made of it. Never changed.
create table public_services.payment_notice (
  id uuid primary key,
  at timestamptz not null,
  reference text not null,
  body jsonb not null,
  outcome text not null check (outcome in ('taken', 'repeated', 'failed', 'unknown', 'wrong-code', 'wrong-amount'))
);
create index payment_notice_reference on public_services.payment_notice (reference);

create table public_services.payment_refund (
  payment_id uuid primary key references public_services.payment (id),
  reason text not null,
  asked_at timestamptz not null,
  asked_by text not null,
  asked_person uuid not null,
  decided_at timestamptz,
  decided_by text,
  approved boolean,
  note text not null default ''
);

-- What a day's comparison with the platform found, until a person settles it.
create table public_services.payment_difference (
  id uuid primary key,
  day date not null,
  organisation_id uuid,
  payment_id uuid references public_services.payment (id),
  reference text not null,
  kind text not null check (kind in ('paid-there', 'unpaid-there', 'amount', 'unknown-here', 'unreadable')),
  detail text not null,
  found_at timestamptz not null,
  settled_at timestamptz,
  settled_by text,
  note text not null default '',
  unique (day, reference, kind)
);
