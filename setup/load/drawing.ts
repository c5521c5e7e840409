import { nameGenerator, type Random, seededRandom } from "../../province/kon-tum/names.ts";
import { FRAMES, TOPICS } from "./words.ts";

/** Draws what a history is made of; everything depends on the seed alone. */
export interface Drawing {
  readonly random: Random;
  /** Whole number from 0 up to, not with, `below`. */
  below(below: number): number;
  pick<Each>(all: readonly Each[]): Each;
  /** True once in so many times. */
  onceIn(times: number): boolean;
  person(): string;
  /** What a document is about; the first topics come most often. */
  subject(places: readonly string[], year: number): Subject;
}

export interface Subject {
  readonly topic: number;
  /** "" = công văn. */
  readonly type: string;
  readonly abstract: string;
}

const POPULATION = {
  kinhPercent: 60,
  peoples: [
    { name: "Xơ Đăng", weight: 5 },
    { name: "Ba Na", weight: 3 },
    { name: "Gia Rai", weight: 1 },
  ],
};
/** Names are drawn once and used again, as people are met again in documents. */
const NAMES = 20_000;

export function drawing(seed: number): Drawing {
  const random = seededRandom(seed);
  const drawName = nameGenerator(random);
  const names = Array.from({ length: NAMES }, () => drawName(random() < 0.5 ? "male" : "female", POPULATION));
  const frames = FRAMES.flatMap((frame) => Array.from({ length: frame.weight }, () => frame));
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <Each>(all: readonly Each[]): Each => {
    const found = all[below(all.length)];
    if (found === undefined) throw new Error("nothing to choose from");
    return found;
  };
  const person = (): string => pick(names);
  return {
    random,
    below,
    pick,
    person,
    onceIn: (times) => below(times) === 0,
    subject(places, year) {
      // Squared: few topics make up most of the business, as everywhere.
      const topic = Math.floor(random() ** 2 * TOPICS.length);
      const frame = pick(frames);
      const abstract = pick(frame.abstracts).replace(/\{(topic|period|place|person)\}/g, (_, part) => {
        if (part === "topic") return TOPICS[topic] ?? "";
        if (part === "place") return pick(places);
        if (part === "person") return person();
        return period(below, year);
      });
      return { topic, type: frame.type, abstract };
    },
  };
}

function period(below: (limit: number) => number, year: number): string {
  const kind = below(4);
  if (kind === 0) return `tháng ${1 + below(12)} năm ${year}`;
  if (kind === 1) return `quý ${["I", "II", "III", "IV"][below(4)] ?? "I"} năm ${year}`;
  if (kind === 2) return `6 tháng đầu năm ${year}`;
  return `năm ${year}`;
}
