-- A try to pay at the platform. Each has a MaThamChieu of its own, because one that failed there is over for good; money
-- that comes for any of them is found, whatever became of the payment meanwhile.
create table public_services.payment_attempt (
  id uuid primary key,
  payment_id uuid not null references public_services.payment (id),
  -- MaThamChieu.
  reference text not null unique,
  state text not null check (state in ('begun', 'paid', 'failed')),
  -- Page of the platform; null while its answer has not come.
  pay_url text,
  -- MaGiaoDich of the platform.
  transaction_code text not null default '',
  begun_at timestamptz not null,
  ended_at timestamptz,
  asked_at timestamptz,
  next_query_at timestamptz,
  queries integer not null default 0
);
create index payment_attempt_payment on public_services.payment_attempt (payment_id);
create index payment_attempt_begun_at on public_services.payment_attempt (begun_at);
create index payment_attempt_to_query on public_services.payment_attempt (next_query_at) where next_query_at is not null;
create unique index payment_attempt_open on public_services.payment_attempt (payment_id) where state = 'begun';

insert into public_services.payment_attempt
  (id, payment_id, reference, state, pay_url, transaction_code, begun_at, ended_at, next_query_at, queries)
select id, id, reference, case when method = 'online' then 'paid' else 'begun' end, pay_url,
       case when method = 'online' then transaction_code else '' end, created_at,
       case when method = 'online' then paid_at end, next_query_at, queries
  from public_services.payment where pay_url is not null or next_query_at is not null or method = 'online';

drop index public_services.payment_to_query;
alter table public_services.payment
  drop column reference, drop column pay_url, drop column next_query_at, drop column queries,
  drop constraint payment_amount_check, drop constraint payment_state_check,
  add constraint payment_state_check
    check (state in ('open', 'paid', 'cancelled', 'waived', 'refund-asked', 'refund-approved', 'refunded')),
  add constraint payment_amount_check check (amount > 0 or (amount = 0 and state = 'waived')),
  add column payer_address text not null default '',
  -- What the receipt says beside the payment: {form, symbol, taxCode, collector}.
  add column receipt jsonb;
create unique index payment_receipt on public_services.payment (organisation_id, receipt_number) where receipt_number is not null;
create index payment_paid_at on public_services.payment (organisation_id, paid_at) where paid_at is not null;

-- Receipts are counted where every number of the house is counted; what was given goes on there.
insert into numbering.counter (organisation_id, series, year, last)
select organisation_id, 'payment-receipt', year, last from public_services.payment_receipt_counter
on conflict do nothing;
drop table public_services.payment_receipt_counter;

alter table public_services.payment_account
  add column tax_code text not null default '',
  -- Mẫu số and ký hiệu of the receipts.
  add column receipt_form text not null default '',
  add column receipt_symbol text not null default '';

alter table public_services.payment_notice
  add column raw text not null default '',
  drop constraint payment_notice_outcome_check,
  add constraint payment_notice_outcome_check
    check (outcome in ('taken', 'repeated', 'failed', 'unknown', 'wrong-code', 'wrong-amount', 'extra'));

-- Every refund that was asked for is kept, also what was refused.
alter table public_services.payment_refund drop constraint payment_refund_pkey;
alter table public_services.payment_refund
  add column id uuid not null default uuidv7() primary key,
  add column decided_person uuid,
  add column paid_out_at timestamptz,
  add column paid_out_by text,
  -- Number of the transfer that gave the money back.
  add column transfer text not null default '';
update public_services.payment_refund set paid_out_at = decided_at, paid_out_by = decided_by, transfer = note where approved;
create unique index payment_refund_open on public_services.payment_refund (payment_id) where decided_at is null;
create index payment_refund_payment on public_services.payment_refund (payment_id);

alter table public_services.payment_difference
  drop constraint payment_difference_day_reference_kind_key,
  add column transaction_code text not null default '';
-- The same fact is one difference, on whichever day and however often it is found.
create unique index payment_difference_fact
  on public_services.payment_difference (organisation_id, reference, kind, transaction_code) nulls not distinct;
create index payment_difference_list on public_services.payment_difference (organisation_id, id desc);

-- One comparison of a day: by asking the platform payment by payment, or with the list it hands out.
create table public_services.payment_comparison (
  id uuid primary key,
  organisation_id uuid not null,
  day date not null,
  source text not null check (source in ('platform', 'list')),
  at timestamptz not null,
  by_name text not null,
  compared integer not null,
  matched integer not null,
  settled integer not null,
  differences integer not null,
  -- Whole đồng paid online that day, by what we know and by what the platform says.
  sum_here bigint not null,
  sum_there bigint not null
);
create index payment_comparison_day on public_services.payment_comparison (organisation_id, day desc, id desc);
