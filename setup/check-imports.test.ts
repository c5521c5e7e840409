import { describe, expect, test } from "vitest";
import { violationOf } from "./check-imports.ts";

describe("arrows point down", () => {
  test.each([
    ["core/jobs/index.ts", "systems/documents/index.ts"],
    ["core/http/app.tsx", "web/assets.ts"],
    ["systems/interchange/outbox.ts", "systems/documents/outgoing/outgoing.ts"],
    ["systems/interchange/outbox.ts", "national/axis/index.ts"],
    ["national/axis/index.ts", "core/database/index.ts"],
    ["national/agencies/index.ts", "systems/interchange/edxml/index.ts"],
    ["systems/documents/system.ts", "setup/rooms.ts"],
  ])("%s may not import %s", (file, target) => {
    expect(violationOf(file, target)).toBeDefined();
  });

  test.each([
    ["systems/interchange/outbox.ts", "systems/documents/index.ts"],
    ["systems/documents/outgoing/outgoing.ts", "core/errors.ts"],
    ["systems/documents/outgoing/outgoing.ts", "systems/documents/tables.ts"],
    ["setup/rooms.ts", "systems/documents/system.ts"],
    ["systems/interchange/inbox.test.ts", "national/axis/index.ts"],
    ["national/start.ts", "national/axis/index.ts"],
  ])("%s may import %s", (file, target) => {
    expect(violationOf(file, target)).toBeUndefined();
  });
});
