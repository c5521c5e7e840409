/** The 5,553 demo accounts: the same people, posts and usernames on every machine. */
import { z } from "zod";
import {
  type NewAppointment,
  type NewPerson,
  type NewPosition,
  RANKS,
  type Rank,
  ROLES,
  type Role,
} from "../../core/directory/index.ts";
import { fold, tokens } from "../../core/search/fold.ts";
import { readTable } from "../read-tsv.ts";
import { stableId } from "../stable-id.ts";
import { nameGenerator, type Population, parsePeoples, seededRandom } from "./names.ts";
import { type Body, districtFacts, INNER_KINDS, type InnerUnit, provinceBodies } from "./organisations.ts";

export interface DemoPerson extends NewPerson {
  readonly username: string;
  readonly email: string;
}

export interface DemoStaff {
  readonly positions: readonly NewPosition[];
  readonly people: readonly DemoPerson[];
  readonly appointments: readonly NewAppointment[];
}

export const DEMO_ACCOUNTS = 5553;
/** The posts of the term 2021–2026. */
const TERM_FROM = "2021-07-01";
const SEED = 20220305;

const positionRow = z.object({
  template: z.string(),
  scope: z.enum(["body", ...INNER_KINDS]),
  rank: z.enum(RANKS),
  title: z.string().min(1),
  roles: z.string().transform((text) => z.array(z.enum(ROLES)).parse(text.split(","))),
  count: z.coerce.number().int(),
  /** How readily the post takes people on until the number of accounts is reached; 0 = never. */
  growth: z.coerce.number().int(),
  stem: z.string().regex(/^[a-z]*$/),
});

/** A post of one body or unit, and how many people hold it. */
interface Post {
  readonly position: NewPosition;
  readonly body: Body;
  readonly unit: InnerUnit | undefined;
  readonly rank: Rank;
  readonly roles: readonly Role[];
  readonly growth: number;
  /** First part of the username of its first holder; empty = formed from the name. */
  readonly stem: string;
  count: number;
}

/** @returns all posts, people and appointments; pure, about 100 ms */
export function demoStaff(bodies: readonly Body[] = provinceBodies()): DemoStaff {
  const posts = createPosts(bodies);
  const seconds = secondPosts(posts);
  // A post that is held by the way or in acting capacity has no holder of its own; a clerk's post has both.
  for (const { to } of seconds) if (to.rank === "unit-head") to.count = 0;
  growTo(posts, DEMO_ACCOUNTS);
  const random = seededRandom(SEED);
  const drawName = nameGenerator(random);
  const populations = new Map(bodies.map((body) => [body, populationOf(body)]));
  const usernames = new Set<string>();
  const people: DemoPerson[] = [];
  const appointments: NewAppointment[] = [];
  const holders = new Map<Post, DemoPerson[]>();
  // Names that are formed from a post are given first, so that no name can take them.
  for (const post of [...posts].sort((a, b) => Number(a.stem === "") - Number(b.stem === ""))) {
    for (let i = 0; i < post.count; i++) {
      const population = populations.get(post.body);
      if (!population) continue;
      const fullName = drawName(random() < 0.56 ? "male" : "female", population);
      const stem = post.stem !== "" ? post.stem : stemOf(fullName);
      const username = freeUsername(stem, post.body.slug, usernames);
      const person = {
        id: stableId(`kon-tum/person/${username}`),
        fullName,
        username,
        email: `${username}@kontum.example`,
      };
      people.push(person);
      holders.set(post, [...(holders.get(post) ?? []), person]);
      appointments.push(appoint(person, post, "primary"));
    }
  }
  for (const { from, to, kind } of seconds) {
    const person = holders.get(from)?.[0];
    if (person) appointments.push(appoint(person, to, kind));
  }
  return { positions: posts.map((post) => post.position), people, appointments };
}

function createPosts(bodies: readonly Body[]): Post[] {
  const rows = readTable(new URL("positions.tsv", import.meta.url), positionRow);
  return bodies.flatMap((body) => {
    const templates = rows.filter((row) => body.templates.includes(row.template));
    const featured = featuredRoom(body);
    const create = (
      row: z.output<typeof positionRow>,
      unit: InnerUnit | undefined,
      ordinal: number,
    ): Post => {
      const unitId = unit?.organisation.id ?? body.organisation.id;
      const position: NewPosition = {
        id: stableId(`kon-tum/position/${unitId}/${row.title}`),
        unitId,
        bodyId: body.organisation.id,
        title: row.title,
        rank: row.rank,
        roles: row.roles,
        ordinal,
        validFrom: TERM_FROM,
      };
      const speaks = unit === undefined || unit.kind !== "room" || unit === featured;
      return {
        position,
        body,
        unit,
        rank: row.rank,
        roles: row.roles,
        growth: row.growth,
        stem: speaks ? row.stem : "",
        count: row.count,
      };
    };
    return [
      ...templates.filter((row) => row.scope === "body").map((row, i) => create(row, undefined, i)),
      ...body.units.flatMap((unit) =>
        templates.filter((row) => row.scope === unit.kind).map((row, i) => create(row, unit, i)),
      ),
    ];
  });
}

/** The professional room whose people carry the speaking usernames: of the body's own field, if it has one. */
function featuredRoom(body: Body): InnerUnit | undefined {
  const rooms = body.units.filter((unit) => unit.kind === "room");
  return rooms.find((unit) => unit.own) ?? rooms[0];
}

/** Adds people to posts in proportion to their growth until there are exactly `total`. */
function growTo(posts: readonly Post[], total: number): void {
  let missing = total - posts.reduce((sum, post) => sum + post.count, 0);
  const growing = posts.filter((post) => post.growth > 0);
  const weight = growing.reduce((sum, post) => sum + post.growth, 0);
  if (missing < 0 || weight === 0) throw new Error("positions.tsv has more posts than there are accounts");
  const share = missing / weight;
  for (const post of growing) {
    const more = Math.floor(post.growth * share);
    post.count += more;
    missing -= more;
  }
  for (const post of growing) {
    if (missing === 0) return;
    post.count += 1;
    missing -= 1;
  }
}

interface SecondPost {
  readonly from: Post;
  readonly to: Post;
  readonly kind: "concurrent" | "acting";
}

/**
 * Second posts: the head of the provincial office directs the staff of UBND tỉnh, the clerk of UBND tỉnh seals for the
 * office too; in every third district a deputy acts for the vacant head of the health room; in every fifth commune a
 * deputy chair leads culture and society as well.
 */
function secondPosts(posts: readonly Post[]): readonly SecondPost[] {
  const found: SecondPost[] = [];
  const find = (slug: string, unit: string | undefined, rank: Rank) =>
    posts.find(
      (post) => post.body.slug === slug && post.unit?.organisation.shortName === unit && post.rank === rank,
    );
  const give = (from: Post | undefined, to: Post | undefined, kind: SecondPost["kind"]) => {
    if (!from || !to) throw new Error("positions.tsv lacks a post that a second post needs");
    found.push({ from, to, kind });
  };
  give(find("vpubnd", undefined, "head"), find("tinh", "VP", "unit-head"), "concurrent");
  give(find("tinh", "VP", "clerk"), find("vpubnd", "HCQT", "clerk"), "concurrent");
  const slugs = (template: string) => [
    ...new Set(posts.filter((post) => post.body.templates[0] === template).map((post) => post.body.slug)),
  ];
  for (const [i, slug] of slugs("district").entries())
    if (i % 3 === 0) give(find(slug, "YT", "unit-deputy"), find(slug, "YT", "unit-head"), "acting");
  for (const [i, slug] of slugs("commune").entries())
    if (i % 5 === 0) give(find(slug, undefined, "deputy"), find(slug, "VHXH", "unit-head"), "concurrent");
  return found;
}

function appoint(person: DemoPerson, post: Post, kind: NewAppointment["kind"]): NewAppointment {
  return {
    id: stableId(`kon-tum/appointment/${person.username}/${post.position.id}`),
    personId: person.id,
    positionId: post.position.id,
    kind,
    validFrom: TERM_FROM,
  };
}

/** "Nguyễn Văn An" → `annv`, "A Thôn" → `thona`. */
function stemOf(fullName: string): string {
  const words = tokens(fullName).map(fold);
  const given = words.at(-1) ?? "";
  return (
    given +
    words
      .slice(0, -1)
      .map((word) => word.charAt(0))
      .join("")
  );
}

function freeUsername(stem: string, slug: string, taken: Set<string>): string {
  let username = `${stem}.${slug}`;
  for (let n = 2; taken.has(username); n++) username = `${stem}${n}.${slug}`;
  taken.add(username);
  return username;
}

function populationOf(body: Body): Population {
  const facts = body.districtCode === undefined ? undefined : districtFacts().get(body.districtCode);
  if (!facts)
    return { kinhPercent: 80, peoples: parsePeoples("Xơ Đăng:5,Ba Na:3,Giẻ Triêng:2,Gia Rai:2,Hrê:1") };
  const factor = body.type === "Xã" ? 0.6 : body.organisation.kind === "district" ? 1 : 1.2;
  return { kinhPercent: facts.kinh_percent * factor, peoples: parsePeoples(facts.peoples) };
}
