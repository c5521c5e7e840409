import type { Queries } from "../../database/index.ts";
import { notFound } from "../../errors.ts";
import { findOrganisations, versionsOf } from "../find-organisations.ts";
import type { Organisation } from "../organisation.ts";
import { organisationTree, unitsOf } from "../organisation-tree.ts";
import { type Appointment, peopleOf } from "../people.ts";
import { type ActOfChange, reorganisationsOf } from "../reorganisations-of.ts";
import { predecessorsOf, successorsOf } from "../reorganise.ts";

/** Everything the page of an organisation shows, as of a day. */
export interface OrganisationCard {
  /** As it is on that day, else the version nearest to it. */
  readonly organisation: Organisation;
  /** False when it did not exist on that day. */
  readonly exists: boolean;
  readonly versions: readonly Organisation[];
  readonly parent: Organisation | undefined;
  readonly units: readonly Organisation[];
  /** Bodies directly below it. */
  readonly below: readonly Organisation[];
  readonly people: readonly Appointment[];
  readonly predecessors: readonly Organisation[];
  readonly successors: readonly Organisation[];
  readonly acts: readonly ActOfChange[];
}

/** @throws Refusal 404 when there never was such an organisation */
export async function loadOrganisation(queries: Queries, id: string, day: string): Promise<OrganisationCard> {
  const versions = await versionsOf(queries, id);
  const current = versions.find((version) => isValidOn(version, day));
  const organisation = current ?? nearest(versions, day);
  if (!organisation) throw notFound();
  const isUnit = organisation.kind === "unit";
  const [parents, units, tree, people, predecessors, successors, acts] = await Promise.all([
    organisation.parentId === null ? [] : findOrganisations(queries, [organisation.parentId], day),
    current && !isUnit ? unitsOf(queries, id, day) : [],
    current && !isUnit ? organisationTree(queries, day, { root: id }) : [],
    current ? peopleOf(queries, id, day) : [],
    predecessorsOf(queries, id),
    successorsOf(queries, id, day),
    reorganisationsOf(queries, id),
  ]);
  return {
    organisation,
    exists: current !== undefined,
    versions,
    parent: parents[0],
    units,
    below: tree[0]?.children ?? [],
    people,
    predecessors,
    successors: successors.filter((successor) => successor.id !== id),
    acts,
  };
}

function isValidOn(version: Organisation, day: string): boolean {
  return version.validFrom <= day && (version.validTo === null || day < version.validTo);
}

/** Before its beginning the first version, after its end the last one. */
function nearest(versions: readonly Organisation[], day: string): Organisation | undefined {
  return versions.findLast((version) => version.validFrom <= day) ?? versions[0];
}
