import type { Queries } from "../../../../core/database/index.ts";
import type { FormDefinition } from "../definition/definition.ts";
import { controlsOf, type Leaf, leavesOf, type Typed } from "../definition/leaves.ts";
import { ELSEWHERE, type PlaceUnit, unitNamedIn } from "../definition/read-leaf.ts";
import { wholeForm } from "../definition/standard-pages.ts";
import type { FilingCitizen } from "../services.ts";
import type { Origin } from "../tables.ts";

/** Answers that are known before anything is typed (once-only), and where each came from. */
export interface Prefilled {
  readonly typed: Typed;
  readonly origins: Readonly<Record<string, Origin>>;
}

/**
 * What the account and the citizen's latest sent application say to the questions of a form. Nothing is taken over what
 * was typed already; the sign-in's own words come first, because somebody has proved them.
 */
export async function prefill(
  queries: Queries,
  definition: FormDefinition,
  citizen: FilingCitizen,
  typed: Typed,
  places: readonly PlaceUnit[],
): Promise<Prefilled> {
  const earlier = await latestSent(queries, citizen.id);
  const filled: Record<string, readonly string[]> = {};
  const origins: Record<string, Origin> = {};
  const leaves = wholeForm(definition).pages.flatMap((page) =>
    page.fields.flatMap((field) => (field.type === "group" ? [] : leavesOf(field, {}))),
  );
  for (const leaf of leaves) {
    const controls = controlsOf(leaf);
    if (leaf.field.prefill === undefined || controls.some((name) => isGiven(typed[name]))) continue;
    const account = fromAccount(leaf, citizen, places);
    if (account) {
      Object.assign(filled, account);
      origins[leaf.path] = "account";
      continue;
    }
    for (const name of controls) {
      const before = earlier[name];
      if (!isGiven(before)) continue;
      filled[name] = before;
      origins[leaf.path] = "earlier";
    }
  }
  const filingAs = citizen.kind !== 1 ? "business" : "person";
  if (!isGiven(typed.filingAs)) filled.filingAs = [filingAs];
  return { typed: { ...typed, ...filled }, origins };
}

function isGiven(values: readonly string[] | undefined): values is readonly string[] {
  return values?.some((each) => each !== "") === true;
}

async function latestSent(queries: Queries, citizenId: string): Promise<Typed> {
  const rows = await queries
    .selectFrom("public_services.form_draft")
    .select("typed")
    .where("citizen_id", "=", citizenId)
    .where("state", "=", "sent")
    .orderBy("sent_at", "desc")
    .limit(5)
    .execute();
  return Object.assign({}, ...rows.map(({ typed }) => typed).reverse());
}

function fromAccount(leaf: Leaf, citizen: FilingCitizen, places: readonly PlaceUnit[]): Typed | undefined {
  const business = citizen.kind !== 1;
  const one = (value: string | null): Typed | undefined =>
    value === null || value === "" ? undefined : { [leaf.path]: [value] };
  switch (leaf.field.prefill) {
    case "account.name":
      // A business does not fill in the name of a person, nor a person that of a business.
      return business === leaf.path.startsWith("applicantBody") ? one(citizen.name) : undefined;
    case "account.identityNumber":
      return business ? undefined : one(citizen.identifier);
    case "account.taxCode":
      return business ? one(citizen.identifier) : undefined;
    case "account.sex":
      return one(citizen.sex);
    case "account.phone":
      return one(citizen.phone);
    case "account.email":
      return one(citizen.email);
    case "account.birthDate": {
      const [year, month, day] = citizen.birthDate?.split("-") ?? [];
      if (year === undefined || month === undefined || day === undefined) return undefined;
      return {
        [`${leaf.path}.day`]: [String(Number(day))],
        [`${leaf.path}.month`]: [String(Number(month))],
        [`${leaf.path}.year`]: [year],
      };
    }
    case "account.address": {
      if (citizen.address === null || citizen.address === "") return undefined;
      const unit = unitNamedIn(citizen.address, places);
      const detail = unit ? citizen.address.split(",")[0]?.trim() : undefined;
      return unit
        ? {
            [`${leaf.path}.unit`]: [unit.code],
            ...(detail && detail !== unit.name ? { [`${leaf.path}.detail`]: [detail] } : {}),
          }
        : { [`${leaf.path}.unit`]: [ELSEWHERE], [`${leaf.path}.elsewhere`]: [citizen.address] };
    }
    default:
      return undefined;
  }
}
