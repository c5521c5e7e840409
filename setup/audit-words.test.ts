import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isNamed } from "../core/audit/index.ts";
import { SYSTEMS } from "./rooms.ts";

const ROOT = new URL("..", import.meta.url).pathname;

/** Every action that a source file of the house writes out in full. */
function actionsOfSources(): string[] {
  const found = new Set<string>();
  for (const room of ["core", "systems"]) {
    for (const entry of readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })) {
      if (!/\.tsx?$/.test(entry.name) || /\.test\.|testing/.test(join(entry.parentPath, entry.name)))
        continue;
      const source = readFileSync(join(entry.parentPath, entry.name), "utf8");
      for (const [, action] of source.matchAll(/\baction: "([a-z-]+\.[a-z-]+)"/g))
        if (action) found.add(action);
    }
  }
  return [...found].sort();
}

test("the audit log has words for every action of the house", () => {
  expect(SYSTEMS.length).toBeGreaterThan(0);
  const actions = actionsOfSources();
  expect(actions.length).toBeGreaterThan(40);
  expect(actions.filter((action) => !isNamed(action))).toEqual([]);
});
