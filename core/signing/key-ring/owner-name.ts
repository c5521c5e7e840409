import type { Queries } from "../../database/index.ts";
import { findOrganisation, findPerson } from "../../directory/index.ts";
import { notFound } from "../../errors.ts";
import type { KeyOwner } from "../service.ts";

/** The name of an owner in the directory. @throws Refusal not-found, also for inner units, which have no seal */
export async function ownerName(queries: Queries, owner: KeyOwner): Promise<string> {
  if (owner.kind === "person") {
    const person = await findPerson(queries, owner.id);
    if (person) return person.fullName;
    throw notFound();
  }
  const organisation = await findOrganisation(queries, owner.id, new Date());
  if (organisation === undefined || organisation.kind === "unit") throw notFound();
  return organisation.name;
}
