import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../config/index.ts";
import type { Database } from "../database/index.ts";
import { openFileStore } from "../files/index.ts";
import { createLog } from "../log.ts";
import type { House, System } from "../system.ts";
import type { PersonActor } from "../transaction/index.ts";
import { type AppParts, createApp } from "./app.tsx";
import type { Session } from "./env.ts";

export interface TestSite {
  readonly house: House;
  /** Asks as `actor`; null is a visitor. A `form` is posted from the same site. */
  ask(actor: PersonActor | null, path: string, form?: Record<string, string>): Promise<TestAnswer>;
  /** Removes the data folder. */
  close(): void;
}

export interface TestAnswer {
  readonly status: number;
  readonly location: string;
  readonly type: string;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Parts for `createApp` with nobody signed in and a healthy database; a test says what is different. */
export function testParts(systems: readonly System[], over: Partial<AppParts> = {}): AppParts {
  return {
    place: { vi: "Tỉnh Kon Tum", en: "Kon Tum province" },
    assets: { style: "/assets/a.css", script: "/assets/a.js", fonts: [], mark: "/assets/a.svg" },
    systems,
    serveAsset: async () => undefined,
    resolveSession: async () => null,
    resolveToken: async () => null,
    unread: async () => 0,
    health: async () => ({ database: "ok" }),
    ...over,
  };
}

/** Pages and operations of rooms on a real database, with sessions given by hand instead of sign-in. */
export async function testSite(database: Database, systems: readonly System[]): Promise<TestSite> {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  const config = readConfig({ MODE: "demo", DATA_DIR: folder });
  const files = await openFileStore(join(folder, "files"));
  const house: House = {
    config,
    database,
    subscriptions: new Map(),
    files,
    log: createLog("silent"),
    services: {},
  };
  let session: Session | null = null;
  const app = createApp(
    house,
    testParts(systems, { resolveSession: async () => session, resolveToken: async () => session }),
  );
  return {
    house,
    async ask(actor, path, form) {
      session = actor && sessionOf(actor);
      const headers: Record<string, string> = { authorization: "Bearer test-token-of-the-actor" };
      const init: RequestInit = form
        ? {
            method: "POST",
            body: new URLSearchParams(form).toString(),
            headers: {
              ...headers,
              "content-type": "application/x-www-form-urlencoded",
              "sec-fetch-site": "same-origin",
            },
          }
        : { headers };
      const answer = await app.request(path, init, {});
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return {
        status: answer.status,
        location: answer.headers.get("location") ?? "",
        type: answer.headers.get("content-type") ?? "",
        text: new TextDecoder().decode(bytes),
        bytes,
      };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A session of somebody who signed in an hour before it ends. */
export function sessionOf(actor: PersonActor): Session {
  return {
    id: actor.appointmentId,
    personId: actor.personId,
    accountId: actor.personId,
    actor,
    language: "vi",
    appointments: [],
    secondFactor: true,
    secondFactorMissing: false,
    expiresAt: new Date(Date.now() + 3_600_000),
  };
}
