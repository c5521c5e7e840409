import { expect, test } from "vitest";
import { SYSTEMS } from "../../setup/rooms.ts";
import { recordsOperations } from "./operations.ts";

test("no other room answers at the addresses of this one", () => {
  const places = (operations: typeof recordsOperations) =>
    operations.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, "{}")}`);
  const others = SYSTEMS.filter(({ name }) => name !== "systems/records");
  const taken = new Set(others.flatMap(({ operations }) => places(operations ?? [])));
  expect(places(recordsOperations).filter((place) => taken.has(place))).toEqual([]);
  expect(new Set(places(recordsOperations)).size).toBe(recordsOperations.length);
});
