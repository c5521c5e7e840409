import { z } from "zod";
import { assertMay } from "../access/index.ts";
import { localDateOf } from "../calendar/vietnam-time.ts";
import { notFound } from "../errors.ts";
import { operation } from "../http/index.ts";
import { loadAliases } from "../search/index.ts";
import { findOrganisation } from "./find-organisations.ts";
import { ORGANISATION_KINDS, type Organisation } from "./organisation.ts";
import { organisationTree, unitsOf } from "./organisation-tree.ts";
import { type Appointment, peopleOf } from "./people.ts";
import { DIRECTORY_READ, mayReadDirectory } from "./permissions.ts";
import { searchOrganisations } from "./search-organisations.ts";
import { searchPeople } from "./search-people.ts";

const asOf = z.iso.date().optional().describe("Day the directory is asked for; today when absent");

const organisation = z.object({
  id: z.uuid(),
  kind: z.enum(ORGANISATION_KINDS),
  name: z.string(),
  shortName: z.string().nullable(),
  code: z.string().nullable().describe("QĐ 20/2020/QĐ-TTg"),
  code102: z.string().nullable().describe("QCVN 102:2016"),
  gsoCode: z.string().nullable(),
  demoCode: z.boolean().describe("The codes are made up for the demonstration"),
  parentId: z.uuid().nullable(),
  bodyId: z.uuid(),
  email: z.string().nullable(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable().describe("First day it is no longer true"),
});

const post = z.object({
  appointmentId: z.uuid(),
  personId: z.uuid(),
  fullName: z.string(),
  email: z.string().nullable(),
  title: z.string(),
  roles: z.array(z.string()),
  unitId: z.uuid(),
  unitName: z.string(),
  organisationId: z.uuid(),
  organisationName: z.string(),
});

/** GET /directory/organisations: by name, with or without marks, or by code. */
export const findDirectoryOrganisations = operation({
  id: "searchOrganisations",
  method: "get",
  path: "/directory/organisations",
  summary: {
    vi: "Tìm cơ quan, đơn vị theo tên hoặc mã định danh; bỏ trống q thì trả về cả cây của tỉnh",
    en: "Organisations by name or code; without q the whole tree of the province, flat",
  },
  tag: "directory",
  scope: DIRECTORY_READ.name,
  query: z.object({
    q: z.string().max(200).optional(),
    asOf,
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  answer: z.object({ organisations: z.array(organisation) }),
  async run({ house, actor }, { query }) {
    assertMay(actor, mayReadDirectory, undefined);
    const { queries } = house.database;
    const day = query.asOf ?? localDateOf(new Date());
    if (query.q === undefined || query.q.trim() === "") {
      const flat: Organisation[] = [];
      const nodes = [...(await organisationTree(queries, day))];
      for (let node = nodes.shift(); node !== undefined; node = nodes.shift()) {
        flat.push(node);
        nodes.unshift(...node.children);
      }
      return { organisations: flat };
    }
    const found = await searchOrganisations(queries, query.q, {
      asOf: day,
      limit: query.limit,
      kinds: ORGANISATION_KINDS,
      aliases: await loadAliases(queries),
    });
    return { organisations: [...found] };
  },
});

/** GET /directory/organisations/{id}: one organisation with its units and officials. */
export const getDirectoryOrganisation = operation({
  id: "getOrganisation",
  method: "get",
  path: "/directory/organisations/{id}",
  summary: {
    vi: "Một cơ quan hoặc đơn vị với các phòng, ban và cán bộ",
    en: "One organisation or unit with its units and officials",
  },
  tag: "directory",
  scope: DIRECTORY_READ.name,
  parameters: z.object({ id: z.uuid() }),
  query: z.object({ asOf }),
  answer: z.object({ organisation, units: z.array(organisation), people: z.array(post) }),
  async run({ house, actor }, { parameters, query }) {
    assertMay(actor, mayReadDirectory, undefined);
    const { queries } = house.database;
    const day = query.asOf ?? localDateOf(new Date());
    const found = await findOrganisation(queries, parameters.id, day);
    if (!found) throw notFound();
    const [units, people] = await Promise.all([
      unitsOf(queries, found.id, day),
      peopleOf(queries, found.id, day),
    ]);
    return { organisation: found, units: [...units], people: people.map(postOf) };
  },
});

/** GET /directory/people: officials by parts of their names. */
export const findDirectoryPeople = operation({
  id: "searchPeople",
  method: "get",
  path: "/directory/people",
  summary: { vi: "Tìm cán bộ theo họ tên", en: "Officials by name" },
  tag: "directory",
  scope: DIRECTORY_READ.name,
  query: z.object({
    q: z.string().min(1).max(100),
    asOf,
    limit: z.coerce.number().int().min(1).max(100).default(20),
    offset: z.coerce.number().int().min(0).max(100_000).default(0),
  }),
  answer: z.object({ posts: z.array(post) }),
  async run({ house, actor }, { query }) {
    assertMay(actor, mayReadDirectory, undefined);
    const day = query.asOf ?? localDateOf(new Date());
    const people = await searchPeople(house.database.queries, query.q, {
      asOf: day,
      limit: query.limit,
      offset: query.offset,
    });
    return { posts: people.flatMap((person) => person.posts.map(postOf)) };
  },
});

function postOf(held: Appointment): z.input<typeof post> {
  const { id, personId, fullName, email, title, roles, unitId, unitName, organisationId, organisationName } =
    held;
  return {
    appointmentId: id,
    personId,
    fullName,
    email,
    title,
    roles: [...roles],
    unitId,
    unitName,
    organisationId,
    organisationName,
  };
}
