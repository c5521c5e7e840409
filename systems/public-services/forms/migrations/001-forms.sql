create schema if not exists public_services;

-- A form of the province: what is being written of it, and which of its versions is in use.
create table public_services.form (
  code text primary key check (code ~ '^[a-z0-9][a-z0-9.-]{1,59}$'),
  -- directory.organisation that looks after it; null: the house made it itself, from the components of a procedure.
  owner_id uuid,
  title text not null check (title <> ''),
  -- What the list searches through: code and title without marks.
  search text not null,
  -- What editors change; null while nothing differs from the version in use.
  working jsonb,
  -- Counts every change of the working definition: a page that shows an older one is refused.
  working_version integer not null default 1,
  -- public_services.form_version in use; null: never published, or withdrawn.
  published_id uuid,
  changed_at timestamptz not null,
  changed_by text not null default ''
);

-- A published definition. It never changes: drafts and dossiers point at it for ever.
create table public_services.form_version (
  id uuid primary key,
  code text not null references public_services.form (code),
  number integer not null check (number > 0),
  definition jsonb not null,
  -- SHA-256 of the definition with sorted keys.
  checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
  note text not null default '',
  published_at timestamptz not null,
  published_by text not null,
  withdrawn_at timestamptz,
  withdrawn_by text not null default '',
  withdrawn_reason text not null default '',
  unique (code, number)
);
alter table public_services.form add foreign key (published_id) references public_services.form_version (id);

create function public_services.keep_form_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (new.id, new.code, new.number, new.definition, new.checksum, new.published_at)
     is distinct from (old.id, old.code, old.number, old.definition, old.checksum, old.published_at) then
    raise exception 'a published version of a form never changes';
  end if;
  return new;
end $$;
create trigger keep_form_version before update or delete on public_services.form_version
  for each row execute function public_services.keep_form_version();

-- Which form a procedure has, as the version in use says.
create table public_services.form_procedure (
  procedure_code text not null,
  code text not null references public_services.form (code),
  primary key (procedure_code, code)
);

-- What somebody is filling in. Kept on the server from the first answer, without an account.
create table public_services.form_draft (
  id uuid primary key,
  version_id uuid references public_services.form_version (id),
  -- A definition that is being tried out by its editor; never sent.
  trial jsonb,
  check ((version_id is null) = (trial is not null)),
  -- SHA-256 of the secret in the browser's cookie.
  holder bytea not null,
  -- citizens: who was signed in.
  citizen_id uuid,
  procedure_code text not null default '',
  procedure_name text not null default '',
  procedure_version_id uuid,
  case_key text not null default '',
  organisation_id uuid,
  organisation_name text not null default '',
  -- What was typed, by control, right or wrong.
  typed jsonb not null default '{}',
  -- Where an answer came from when not from the person: path → "account" (verified) or "earlier".
  origins jsonb not null default '{}',
  -- Pages the person has been through.
  seen text[] not null default '{}',
  -- What a newer form had no place for, and what it asks in addition.
  leftovers jsonb not null default '[]',
  added jsonb not null default '[]',
  carried_at timestamptz,
  state text not null default 'open' check (state in ('open', 'sent')),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  expires_at timestamptz not null,
  sent_at timestamptz,
  dossier_id uuid,
  dossier_code text not null default '',
  dossier_token text not null default '',
  check ((state = 'sent') = (sent_at is not null))
);
create index form_draft_holder on public_services.form_draft (holder, changed_at desc);
create index form_draft_citizen on public_services.form_draft (citizen_id, changed_at desc) where citizen_id is not null;
create index form_draft_expires on public_services.form_draft (expires_at);

create table public_services.form_draft_file (
  id uuid primary key,
  draft_id uuid not null references public_services.form_draft (id) on delete cascade,
  -- Path of the question.
  path text not null,
  component_key text not null default '',
  name text not null check (name <> ''),
  mime text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size > 0),
  at timestamptz not null,
  unique (draft_id, path, sha256)
);
