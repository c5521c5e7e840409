-- Live updates read what was committed since their last look: only the transaction tells, because neither time nor id
-- follows the order of commits.
alter table events.event add column transaction_id xid8 not null default pg_current_xact_id();
create index event_transaction on events.event (transaction_id);
