-- A signature that is made outside this house and comes back later: by a phone, or by the plug-in of a browser. The row
-- outlives the process, so that a kill between the beginning and the answer neither loses nor doubles a signature.
create table signing.act (
  id uuid primary key,
  kind text not null check (kind in ('remote', 'plug-in')),
  -- What is signed, in the words of the room that asked: its use case finds its arguments in details.
  room text not null,
  subject_id text not null,
  action text not null,
  -- Whose key signs
  owner_kind text not null check (owner_kind in ('person', 'organisation')),
  owner_id uuid not null,
  -- directory.person: who began it, and alone may go on with it
  started_by uuid not null,
  -- The file as it stood
  base_sha256 text not null check (base_sha256 ~ '^[0-9a-f]{64}$'),
  -- The file with the hole for the signature, where we laid it out ourselves
  prepared_sha256 text check (prepared_sha256 ~ '^[0-9a-f]{64}$'),
  -- What completing needs; never a secret
  details jsonb not null,
  -- One-time secrets by name, each as its SHA-256 in hex
  secrets jsonb not null default '{}',
  state text not null check (state in ('waiting', 'authorised', 'completed', 'refused', 'cancelled', 'expired')),
  -- Stable code of why it was refused, or why it was cancelled
  reason text,
  result_sha256 text check (result_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  check ((state in ('waiting', 'authorised')) = (ended_at is null)),
  check ((state = 'completed') = (result_sha256 is not null))
);
-- Two signatures of one file at once cannot both be the next revision.
create unique index act_open on signing.act (room, subject_id) where ended_at is null;
create index act_due on signing.act (expires_at) where ended_at is null;
create index act_of_person on signing.act (started_by, created_at desc);
