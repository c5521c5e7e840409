-- Lấy ý kiến: one question about a document to several people and units, with options, a deadline and a count.
create table documents.opinion_round (
  id uuid primary key,
  organisation_id uuid not null,
  document_kind text not null check (document_kind in ('incoming', 'outgoing')),
  document_id uuid not null,
  confidentiality smallint not null,
  asked_by uuid not null,
  asked_by_name text not null,
  asked_by_position text not null,
  question text not null check (length(question) between 1 and 2000),
  -- [{ "label": …, "needsText": true | false }]
  options jsonb not null check (jsonb_array_length(options) between 2 and 8),
  -- People asked read what the others answered before the round is closed.
  open_answers boolean not null,
  -- The option that silence counts as; null: silence is no answer.
  silence smallint,
  deadline timestamptz not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by_name text,
  -- Why it was closed before the deadline.
  close_reason text,
  check ((state = 'closed') = (closed_at is not null)),
  check (silence is null or silence between 0 and jsonb_array_length(options) - 1)
);
create index opinion_round_document on documents.opinion_round (document_id, opened_at);
create index opinion_round_asker on documents.opinion_round (asked_by, opened_at desc);
create index opinion_round_open on documents.opinion_round (deadline) where state = 'open';

-- Whoever is asked: a person, or a unit, whose head answers or names who does.
create table documents.opinion_asked (
  id uuid primary key,
  round_id uuid not null references documents.opinion_round (id),
  unit_id uuid,
  appointment_id uuid,
  -- As they were called when they were asked.
  name text not null,
  position text not null,
  -- Later than that of the round, when more time was granted.
  deadline timestamptz,
  -- Reading the document was given with the question, and is taken back with it.
  reading_given boolean not null,
  added_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  check (unit_id is not null or appointment_id is not null)
);
create unique index opinion_asked_unit on documents.opinion_asked (round_id, unit_id)
  where unit_id is not null and withdrawn_at is null;
create unique index opinion_asked_person on documents.opinion_asked (round_id, appointment_id)
  where unit_id is null and withdrawn_at is null;
create index opinion_asked_by_person on documents.opinion_asked (appointment_id) where appointment_id is not null;
create index opinion_asked_by_unit on documents.opinion_asked (unit_id) where unit_id is not null;

-- Every answer is kept; the latest counts.
create table documents.opinion_answer (
  id uuid primary key,
  asked_id uuid not null references documents.opinion_asked (id),
  choice smallint not null,
  content text not null check (length(content) <= 4000),
  by_appointment uuid not null,
  by_name text not null,
  by_position text not null,
  at timestamptz not null,
  latest boolean not null default true
);
create unique index opinion_answer_latest on documents.opinion_answer (asked_id) where latest;
create index opinion_answer_of on documents.opinion_answer (asked_id, at);

-- Files of the question (no answer) and of answers.
create table documents.opinion_file (
  id uuid primary key,
  round_id uuid not null references documents.opinion_round (id),
  answer_id uuid references documents.opinion_answer (id),
  position smallint not null,
  sha256 text not null,
  size bigint not null,
  name text not null
);
create index opinion_file_of on documents.opinion_file (round_id, answer_id, position);

create table documents.opinion_extension (
  id uuid primary key,
  asked_id uuid not null references documents.opinion_asked (id),
  wanted_deadline timestamptz not null,
  reason text not null,
  asked_by_name text not null,
  asked_at timestamptz not null,
  state text not null default 'asked' check (state in ('asked', 'granted', 'refused')),
  decided_by_name text,
  decided_at timestamptz,
  decision_reason text not null default ''
);
create unique index opinion_extension_waits on documents.opinion_extension (asked_id) where state = 'asked';

-- Written down before anybody is told; each once by its key.
create table documents.opinion_reminder (
  id uuid primary key,
  asked_id uuid not null references documents.opinion_asked (id),
  kind text not null check (kind in ('before', 'on-day', 'overdue', 'urged')),
  once_key text not null,
  number integer not null,
  by_name text not null,
  at timestamptz not null,
  told_at timestamptz,
  unique (asked_id, kind, once_key)
);
