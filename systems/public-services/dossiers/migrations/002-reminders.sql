-- How far people were told that the promised time comes: 1 it is near, 2 it has passed. Begins anew when the promise moves.
alter table public_services.dossier add column reminded smallint not null default 0;
create index dossier_to_remind on public_services.dossier (due_at) where state in (2, 4) and reminded < 2;
