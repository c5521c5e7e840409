import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import {
  type FoundOrganisation,
  findOrganisations,
  type OrganisationNode,
  organisationTree,
  searchOrganisations,
} from "../../../../core/directory/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { Option, RecipientGroup, RecipientNode } from "../../../../core/ui/index.ts";
import { groupsFor } from "../../groups/groups.ts";
import { documentTypesOf, signerOptions } from "../../outgoing/read-outgoing.ts";

/** What a draft can be chosen from, as it stands today for one organisation. */
export interface DraftChoices {
  readonly types: readonly Option[];
  readonly signers: readonly Option[];
  /** The own province, ministries chosen or found, never the organisation itself. */
  readonly tree: readonly RecipientNode[];
  readonly groups: readonly RecipientGroup[];
  /** Ids of everything in the province's tree. */
  readonly own: ReadonlySet<string>;
  /** True when a search was asked for and found nothing new. */
  readonly foundNothing: boolean;
}

/**
 * @param actor whose organisation drafts and whose groups are offered
 * @param selected recipients already chosen: those outside the province are shown in a branch of their own
 * @param search words to look for among all organisations of the country, empty for none
 */
export async function draftChoices(
  queries: Queries,
  { organisationId, appointmentId }: Pick<PersonActor, "organisationId" | "appointmentId">,
  selected: readonly string[] = [],
  search = "",
): Promise<DraftChoices> {
  const today = localDateOf(new Date());
  const nodes = await organisationTree(queries, today);
  const own = new Set(flatten(nodes).map((node) => node.id));
  const outside = await findOrganisations(
    queries,
    selected.filter((id) => !own.has(id)),
    today,
  );
  const found = search === "" ? [] : await searchOrganisations(queries, search, { asOf: today, limit: 20 });
  const elsewhere = new Map<string, { readonly name: string; readonly code: string }>();
  for (const each of [...outside, ...found]) {
    if (own.has(each.id) || each.id === organisationId) continue;
    elsewhere.set(each.id, { name: nameOf(each), code: each.code102 ?? each.code ?? "" });
  }
  const tree = nodes.map((node) => recipientNode(node, organisationId));
  const branch: RecipientNode = {
    id: "elsewhere",
    name: "Ngoài tỉnh",
    selectable: false,
    open: search !== "",
    children: [...elsewhere].map(([id, { name, code }]) => ({
      id,
      name,
      alias: code,
      ...(code === "" ? { blocked: NO_CODE } : {}),
    })),
  };
  return {
    types: (await documentTypesOf(queries)).map((type) => ({ value: type.code, label: type.name })),
    signers: await signerOptions(queries, organisationId),
    tree: elsewhere.size > 0 ? [branch, ...tree] : tree,
    groups: [
      ...(await groupsFor(queries, { organisationId, appointmentId }, "recipients")).map((group) => ({
        id: group.id,
        label: group.name,
        members: group.members,
      })),
      ...groupsOf(flatten(nodes), organisationId),
    ],
    own,
    foundNothing: search !== "" && found.every((each) => each.id === organisationId),
  };
}

function nameOf(
  organisation: { readonly name: string } & Partial<Pick<FoundOrganisation, "parentName">>,
): string {
  return organisation.parentName ? `${organisation.name} (${organisation.parentName})` : organisation.name;
}

function flatten(nodes: readonly OrganisationNode[]): OrganisationNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)]);
}

function recipientNode(node: OrganisationNode, organisationId: string): RecipientNode {
  const alias = [node.shortName, node.code102, node.code].filter((part) => part !== null).join(" ");
  const code = node.code102 ?? node.code;
  return {
    id: node.id,
    name: node.name,
    ...(alias === "" ? {} : { alias }),
    ...(node.id === organisationId
      ? { blocked: { vi: "cơ quan của bạn", en: "your own organisation" } }
      : code === null
        ? { blocked: NO_CODE }
        : {}),
    ...(node.children.length > 0
      ? { children: node.children.map((child) => recipientNode(child, organisationId)) }
      : {}),
  };
}

const NO_CODE = { vi: "chưa có mã trên trục liên thông", en: "no code on the axis yet" };

const GROUPS = [
  {
    kind: "provincial-department",
    label: { vi: "Các sở, ban, ngành của tỉnh", en: "Provincial departments" },
  },
  { kind: "district", label: { vi: "UBND các huyện, thành phố", en: "District committees" } },
  { kind: "commune", label: { vi: "UBND các xã, phường, thị trấn", en: "Commune committees" } },
] as const;

function groupsOf(nodes: readonly OrganisationNode[], organisationId: string): RecipientGroup[] {
  return GROUPS.map(({ kind, label }) => ({
    id: kind,
    label,
    members: nodes
      .filter(
        (node) => node.kind === kind && node.id !== organisationId && (node.code102 ?? node.code) !== null,
      )
      .map((node) => node.id),
  })).filter((group) => group.members.length > 0);
}
