import { readdirSync, readFileSync } from "node:fs";

/**
 * The forms of everyday procedures as data, written for this project from the samples the cited circulars prescribe; the
 * room of forms checks each before it takes it.
 */
export function provinceForms(): readonly unknown[] {
  const folder = new URL("./", import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name): unknown => JSON.parse(readFileSync(new URL(name, folder), "utf8")));
}
