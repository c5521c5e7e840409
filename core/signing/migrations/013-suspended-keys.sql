-- Certificates that the province's register has suspended: no key of theirs signs here, wherever it is, until the
-- suspension is lifted. Kept by certificate and not by key: the same file uploaded again stays suspended.
create table signing.suspended_certificate (
  -- SHA-256 of the certificate
  fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{64}$'),
  since timestamptz not null
);
