-- Keys that are not in our care: on a token at the server, at a remote signing service, on a token at the holder's
-- computer. An owner may have several beside the key file.
create table signing.outside_key (
  id uuid primary key,
  owner_kind text not null check (owner_kind in ('person', 'organisation')),
  owner_id uuid not null,
  kind text not null check (kind in ('pkcs11', 'remote', 'plug-in')),
  -- Where it is: token and key, or credential; never a PIN
  reference jsonb not null,
  certificate bytea not null,
  -- Nearest first
  issuers bytea[] not null,
  subject text not null,
  issuer text not null,
  serial text not null,
  fingerprint text not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  image_sha256 text not null check (image_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null,
  ended_at timestamptz
);
create unique index outside_key_active on signing.outside_key (owner_kind, owner_id, kind, fingerprint) where ended_at is null;
