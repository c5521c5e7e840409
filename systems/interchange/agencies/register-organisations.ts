import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import { organisationTree } from "../../../core/directory/index.ts";
import type { House } from "../../../core/system.ts";
import { AxisError, type AxisPort } from "../axis/index.ts";
import { type OrganId, parseOrganId } from "../edxml/index.ts";
import "../tables.ts";

interface Registration {
  readonly code: OrganId;
  readonly parentCode: OrganId;
  readonly organisationId: string;
  readonly name: string;
  readonly email: string | undefined;
}

/**
 * Makes the codes of our organisations (both styles) known to the axis, each once and again when its name changes.
 * Codes made up for the demonstration never go to a real axis.
 *
 * @param known codes the axis lists; one of ours that is missing there is registered again
 * @returns how many were registered
 * @throws AxisError when the axis is out of reach
 */
export async function registerOrganisations(
  house: House,
  axis: AxisPort,
  known: ReadonlySet<string>,
): Promise<number> {
  const wanted = await ownCodes(house);
  await sql`insert into interchange.registration (code, organisation_id, name)
      select * from unnest(${wanted.map(({ code }) => code)}::text[],
        ${wanted.map(({ organisationId }) => organisationId)}::uuid[], ${wanted.map(({ name }) => name)}::text[])
      on conflict (code) do update set organisation_id = excluded.organisation_id, name = excluded.name,
        registered_at = case when registration.name = excluded.name then registration.registered_at end`.execute(
    house.database.queries,
  );
  const rows = await house.database.queries
    .selectFrom("interchange.registration")
    .select("code")
    .where("registered_at", "is not", null)
    .execute();
  const done = new Set(rows.map(({ code }) => code));
  let registered = 0;
  for (const each of wanted) {
    if (done.has(each.code) && known.has(each.code)) continue;
    if (await register(house, axis, each)) registered += 1;
  }
  return registered;
}

async function ownCodes(house: House): Promise<Registration[]> {
  const tree = await organisationTree(house.database.queries, localDateOf(new Date()));
  const found = new Map<string, Registration>();
  const walk = (nodes: typeof tree, above: OrganId | undefined): void => {
    for (const node of nodes) {
      const codes = [node.code102, node.code].flatMap((code) => parseOrganId(code ?? "") ?? []);
      const [first] = codes;
      const mayRegister = !node.demoCode || house.config.mode === "demo";
      for (const code of mayRegister ? codes : []) {
        found.set(code, {
          code,
          parentCode: above ?? code,
          organisationId: node.id,
          name: node.name,
          email: node.email ?? undefined,
        });
      }
      walk(node.children, first ?? above);
    }
  };
  walk(tree.filter(isOurs), undefined);
  return [...found.values()];
}

/** The tree also holds central bodies that were entered here to have somebody to write to; they speak for themselves. */
function isOurs(node: { readonly kind: string }): boolean {
  return node.kind !== "government" && node.kind !== "ministry" && node.kind !== "other";
}

async function register(house: House, axis: AxisPort, each: Registration): Promise<boolean> {
  try {
    await axis.registerAgency({
      code: each.code,
      parentCode: each.parentCode,
      name: each.name,
      ...(each.email ? { mail: each.email } : {}),
    });
    await note(house, each.code, null);
    return true;
  } catch (error) {
    if (!(error instanceof AxisError) || error.kind !== "business") throw error;
    await note(house, each.code, error.sentence.vi);
    return false;
  }
}

async function note(house: House, code: string, problem: string | null): Promise<void> {
  await house.database.queries
    .updateTable("interchange.registration")
    .set({ registered_at: problem === null ? new Date() : null, problem })
    .where("code", "=", code)
    .execute();
}
