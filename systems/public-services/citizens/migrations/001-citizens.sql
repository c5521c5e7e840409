create schema if not exists public_services;

-- A citizen, a business or another organisation with an account here. Who they are, a national provider said.
create table public_services.citizen (
  id uuid primary key,
  -- LoaiTaiKhoan: 1 person, 2 business, 3 organisation.
  kind smallint not null check (kind in (1, 2, 3)),
  -- Personal identifier of a person, tax code of the others.
  identifier text not null,
  name text not null,
  birth_date date,
  sex text check (sex in ('male', 'female')),
  ethnicity text,
  permanent_address text,
  current_address text,
  -- Level of the identity at the last sign-in, as the provider says it.
  level smallint not null check (level between 1 and 4),
  verified_at timestamptz not null,
  verified_by text not null check (verified_by in ('portal', 'vneid')),
  -- What they told us themselves.
  phone text,
  email text,
  notify_sms boolean not null default true,
  notify_zalo boolean not null default false,
  notify_email boolean not null default false,
  version integer not null default 0,
  created_at timestamptz not null,
  closed_at timestamptz
);
-- One open account a person and one a tax code, whatever provider they come from.
create unique index citizen_identifier on public_services.citizen ((kind = 1), identifier) where closed_at is null;

-- By which names the providers know them (TechID).
create table public_services.citizen_provider (
  provider text not null check (provider in ('portal', 'vneid')),
  tech_id text not null,
  citizen_id uuid not null references public_services.citizen (id),
  linked_at timestamptz not null,
  primary key (provider, tech_id)
);
create index citizen_provider_citizen on public_services.citizen_provider (citizen_id);

create table public_services.citizen_session (
  id uuid primary key,
  -- SHA-256 of the cookie's random token: a copy of the table opens no session.
  token_hash bytea not null unique,
  citizen_id uuid not null references public_services.citizen (id),
  provider text not null,
  address text not null,
  user_agent text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Moves on while something is done, never past ends_at.
  expires_at timestamptz not null,
  ends_at timestamptz not null
);
create index citizen_session_citizen on public_services.citizen_session (citizen_id);
create index citizen_session_expires on public_services.citizen_session (expires_at);

-- Somebody lets another file for them (BLDS 91/2015/QH13, Art. 138 and 140).
create table public_services.authorisation (
  id uuid primary key,
  giver_id uuid not null references public_services.citizen (id),
  taker_identifier text not null,
  -- As the giver wrote it; the verified name once the taker has answered.
  taker_name text not null,
  taker_id uuid references public_services.citizen (id),
  -- Codes of procedures; empty: every one.
  procedures text[] not null,
  from_day date not null,
  until_day date not null check (until_day >= from_day),
  state text not null check (state in ('offered', 'accepted', 'refused', 'ended')),
  created_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz
);
create index authorisation_giver on public_services.authorisation (giver_id);
create index authorisation_taker on public_services.authorisation (taker_identifier) where state in ('offered', 'accepted');

-- A child in whose name a parent or guardian files until its 18th birthday (BLDS 91/2015/QH13, Art. 21 and 136).
create table public_services.child (
  id uuid primary key,
  parent_id uuid not null references public_services.citizen (id),
  relation text not null check (relation in ('mother', 'father', 'guardian')),
  name text not null,
  -- A newborn has none yet.
  identifier text,
  birth_date date not null,
  sex text not null check (sex in ('male', 'female')),
  added_at timestamptz not null,
  removed_at timestamptz
);
create index child_parent on public_services.child (parent_id);
create unique index child_once on public_services.child (parent_id, identifier) where removed_at is null and identifier is not null;
