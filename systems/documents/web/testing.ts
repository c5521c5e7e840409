import type { Hono } from "hono";
import { type AppParts, createApp, type HttpEnv, type Session } from "../../../core/http/index.ts";
import type { House, System } from "../../../core/system.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";

export interface PageAnswer {
  readonly status: number;
  readonly location: string;
  readonly text: string;
  readonly headers: Headers;
}

/** A browser without script, signed in as one person. */
export interface TestBrowser {
  get(path: string, headers?: Record<string, string>): Promise<PageAnswer>;
  post(path: string, fields: Record<string, string | readonly string[]>): Promise<PageAnswer>;
  /** A form with files (multipart). */
  send(path: string, form: FormData): Promise<PageAnswer>;
}

/**
 * The pages of a house in memory; who is signed in is said by the header `x-person` (an appointment) instead of by a
 * cookie.
 *
 * @param parts real styles and scripts, for a test in a real browser
 */
export function testPages(
  house: House,
  pages: (app: Hono<HttpEnv>, house: House) => void,
  parts: Partial<AppParts> = {},
) {
  const system: System = { name: "test", pages };
  const people = new Map<string, PersonActor>();
  const app = createApp(house, {
    place: { vi: "Tỉnh Kon Tum", en: "Kon Tum province" },
    assets: { style: "/assets/a.css", script: "/assets/a.js", fonts: [], mark: "/assets/a.svg" },
    systems: [system],
    serveAsset: async () => undefined,
    resolveSession: async (c) => {
      const actor = people.get(c.req.header("x-person") ?? "");
      return actor ? sessionOf(actor) : null;
    },
    resolveToken: async () => null,
    unread: async () => 0,
    health: async () => ({ database: "ok" }),
    ...parts,
  });
  return {
    app,
    as(actor: PersonActor): TestBrowser {
      people.set(actor.appointmentId, actor);
      const request = async (path: string, init: RequestInit = {}): Promise<PageAnswer> => {
        const headers = new Headers(init.headers);
        headers.set("x-person", actor.appointmentId);
        headers.set("sec-fetch-site", "same-origin");
        const answer = await app.request(path, { ...init, headers }, {});
        return {
          status: answer.status,
          location: answer.headers.get("location") ?? "",
          text: await answer.text(),
          headers: answer.headers,
        };
      };
      return {
        get: (path, headers = {}) => request(path, { headers }),
        send: (path, form) => request(path, { method: "POST", body: form }),
        post: (path, fields) => {
          const body = new URLSearchParams();
          for (const [name, given] of Object.entries(fields))
            for (const each of typeof given === "string" ? [given] : given) body.append(name, each);
          return request(path, {
            method: "POST",
            body: body.toString(),
            headers: { "content-type": "application/x-www-form-urlencoded" },
          });
        },
      };
    },
  };
}

/** A session of a person, as sign-in would make it. */
export function sessionOf(actor: PersonActor): Session {
  return {
    id: actor.appointmentId,
    personId: actor.personId,
    accountId: actor.personId,
    actor,
    language: "vi",
    appointments: [{ id: actor.appointmentId, title: actor.positionTitle, organisation: "" }],
    secondFactor: true,
    secondFactorMissing: false,
    expiresAt: new Date(Date.now() + 3_600_000),
  };
}
