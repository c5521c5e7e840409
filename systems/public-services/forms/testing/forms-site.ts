import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { type TestDatabase, testDatabase } from "../../../../core/database/testing.ts";
import { addOrganisations } from "../../../../core/directory/index.ts";
import { createApp, type HttpEnv } from "../../../../core/http/index.ts";
import { sessionOf, type TestAnswer, testParts, testSite } from "../../../../core/http/testing.ts";
import type { House } from "../../../../core/system.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import type { FormDefinition } from "../definition/definition.ts";
import type { FilingCitizen, FilingProcedure, ReceivedFiling } from "../services.ts";
import { forms } from "../system.ts";
import { titleColumns } from "../versions/change-form.ts";
import { writeVersion } from "../versions/publish-form.ts";

/** A browser without script that keeps its cookies. */
export interface Browser {
  get(path: string): Promise<TestAnswer>;
  post(path: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<TestAnswer>;
  send(path: string, form: FormData): Promise<TestAnswer>;
}

export interface FormsSite {
  readonly database: TestDatabase;
  readonly house: House;
  readonly app: Hono<HttpEnv>;
  /** Everything that was filed, as the dossiers would receive it. */
  readonly received: ReceivedFiling[];
  readonly procedure: FilingProcedure;
  readonly bodies: { id: string; name: string }[];
  /** A citizen's browser; who is signed in on it may change. */
  citizen(): Browser & { citizen: FilingCitizen | undefined };
  official(actor: PersonActor): Browser;
  actor(organisationId: string, roles: readonly string[]): PersonActor;
  /** Publishes a definition as the next version of its form. */
  publish(definition: FormDefinition): Promise<{ readonly id: string; readonly number: number }>;
  close(): Promise<void>;
}

/** The room of forms on a real database with two communes, and a desk that takes filings in. */
export async function formsSite(): Promise<FormsSite> {
  const database = await testDatabase([
    ...["search", "calendar", "directory"].map((room) => ({
      room: `core/${room}`,
      folder: new URL(`../../../../core/${room}/migrations/`, import.meta.url),
    })),
    { room: forms.name, folder: new URL("../migrations/", import.meta.url) },
  ]);
  const [province, district, long, reo] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const common = { demoCode: true, validFrom: "2021-01-01" };
  await addOrganisations(database.queries, [
    { ...common, id: province, kind: "province", name: "UBND tỉnh Kon Tum", code: "H34" },
    {
      ...common,
      id: district,
      kind: "district",
      name: "UBND huyện Đăk Hà",
      parentId: province,
      gsoCode: "615",
    },
    { ...common, id: long, kind: "commune", name: "UBND xã Đăk Long", parentId: district, gsoCode: "23500" },
    { ...common, id: reo, kind: "commune", name: "UBND xã Ngọc Réo", parentId: district, gsoCode: "23503" },
  ]);
  const site = await testSite(database, [forms]);
  const { house } = site;
  Object.assign(house.services, await forms.provide?.(house));
  const received: ReceivedFiling[] = [];
  const procedure: FilingProcedure = {
    versionId: randomUUID(),
    code: "1.000001",
    name: "Xác nhận việc thử",
    cases: [
      {
        key: "thuong",
        name: "Trường hợp thường",
        formCode: null,
        channels: [{ channel: 2, durations: [{ text: "3 ngày làm việc" }], fees: [{ text: "Không" }] }],
        components: [
          { key: "giay-to", name: "Giấy tờ tùy thân", electronic: true, required: true },
          { key: "ban-ve", name: "Bản vẽ", electronic: true, required: false },
        ],
      },
    ],
  };
  const bodies = [
    { id: long, name: "UBND xã Đăk Long" },
    { id: reo, name: "UBND xã Ngọc Réo" },
  ];
  const people = new Map<string, PersonActor>();
  const citizens = new Map<string, { citizen: FilingCitizen | undefined }>();
  house.services.filingCatalogue = {
    procedureAt: async (_queries, code) => (code === procedure.code ? procedure : undefined),
    bodiesFor: async () => bodies,
  };
  house.services.filingCitizen = (c) => citizens.get(c.req.header("x-browser") ?? "")?.citizen;
  house.services.receiveDossier = async (tx, input) => {
    received.push(input);
    const id = uuidv7(tx.now);
    return { id, code: `000.00.01.H34-220601-${String(received.length).padStart(4, "0")}`, token: `t-${id}` };
  };
  const app = createApp(
    house,
    testParts([forms], {
      resolveSession: async (c) => {
        const actor = people.get(c.req.header("x-person") ?? "");
        return actor ? sessionOf(actor) : null;
      },
    }),
  );
  return {
    database,
    house,
    app,
    received,
    procedure,
    bodies,
    citizen() {
      const name = randomUUID();
      const state: { citizen: FilingCitizen | undefined } = { citizen: undefined };
      citizens.set(name, state);
      const { get, post, send } = browserOf(app, { "x-browser": name });
      return {
        get,
        post,
        send,
        get citizen() {
          return state.citizen;
        },
        set citizen(who) {
          state.citizen = who;
        },
      };
    },
    official(actor) {
      people.set(actor.appointmentId, actor);
      return browserOf(app, { "x-person": actor.appointmentId });
    },
    actor: (organisationId, roles) => ({
      kind: "person",
      personId: randomUUID(),
      appointmentId: randomUUID(),
      organisationId,
      unitId: organisationId,
      fullName: "Y Vân",
      positionTitle: "Chuyên viên",
      roles,
    }),
    publish: (definition) =>
      transact(house, { actor: { kind: "system", name: "test" } }, async (tx) => {
        await tx.queries
          .insertInto("public_services.form")
          .values({
            code: definition.code,
            owner_id: province,
            ...titleColumns(definition),
            working: null,
            changed_at: tx.now,
          })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        return await writeVersion(tx, definition, "Y Vân", "");
      }),
    async close() {
      site.close();
      await database.drop();
    },
  };
}

function browserOf(app: Hono<HttpEnv>, own: Readonly<Record<string, string>>): Browser {
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit): Promise<TestAnswer> => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(own)) headers.set(name, value);
    headers.set("sec-fetch-site", "same-origin");
    headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const answer = await app.request(path, { ...init, headers }, {});
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return {
      status: answer.status,
      location: answer.headers.get("location") ?? "",
      type: answer.headers.get("content-type") ?? "",
      text: new TextDecoder().decode(bytes),
      bytes,
    };
  };
  return {
    get: (path) => ask(path, {}),
    send: (path, form) => ask(path, { method: "POST", body: form }),
    post(path, fields) {
      const body = new URLSearchParams();
      for (const [name, given] of Object.entries(fields))
        for (const each of typeof given === "string" ? [given] : given) body.append(name, each);
      return ask(path, {
        method: "POST",
        body: body.toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
    },
  };
}
