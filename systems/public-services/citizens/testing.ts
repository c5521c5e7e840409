import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../../core/config/index.ts";
import { migrate } from "../../../core/database/index.ts";
import { openFileStore } from "../../../core/files/index.ts";
import { createApp } from "../../../core/http/index.ts";
import { sessionOf, testParts } from "../../../core/http/testing.ts";
import { type TestOffice, testOffice } from "../../../core/identity/testing.ts";
import { createLog } from "../../../core/log.ts";
import type { House, System } from "../../../core/system.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { startServicePortal } from "../../../national/service-portal/index.ts";
import type { Claims } from "./sign-in/claims.ts";
import { citizens } from "./system.ts";

const BASE = "http://127.0.0.1:8034";

/** A real database, the stand-in of the providers, and browsers of citizens. */
export interface TestTown {
  readonly office: TestOffice;
  readonly house: House;
  readonly portalUrl: string;
  /** A browser with cookies of its own; with an official, as somebody signed in there as well. */
  browser(official?: PersonActor): TestBrowser;
  /** Makes the providers misbehave until told otherwise. */
  faults(faults: Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
}

export interface TestBrowser {
  readonly cookies: Map<string, string>;
  get(path: string): Promise<TestAnswer>;
  post(path: string, fields: Record<string, string | readonly string[]>): Promise<TestAnswer>;
  /** Presses the button of the provider, agrees there as this person, and comes back. */
  signIn(identifier: string, options?: { provider?: "portal" | "vneid"; back?: string }): Promise<TestAnswer>;
  /** As far as the address the provider sends the person back to. */
  askProvider(start: string, answer: Record<string, string>): Promise<string>;
}

export interface TestAnswer {
  readonly status: number;
  readonly location: string;
  readonly text: string;
  readonly set: readonly string[];
}

/** @param systems rooms with pages beside that of citizens */
export async function testTown(systems: readonly System[] = []): Promise<TestTown> {
  const office = await testOffice();
  const folder = mkdtempSync(join(tmpdir(), "citizens-"));
  await migrate(office.database, [
    { room: citizens.name, folder: new URL("./migrations/", import.meta.url) },
  ]);
  const redirectUris = ["portal", "vneid"].map((name) => `${BASE}/citizen/sign-in/${name}/callback`);
  const portal = await startServicePortal({
    port: 0,
    dataDir: join(folder, "portal"),
    clients: [{ clientId: "ngoc-linh", secret: "thu-nghiem", redirectUris }],
  });
  const nowhere = "http://127.0.0.1:9";
  const house: House = {
    config: readConfig({ MODE: "demo", DATA_DIR: folder, BASE_URL: BASE }),
    database: office.database,
    subscriptions: new Map(),
    files: await openFileStore(join(folder, "files")),
    log: createLog("silent"),
    services: {
      standIns: {
        axisPage: nowhere,
        agencies: nowhere,
        certificateAuthority: nowhere,
        timestampAuthority: nowhere,
        servicePortal: portal.url,
      },
    },
  };
  return {
    office,
    house,
    portalUrl: portal.url,
    browser: (official) => makeBrowser(house, [citizens, ...systems], official),
    faults: async (faults) => {
      await fetch(`${portal.url}/faults`, { method: "POST", body: JSON.stringify(faults) });
    },
    async close() {
      await portal.close();
      await office.database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a provider says of somebody made up. */
export function claimsOf(over: Partial<Claims> = {}): Claims {
  return {
    provider: "vneid",
    techId: `tech-${over.identifier ?? "000192000001"}`,
    kind: 1,
    identifier: "000192000001",
    name: "Y Mai",
    birthDate: "1992-04-12",
    sex: "female",
    ethnicity: null,
    permanentAddress: null,
    currentAddress: null,
    phone: null,
    email: null,
    level: 2,
    ...over,
  };
}

export const ORIGIN = { address: "203.0.113.7", userAgent: "Thử nghiệm" };

function makeBrowser(house: House, systems: readonly System[], official?: PersonActor): TestBrowser {
  const app = createApp(
    house,
    testParts(systems, { resolveSession: async () => (official ? sessionOf(official) : null) }),
  );
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}): Promise<TestAnswer> => {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...cookies].map(([name, text]) => `${name}=${text}`).join("; "));
    const answer = await app.request(path, { ...init, headers }, {});
    const set = answer.headers.getSetCookie();
    for (const line of set) {
      const [, name = "", text = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, text);
    }
    return {
      status: answer.status,
      location: answer.headers.get("location") ?? "",
      text: await answer.text(),
      set,
    };
  };
  const askProvider = async (start: string, answer: Record<string, string>): Promise<string> => {
    const asked = new URL(start);
    const form = new URLSearchParams(asked.searchParams);
    form.set("provider", asked.pathname.startsWith("/vneid") ? "vneid" : "portal");
    for (const [name, text] of Object.entries(answer)) form.set(name, text);
    const back = await fetch(new URL("/sign-in", asked), { method: "POST", body: form, redirect: "manual" });
    const address = new URL(back.headers.get("location") ?? "");
    return address.pathname + address.search;
  };
  return {
    cookies,
    askProvider,
    get: (path) => send(path),
    post: (path, fields) =>
      send(path, {
        method: "POST",
        body: new URLSearchParams(
          Object.entries(fields).flatMap(([name, texts]) =>
            [texts].flat().map((text) => [name, String(text)]),
          ),
        ),
        headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
      }),
    async signIn(identifier, { provider = "vneid", back = "/me" } = {}) {
      const start = await send(`/citizen/sign-in/${provider}?back=${encodeURIComponent(back)}`);
      return await send(await askProvider(start.location, { person: identifier }));
    },
  };
}
