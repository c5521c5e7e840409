/** The bodies and inner units of Kon Tum as of March 2022, and the central bodies it writes to. */
import { z } from "zod";
import type { NewOrganisation } from "../../core/directory/index.ts";
import { fold } from "../../core/search/fold.ts";
import { readTable } from "../read-tsv.ts";
import { stableId } from "../stable-id.ts";

export const INNER_KINDS = [
  "office",
  "room",
  "inspection",
  "branch",
  "centre",
  "police",
  "military",
] as const;
export type InnerKind = (typeof INNER_KINDS)[number];

/** A body of the province with what the demo people need to know of it. */
export interface Body {
  readonly organisation: NewOrganisation;
  /** Last part of usernames: `stttt`, `dakha`, `daklong.dakha`. */
  readonly slug: string;
  /** Which rows of inner-units.tsv and positions.tsv apply. */
  readonly templates: readonly string[];
  readonly units: readonly InnerUnit[];
  /** Statistics code of the district it lies in; undefined for provincial bodies. */
  readonly districtCode?: string;
  /** Xã, Phường, Thị trấn, Huyện, Thành phố. */
  readonly type?: string;
}

export interface InnerUnit {
  readonly organisation: NewOrganisation;
  readonly kind: InnerKind;
  /** True if the unit belongs to this body alone, false if every body of the kind has it. */
  readonly own: boolean;
}

/** The structure is that of the term 2021–2026. */
export const STRUCTURE_FROM = "2021-01-01";
export const PROVINCE_ID = stableId("kon-tum/province");
export const GOVERNMENT_ID = stableId("central/government");
const PROVINCE_CODE = "H34";

const file = (name: string) => new URL(name, import.meta.url);

const communeRow = z.object({
  district_code: z.string().regex(/^\d{3}$/),
  district_name: z.string().min(1),
  district_type: z.enum(["Thành phố", "Huyện"]),
  commune_code: z.string().regex(/^\d{5}$/),
  commune_name: z.string().min(1),
  commune_type: z.enum(["Phường", "Xã", "Thị trấn"]),
});

const districtRow = z.object({
  gso_code: z.string().regex(/^\d{3}$/),
  number: z.string().regex(/^\d{2}$/),
  slug: z.string().regex(/^[a-z]+$/),
  kinh_percent: z.coerce.number(),
  peoples: z.string(),
});

const innerUnitRow = z.object({
  owner: z.string(),
  number: z.coerce.number(),
  name: z.string().min(1),
  short_name: z.string().min(1),
  kind: z.enum(INNER_KINDS),
});

/** Identifier of an organisation by its statistics code: district 3 digits, commune 5. */
export function idOfGsoCode(gsoCode: string): string {
  return stableId(`kon-tum/gso/${gsoCode}`);
}

/** Identifier of a provincial unit by its slug, e.g. `stttt`. */
export function idOfProvincialUnit(slug: string): string {
  return stableId(`kon-tum/provincial/${slug}`);
}

/** Rows of districts.tsv by statistics code. */
export function districtFacts(): ReadonlyMap<string, z.output<typeof districtRow>> {
  return new Map(readTable(file("districts.tsv"), districtRow).map((row) => [row.gso_code, row]));
}

/** The Government and the central bodies with their real codes. */
export function centralBodies(): readonly NewOrganisation[] {
  const row = z.object({ code: z.string().regex(/^G\d{2}$/), name: z.string(), short_name: z.string() });
  const government: NewOrganisation = {
    id: GOVERNMENT_ID,
    source: "axis",
    kind: "government",
    name: "Chính phủ",
    shortName: "CP",
    validFrom: STRUCTURE_FROM,
  };
  const ministries = readTable(file("ministries.tsv"), row).map(
    ({ code, name, short_name }, ordinal): NewOrganisation => ({
      id: stableId(`central/${code}`),
      source: "axis",
      kind: "ministry",
      name,
      shortName: short_name,
      code,
      code102: `000.00.00.${code}`,
      parentId: GOVERNMENT_ID,
      ordinal,
      validFrom: STRUCTURE_FROM,
    }),
  );
  return [government, ...ministries];
}

/** UBND tỉnh, the 22 provincial units, 10 districts and 102 communes, each with its inner units. */
export function provinceBodies(): readonly Body[] {
  const inner = readTable(file("inner-units.tsv"), innerUnitRow);
  return [provinceBody(), ...provincialUnits(), ...districtsAndCommunes()].map((body) => ({
    ...body,
    units: inner
      .filter((row) => body.templates.includes(row.owner))
      .map((row) => ({
        kind: row.kind,
        own: row.owner !== body.templates[0],
        organisation: innerUnit(body, row),
      })),
  }));
}

type Bare = Omit<Body, "units">;

function provinceBody(): Bare {
  return {
    slug: "tinh",
    templates: ["province"],
    organisation: {
      id: PROVINCE_ID,
      kind: "province",
      name: "UBND tỉnh Kon Tum",
      shortName: "UBND",
      code: PROVINCE_CODE,
      code102: `000.00.00.${PROVINCE_CODE}`,
      gsoCode: "62",
      demoCode: true,
      parentId: GOVERNMENT_ID,
      email: "ubnd@kontum.example",
      validFrom: STRUCTURE_FROM,
    },
  };
}

function provincialUnits(): readonly Bare[] {
  const row = z.object({
    number: z.string().regex(/^\d{2}$/),
    name: z.string(),
    short_name: z.string(),
    slug: z.string().regex(/^[a-z]+$/),
    template: z.string(),
  });
  return readTable(file("provincial-units.tsv"), row).map(({ number, name, short_name, slug, template }) => ({
    slug,
    templates: [template, slug],
    organisation: {
      id: idOfProvincialUnit(slug),
      kind: "provincial-department",
      name,
      shortName: short_name,
      code: `${PROVINCE_CODE}.${number}`,
      code102: `000.00.${number}.${PROVINCE_CODE}`,
      demoCode: true,
      parentId: PROVINCE_ID,
      ordinal: Number(number),
      email: `${slug}@kontum.example`,
      validFrom: STRUCTURE_FROM,
    },
  }));
}

/** Districts and, under each, its communes numbered from 20 upward in ascending statistics code. */
function districtsAndCommunes(): readonly Bare[] {
  const rows = readTable(file("kontum-units-2022.tsv"), communeRow);
  return [...districtFacts().values()].flatMap(({ gso_code, number, slug }) => {
    const communes = rows
      .filter((row) => row.district_code === gso_code)
      .sort((a, b) => Number(a.commune_code) - Number(b.commune_code));
    const first = communes[0];
    if (!first) throw new Error(`District ${gso_code} has no communes in kontum-units-2022.tsv`);
    const common = { shortName: "UBND", demoCode: true, validFrom: STRUCTURE_FROM } as const;
    const district: Bare = {
      slug,
      templates: ["district", slug],
      districtCode: gso_code,
      type: first.district_type,
      organisation: {
        ...common,
        id: idOfGsoCode(gso_code),
        kind: "district",
        name: committeeOf(first.district_name),
        code: `${PROVINCE_CODE}.${number}`,
        code102: `000.00.${number}.${PROVINCE_CODE}`,
        gsoCode: gso_code,
        parentId: PROVINCE_ID,
        ordinal: Number(number),
        email: `ubnd.${slug}@kontum.example`,
      },
    };
    return [
      district,
      ...communes.map((row, index): Bare => {
        const communeSlug = `${slugOf(row.commune_name, row.commune_type)}.${slug}`;
        return {
          slug: communeSlug,
          templates: ["commune", communeSlug],
          districtCode: gso_code,
          type: row.commune_type,
          organisation: {
            ...common,
            id: idOfGsoCode(row.commune_code),
            kind: "commune",
            name: committeeOf(row.commune_name),
            code: `${PROVINCE_CODE}.${number}.${20 + index}`,
            code102: `000.${20 + index}.${number}.${PROVINCE_CODE}`,
            gsoCode: row.commune_code,
            parentId: idOfGsoCode(gso_code),
            ordinal: index,
            email: `ubnd.${communeSlug}@kontum.example`,
          },
        };
      }),
    ];
  });
}

function innerUnit(body: Bare, row: z.output<typeof innerUnitRow>): NewOrganisation {
  const { organisation } = body;
  const number = String(row.number).padStart(2, "0");
  // Offices of a district have codes of their own at level 3; inner units elsewhere have none.
  const district = organisation.kind === "district" && organisation.code !== undefined;
  return {
    id: stableId(`kon-tum/unit/${body.slug}/${row.owner}/${row.number}`),
    kind: "unit",
    name: row.name.replace("{type}", (body.type ?? "").toLowerCase()),
    shortName: row.short_name,
    ...(district
      ? { code: `${organisation.code}.${number}`, code102: `000.${number}${organisation.code102?.slice(6)}` }
      : {}),
    demoCode: true,
    parentId: organisation.id,
    bodyId: organisation.id,
    ordinal: row.number,
    validFrom: STRUCTURE_FROM,
  };
}

/** "Huyện Đắk Hà" → "UBND huyện Đắk Hà". */
export function committeeOf(placeName: string): string {
  return `UBND ${placeName.charAt(0).toLowerCase()}${placeName.slice(1)}`;
}

function slugOf(name: string, type: string): string {
  return fold(name.slice(type.length)).replace(/[^a-z0-9]/g, "");
}
