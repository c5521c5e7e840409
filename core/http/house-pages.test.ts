import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadAssets } from "../../web/assets.ts";
import { calendar } from "../calendar/system.ts";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { addOrganisations } from "../directory/index.ts";
import { directory } from "../directory/system.ts";
import type { House } from "../system.ts";
import type { PersonActor } from "../transaction/index.ts";
import { createApp } from "./app.tsx";
import { shell } from "./system.ts";
import { sessionOf, type TestSite, testParts, testSite } from "./testing.ts";

const SYSTEMS = [directory, calendar, shell];
const province = randomUUID();
const department = randomUUID();
const person = (roles: string[]): PersonActor => ({
  kind: "person",
  personId: randomUUID(),
  appointmentId: randomUUID(),
  organisationId: department,
  unitId: department,
  fullName: "Y Vân",
  positionTitle: "Quản trị viên",
  roles,
});
const administrator = person(["administrator"]);
let database: TestDatabase;
let site: TestSite;

beforeAll(async () => {
  database = await testDatabase(
    ["search", "calendar", "directory"].map((room) => ({
      room: `core/${room}`,
      folder: new URL(`../${room}/migrations/`, import.meta.url),
    })),
  );
  await addOrganisations(database.queries, [
    {
      id: province,
      kind: "province",
      name: "UBND tỉnh Kon Tum",
      code: "H34",
      code102: "000.00.00.H34",
      demoCode: true,
      validFrom: "2021-01-01",
    },
    {
      id: department,
      kind: "provincial-department",
      name: "Sở Thông tin và Truyền thông",
      parentId: province,
      code: "H34.13",
      demoCode: true,
      email: "so-thong-tin-va-truyen-thong@kontum.example.vn",
      validFrom: "2021-01-01",
    },
  ]);
  site = await testSite(database, SYSTEMS);
});
afterAll(async () => {
  site.close();
  await database.drop();
});

describe("the first page of administration", () => {
  test("is for administrators, and leads to every place of administration", async () => {
    expect((await site.ask(null, "/administration")).location).toBe("/sign-in?back=%2Fadministration");
    const refused = await site.ask(person(["clerk"]), "/administration");
    expect([refused.status, refused.text.includes("Quản trị viên được mở trang quản trị")]).toEqual([
      403,
      true,
    ]);
    const { text } = await site.ask(administrator, "/administration");
    expect(text).toContain('class="task-link" href="/administration/calendar"');
    expect(text).toContain("MODE=demo");
    expect(text).not.toContain("Hệ thống quốc gia mô phỏng");
  });

  test("shows nobody the secret of the installation", async () => {
    const { text } = await site.ask(administrator, "/administration");
    expect(text).not.toContain(site.house.config.secret.toString("hex"));
    expect(text).not.toContain("postgres://");
  });

  test("names the stand-ins where there are any", async () => {
    const services = {
      standIns: {
        axisPage: "http://127.0.0.1:9001",
        agencies: "http://127.0.0.1:9002",
        certificateAuthority: "http://127.0.0.1:9003",
        timestampAuthority: "http://127.0.0.1:9004",
        remoteSigning: "http://127.0.0.1:9005",
        signService: "http://127.0.0.1:9006",
        servicePortal: "http://127.0.0.1:9007",
        portalAdapterPage: "http://127.0.0.1:9008",
      },
    };
    const app = createApp(
      { ...site.house, services },
      testParts(SYSTEMS, { resolveSession: async () => sessionOf(administrator) }),
    );
    const text = await (await app.request("/administration")).text();
    for (const address of Object.values(services.standIns)) expect(text).toContain(`href="${address}"`);
  });
});

describe("help", () => {
  test("is folded on a page of the menu and leads to all of it; a visitor is asked to sign in", async () => {
    const { text } = await site.ask(person(["clerk"]), "/calendar?year=2022");
    expect(text).toContain('<details class="page-help"><summary>Hướng dẫn</summary>');
    expect(text).toContain('<a href="/help">');
    expect((await site.ask(null, "/help")).location).toBe("/sign-in?back=%2Fhelp");
  });

  test("names the people it sends to, where the house knows them", async () => {
    const app = createApp(
      site.house,
      testParts(SYSTEMS, {
        resolveSession: async () => sessionOf(administrator),
        helpContacts: async () => ({ administrator: ["A Thôn"], clerk: ["Rơ Mah Không Được Hỏi"] }),
      }),
    );
    const text = await (await app.request("/calendar?year=2022")).text();
    expect(text).toContain("(Quản trị viên: A Thôn)");
    expect(text).not.toContain("Không Được Hỏi");
  });

  test("says what a person's own places are for, and keeps what was searched for", async () => {
    const clerk = await site.ask(person(["clerk"]), "/help");
    expect(clerk.text).toContain('<h3><a href="/calendar">Lịch làm việc</a></h3>');
    expect(clerk.text).not.toContain('<h3><a href="/administration/calendar">');
    const found = await site.ask(administrator, "/help?q=hoan doi");
    expect(found.text).toContain('value="hoan doi"');
    expect(found.text).not.toContain('<h3><a href="/calendar">');
    expect((await site.ask(administrator, "/help?q=xyzxyz")).text).toContain("Không có hướng dẫn nào nói về");
  });
});

test("the components and their sample document are there", async () => {
  expect((await site.ask(null, "/ui")).text).toContain("Thành phần giao diện");
  const sample = await site.ask(null, "/ui/sample.pdf");
  expect(sample.type).toBe("application/pdf");
  expect(new TextDecoder().decode(sample.bytes.subarray(0, 5))).toBe("%PDF-");
});

describe("in a browser", () => {
  let browser: Browser;
  let url = "";
  let axe = "";
  let close: () => Promise<void>;
  beforeAll(async () => {
    axe = await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
    const assets = await loadAssets();
    const house: House = site.house;
    const app = createApp(
      house,
      testParts(SYSTEMS, {
        assets: assets.page,
        serveAsset: assets.serve,
        resolveSession: async () => sessionOf(administrator),
      }),
    );
    const server = createAdaptorServer({ fetch: app.fetch });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address: AddressInfo | string | null = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    close = () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"],
    });
  });
  afterAll(async () => {
    await browser.close();
    await close();
  });

  const PAGES = [
    "/administration",
    "/api",
    "/help?q=lich",
    "/calendar?year=2022",
    "/administration/calendar?year=2030",
    "/administration/calendar/hours/new",
    "/directory?q=thong+tin",
    `/directory/organisations/${department}`,
  ];
  const FINDINGS =
    "axe.run(document).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ' ' + n.target)))";

  test("wide and light, narrow and dark: no finding of axe, no sideways scroll", {
    timeout: 120_000,
  }, async () => {
    const context = await browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    for (const path of PAGES) {
      await page.goto(url + path);
      await page.addScriptTag({ content: axe });
      for (const [width, colorScheme] of [
        [1280, "light"],
        [320, "dark"],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        expect(await page.evaluate<string[]>(FINDINGS), `${path} ${width}`).toEqual([]);
        const sideways = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
        expect(sideways, `${path} ${width}`).toBeLessThanOrEqual(0);
      }
    }
    await context.close();
  });

  test("a call of the machine API opens by keyboard and shows its example", async () => {
    const page = await browser.newPage();
    await page.goto(`${url}/api`);
    const call = page.locator("#searchOrganisations");
    await call.locator("summary").first().focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => call.locator(".api-code").last().isVisible()).toBe(true);
    expect(await call.locator(".api-code").last().textContent()).toContain("Authorization: Bearer $TOKEN");
    await page.close();
  });
});
