-- Those invited answer; whoever invited is told. A later answer replaces an earlier one; an event that is moved asks anew.
alter table documents.event_guest
  add column answer text check (answer in ('accepted', 'tentative', 'declined')),
  add column answer_note text not null default '' check (length(answer_note) <= 300),
  add column answered_at timestamptz,
  add constraint event_guest_answered_check check ((answer is null) = (answered_at is null));

-- A business trip or a training course lasts several days.
alter table documents.event drop constraint event_check;
alter table documents.event add constraint event_span_check
  check (ends_at > starts_at and ends_at <= starts_at + interval '31 days');
