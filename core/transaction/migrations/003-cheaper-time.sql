-- Requests come in the order of time, so a block range index finds the old ones as well, at no cost for the new ones.
drop index platform.request_at;
create index request_at on platform.request using brin (at);
