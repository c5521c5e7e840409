-- Secret addresses of calendars. The address is computed from the id and the key of the installation: nobody who
-- reads this table learns one. The table made before was never written to.
drop table documents.calendar_feed;
create table documents.calendar_feed (
  id uuid primary key,
  person_id uuid not null,
  appointment_id uuid not null,
  -- Roles of the session that made the address; it never opens more than that session did.
  roles text[] not null,
  made_at timestamptz not null,
  last_read_at timestamptz,
  revoked_at timestamptz
);
create unique index calendar_feed_one on documents.calendar_feed (appointment_id) where revoked_at is null;
