import { describe, expect, test } from "vitest";
import { findHelp, helpOf } from "../core/http/help.ts";
import type { NavigationGroup } from "../core/ui/index.ts";
import { SYSTEMS } from "./rooms.ts";

const navigation = SYSTEMS.flatMap((system) => system.navigation ?? []);
const texts = SYSTEMS.flatMap((system) => system.help ?? []);
const menu: NavigationGroup[] = [
  { label: "Mọi nơi", items: navigation.map(({ href, label, icon }) => ({ href, label, icon })) },
];
const found = (q: string, groups = menu) =>
  findHelp(SYSTEMS, groups, q).flatMap((group) => group.texts.map(({ href }) => href));

describe("help where the work is", () => {
  test("every place of the menu has a help text of its own, under one address each", () => {
    for (const { href } of navigation) expect(helpOf(SYSTEMS, href)?.href, href).toBe(href);
    const addresses = texts.map(({ href }) => href);
    expect(addresses.filter((href, n) => addresses.indexOf(href) !== n)).toEqual([]);
  });

  test.each(["/compose", "/incoming/quick", "/incoming/new-paper"])(
    "%s, reached from another, too",
    (path) => {
      expect(helpOf(SYSTEMS, path)?.href).toBe(path);
    },
  );

  test("a document has the help of documents, its list that of the list, an unknown page none", () => {
    const id = crypto.randomUUID();
    expect(helpOf(SYSTEMS, `/incoming/${id}`)?.href).toBe("/incoming/:id");
    expect(helpOf(SYSTEMS, "/incoming")?.href).toBe("/incoming");
    expect(helpOf(SYSTEMS, `/incoming/${id}/direct`)).toBeUndefined();
    expect(helpOf(SYSTEMS, "/incoming/selected")).toBeUndefined();
  });

  test("at most eight lines, none longer than two lines of a telephone can bear, each in both languages", () => {
    for (const { href, steps, keys = [], ask } of texts) {
      expect(steps.length + Math.min(keys.length, 1) + 1, href).toBeLessThanOrEqual(8);
      for (const { vi, en } of [...steps, ask, ...keys.map(({ does }) => does)]) {
        expect(vi.length, vi).toBeLessThanOrEqual(130);
        expect(en.length, en).toBeLessThanOrEqual(130);
        expect(vi, href).not.toBe(en);
      }
      // A key told twice helps nobody.
      expect(new Set(keys.map(({ key }) => key)).size, href).toBe(keys.length);
    }
  });

  test("a page that is no place of the menu names the one it is reached from", () => {
    const places = new Set(navigation.map(({ href }) => href));
    for (const { href, within } of texts) expect(places.has(within ?? href), href).toBe(true);
  });
});

describe("the page of all help", () => {
  test("lists everything, and is searched by words with and without diacritics", () => {
    expect(found("").length).toBe(texts.length);
    expect(found("khóa sổ")).toContain("/registers");
    expect(found("khoa so")).toContain("/registers");
    expect(found("KHOA năm")).toEqual(found("khóa nam"));
    expect(found("Alt+L")).toEqual(["/incoming/quick"]);
    expect(found("không thể nào có chữ này xyz")).toEqual([]);
  });

  test("speaks only of places the person has", () => {
    const [own] = menu;
    const few = [{ label: "Ít", items: own?.items.filter(({ href }) => href === "/incoming") ?? [] }];
    expect(found("", few)).toEqual(
      texts.filter(({ href, within }) => (within ?? href) === "/incoming").map(({ href }) => href),
    );
    expect(found("khóa sổ", few)).toEqual([]);
  });
});
