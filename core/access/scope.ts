import type { Sentence } from "../errors.ts";

/** What an access token can be allowed to do for its owner; never more than the owner may. */
export interface Scope {
  /** `room:verb`, e.g. `documents:read`. */
  readonly name: string;
  readonly words: Sentence;
}

const registry = new Map<string, Scope>();

/**
 * Declares a scope, next to the operations that need it.
 * @throws Error when the name is taken or not `room:verb`.
 */
export function scope(name: string, words: Sentence): Scope {
  if (!/^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$/.test(name)) throw new Error(`not a scope name: ${name}`);
  if (registry.has(name)) throw new Error(`scope ${name} is declared twice`);
  const declared = Object.freeze({ name, words });
  registry.set(name, declared);
  return declared;
}

/** Every declared scope, by name. */
export function scopes(): Scope[] {
  return [...registry.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The scope of that name, if a room declared it. */
export function findScope(name: string): Scope | undefined {
  return registry.get(name);
}
