create schema signing;

-- A certificate with its key, in the care of the platform: of a person, who signs, or of an organisation, which seals.
create table signing.certificate (
  id uuid primary key,
  owner_kind text not null check (owner_kind in ('person', 'organisation')),
  -- directory.person or directory.organisation
  owner_id uuid not null,
  origin text not null check (origin in ('upload', 'demo')),
  -- The PKCS#12 file, protected by its own PIN, in a box of AES-256-GCM under a key of the installation. Destroyed
  -- when the certificate is no longer in use.
  key_box bytea,
  certificate bytea not null,
  -- Its issuers, nearest first, without the root.
  issuers bytea[] not null,
  subject text not null,
  issuer text not null,
  serial text not null,
  -- SHA-256 of the certificate
  fingerprint text not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  state text not null check (state in ('active', 'revoked', 'replaced')),
  -- Picture in the file store: blue signature or red seal, PNG with transparency.
  image_sha256 text not null check (image_sha256 ~ '^[0-9a-f]{64}$'),
  -- Wrong PINs in a row; after the fifth nothing is tried until locked_until.
  failed_pins smallint not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'active') = (key_box is not null)),
  check ((state = 'active') = (ended_at is null))
);
create unique index certificate_active on signing.certificate (owner_kind, owner_id) where state = 'active';
create index certificate_owner on signing.certificate (owner_kind, owner_id, created_at desc);

-- Roots under which signatures count: what is configured now, and what was configured before.
create table signing.trust_root (
  -- SHA-256 of the certificate
  fingerprint text primary key,
  certificate bytea not null,
  label text not null check (label in ('official-duty', 'public', 'demo')),
  subject text not null,
  not_after timestamptz not null,
  configured boolean not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null
);
