import type { DossierAction, DossierState } from "../../dossiers/index.ts";
import { FINAL_STATES, TRANSITIONS } from "../../dossiers/states.ts";
import { messagesFor } from "../mapping/tien-trinh.ts";
import { wireTime } from "../mapping/wire-time.ts";
import type { DossierDriver } from "./drive-dossiers.ts";

export interface ManyOptions {
  readonly dossiers: number;
  readonly seed: number;
  /** Dossiers that change at the same time. */
  readonly hands?: number;
}

export interface ManyReport {
  /** Outer states that some dossier passed. */
  readonly states: ReadonlySet<number>;
  /** Messages that arrived. */
  readonly messages: number;
  /** What does not stand at the portal as it stands in the house; empty: everything does. */
  readonly wrong: readonly string[];
}

/** A walk ends after so many actions, wherever it is. */
const LONGEST_WALK = 14;

/**
 * Dossiers walk through the table of states at random while their events come twice, late and in any order.
 *
 * @returns their ids
 */
export async function walkMany(driver: DossierDriver, options: ManyOptions): Promise<readonly string[]> {
  const random = dice(options.seed);
  const ids: string[] = [];
  const hands = Array.from({ length: options.hands ?? 4 }, async () => {
    while (ids.length < options.dossiers) {
      // Counted before it is made, so that no hand makes one too many.
      const place = ids.push("") - 1;
      ids[place] = await walk(driver, random);
    }
  });
  await Promise.all(hands);
  for (const id of ids) await driver.queue(id);
  return ids;
}

/** A dossier that walks at random until it ends. @returns its id */
export async function walk(driver: DossierDriver, random: () => number): Promise<string> {
  const id = await driver.file({ channel: pick([1, 2, 3] as const, random) });
  let state: DossierState = 1;
  for (let step = 0; step < LONGEST_WALK && !FINAL_STATES.includes(state); step += 1) {
    if (random() < 0.6) await driver.queue(id);
    await driver.act(id, pick(actionsIn(state), random));
    if (random() < 0.6) await Promise.all([driver.queue(id), driver.queue(id)]);
    state = (await driver.facts(id)).state;
  }
  return id;
}

/** Withdrawing and stopping are possible nearly everywhere: taken as seldom as in life, so that walks go on. */
function actionsIn(state: DossierState): readonly DossierAction[] {
  const all = TRANSITIONS.filter(({ from }) => from.includes(state)).map(({ action }) => action);
  const onwards = all.filter((action) => action !== "withdraw" && action !== "stop" && action !== "refuse");
  return [...onwards, ...onwards, ...onwards, ...all];
}

/** Compares what the portal has with the dossiers' own stories. */
export async function comparePortal(driver: DossierDriver, ids: readonly string[]): Promise<ManyReport> {
  const states = new Set<number>();
  const wrong: string[] = [];
  let messages = 0;
  for (const id of ids) {
    const { code, state, trail } = await driver.facts(id);
    const kept = driver.national.kept(code);
    const records = trail
      .filter((trace) => messagesFor(trace).includes("record"))
      .map(({ to }) => String(to));
    const acts = trail
      .filter((trace) => messagesFor(trace).includes("progress"))
      .map(({ at, to }) => `${wireTime(at)} ${to}`);
    const keptActs = kept?.progress.map(
      ({ ThoiDiemXuLy, TrangThai }) => `${String(ThoiDiemXuLy)} ${String(TrangThai)}`,
    );
    for (const { to } of trail) states.add(to);
    messages += records.length + acts.length;
    if (kept?.record.TrangThaiHoSo !== String(state))
      wrong.push(`${code}: ${String(kept?.record.TrangThaiHoSo)} there, ${state} here`);
    if (kept?.states.join() !== records.join())
      wrong.push(`${code}: ${kept?.states.join()} / ${records.join()}`);
    if (keptActs?.join() !== acts.join()) wrong.push(`${code}: ${keptActs?.join()} / ${acts.join()}`);
  }
  return { states, messages, wrong };
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const found = items[Math.floor(random() * items.length)];
  if (found === undefined) throw new Error("nothing to choose from");
  return found;
}

/** Numbers from 0 to 1, the same for the same seed (linear congruential, Numerical Recipes). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x100000000;
  };
}
