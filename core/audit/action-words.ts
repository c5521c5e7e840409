import type { Sentence } from "../errors.ts";

const words = new Map<string, Sentence>();

/** Says in words what the audit actions of a room are; each room calls it once when it is loaded. */
export function nameActions(named: Readonly<Record<string, Sentence>>): void {
  for (const [action, sentence] of Object.entries(named)) words.set(action, sentence);
}

/** What an action is called on screens; the code itself where nobody named it. */
export function wordsOfAction(action: string): Sentence {
  return words.get(action) ?? { vi: action, en: action };
}

/** True when a room has said what the action is called. */
export function isNamed(action: string): boolean {
  return words.has(action);
}

/** Actions whose words, or whose code, hold what somebody typed. */
export function actionsLike(typed: string): string[] {
  const wanted = typed.trim().toLocaleLowerCase("vi");
  return [...words]
    .filter(([action, { vi, en }]) =>
      [action, vi, en].some((text) => text.toLocaleLowerCase("vi").includes(wanted)),
    )
    .map(([action]) => action);
}
