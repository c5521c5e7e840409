/** Names of demo people: Kinh names and names of the peoples of the region, drawn from the tables by a seeded generator. */
import { z } from "zod";
import { readTable } from "../read-tsv.ts";

export type Gender = "male" | "female";

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Who lives in a place: share of Kinh in percent, the others with weights. */
export interface Population {
  readonly kinhPercent: number;
  readonly peoples: readonly { readonly name: string; readonly weight: number }[];
}

interface Choice {
  readonly value: string;
  readonly weight: number;
}

const list = z.string().transform((text) => text.split("|"));
const kinhRow = z.object({
  part: z.enum(["family", "middle", "given"]),
  gender: z.enum(["any", "male", "female"]),
  weight: z.coerce.number().positive(),
  values: list,
});
const regionRow = z.object({
  people: z.string(),
  gender: z.enum(["male", "female"]),
  pattern: z.string().includes("{}"),
  values: list,
});

/** @returns a function that draws a full name */
export function nameGenerator(random: Random): (gender: Gender, population: Population) => string {
  const kinh = readTable(new URL("names-kinh.tsv", import.meta.url), kinhRow);
  const region = readTable(new URL("names-region.tsv", import.meta.url), regionRow);
  const kinhPart = (part: "family" | "middle" | "given", gender: Gender): readonly Choice[] =>
    kinh
      .filter((row) => row.part === part && (row.gender === "any" || row.gender === gender))
      .flatMap((row) => row.values.map((value) => ({ value, weight: row.weight })));
  const parts = {
    male: [kinhPart("family", "male"), kinhPart("middle", "male"), kinhPart("given", "male")],
    female: [kinhPart("family", "female"), kinhPart("middle", "female"), kinhPart("given", "female")],
  };
  return (gender, population) => {
    if (random() * 100 < population.kinhPercent)
      return parts[gender].map((choices) => pick(random, choices)).join(" ");
    const people = pick(
      random,
      population.peoples.map(({ name, weight }) => ({ value: name, weight })),
    );
    const names = region
      .filter((row) => row.people === people && row.gender === gender)
      .flatMap((row) => row.values.map((value) => ({ value: row.pattern.replace("{}", value), weight: 1 })));
    return pick(random, names);
  };
}

/** "Xơ Đăng:6,Ba Na:3" */
export function parsePeoples(text: string): Population["peoples"] {
  return text.split(",").map((part) => {
    const [name = "", weight = "1"] = part.split(":");
    return { name, weight: Number(weight) };
  });
}

function pick(random: Random, choices: readonly Choice[]): string {
  const total = choices.reduce((sum, choice) => sum + choice.weight, 0);
  let rest = random() * total;
  for (const choice of choices) {
    rest -= choice.weight;
    if (rest < 0) return choice.value;
  }
  return choices.at(-1)?.value ?? "";
}
