import { expect, test } from "vitest";
import { SYSTEMS } from "./rooms.ts";

const operations = SYSTEMS.flatMap((system) => system.operations ?? []);

test("every operation of the machine API has an address of its own: one could not be reached otherwise", () => {
  const places = operations.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, "{}")}`);
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
});

test("every operation has a name of its own, as OpenAPI 3.1 asks of operationId", () => {
  const ids = operations.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
