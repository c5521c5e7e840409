create schema identity;

-- How a person of the directory signs in. Who the person is and which posts they hold is the directory's matter.
create table identity.account (
  id uuid primary key,
  person_id uuid not null unique references directory.person (id),
  username text not null,
  username_folded text not null unique,
  -- argon2id in PHC form; null until the person has set a password through a one-time link.
  password_hash text,
  password_changed_at timestamptz,
  status text not null default 'active' check (status in ('active', 'locked')),
  -- Made by the demo seed, with the public demo password: production refuses it.
  demo boolean not null default false,
  language text not null default 'vi' check (language in ('vi', 'en')),
  -- Raised to end every session at once; a session holds the value it began with.
  session_epoch integer not null default 0,
  created_at timestamptz not null,
  last_sign_in_at timestamptz,
  -- The position the person acted in last: the next session begins there.
  last_appointment_id uuid
);

create table identity.second_factor (
  account_id uuid primary key references identity.account (id),
  -- TOTP key (RFC 6238), AES-256-GCM under a key derived from the secret of the installation.
  secret_box bytea not null,
  created_at timestamptz not null,
  -- Null while the person has not yet proved that the app shows the right codes.
  confirmed_at timestamptz,
  -- Last time step accepted: the same code never works twice (RFC 6238 section 5.2).
  last_step bigint not null default 0
);

create table identity.recovery_code (
  account_id uuid not null references identity.account (id),
  -- HMAC-SHA256 of the code: they are random, so a slow hash adds nothing.
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);

create table identity.session (
  id uuid primary key,
  -- SHA-256 of the cookie's random token: a copy of the table opens no session.
  token_hash bytea not null unique,
  account_id uuid not null references identity.account (id),
  epoch integer not null,
  appointment_id uuid not null,
  second_factor boolean not null,
  address text not null,
  user_agent text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Moves on while the person works, never past ends_at.
  expires_at timestamptz not null,
  ends_at timestamptz not null
);
create index session_account on identity.session (account_id);
create index session_expires on identity.session (expires_at);

-- The right password was given; the second factor is still to come.
create table identity.challenge (
  token_hash bytea primary key,
  account_id uuid not null references identity.account (id),
  epoch integer not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index challenge_account on identity.challenge (account_id);

-- Wrong attempts by account, by address and by second factor. Names are keyed hashes: people type passwords there.
create table identity.throttle (
  subject bytea primary key,
  failures integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz
);
create index throttle_last on identity.throttle (last_at);

create table identity.access_token (
  id uuid primary key,
  account_id uuid not null references identity.account (id),
  appointment_id uuid not null,
  name text not null,
  scopes text[] not null,
  -- First characters, so that a person recognises the token in the list.
  prefix text not null,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  last_used_address text,
  revoked_at timestamptz
);
create index access_token_account on identity.access_token (account_id);

create table identity.one_time_link (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('first-administrator', 'set-password')),
  account_id uuid references identity.account (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((purpose = 'set-password') = (account_id is not null))
);
create index one_time_link_account on identity.one_time_link (account_id);
