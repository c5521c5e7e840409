import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { startSignService } from "../../../national/sign-service/index.ts";
import { createApp } from "../../http/index.ts";
import { testParts } from "../../http/testing.ts";
import type { House } from "../../system.ts";
import { transact, uuidv7 } from "../../transaction/index.ts";
import { completeAct, findAct } from "../acts/index.ts";
import { prepareForNumbering } from "../pdf/prepare-for-numbering.ts";
import type { KeyOwner } from "../service.ts";
import { signing } from "../system.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { openSigningHouse, type SigningHouse } from "../testing/signing-house.ts";
import { beginPlugInSigning, completeActsOf, type PlugInCall } from "./index.ts";

/** A signature over the real wire: the socket of the program, its download and its upload. */

const ROOM = "core/signing/plug-in/stand-in";
const folder = mkdtempSync(join(tmpdir(), "plug-in-stand-in-"));
const closing: (() => Promise<void>)[] = [];
let world: SigningHouse;
let program: Awaited<ReturnType<typeof startSignService>>;
let house: House;
let app: ReturnType<typeof createApp>;
let me: KeyOwner;
let base: Uint8Array;
let taken: string[] = [];

beforeAll(async () => {
  world = await openSigningHouse();
  closing.push(() => world.close());
  program = await startSignService({ port: 0, dataDir: folder, ...world.addresses });
  closing.push(() => program.close());
  const server = createAdaptorServer({ fetch: (request) => app.fetch(request) });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const opened = await world.open("demo", { BASE_URL: `http://127.0.0.1:${port}` });
  const { standIns } = opened.services;
  if (standIns === undefined) throw new Error("no stand-ins");
  house = {
    ...opened,
    services: { ...opened.services, standIns: { ...standIns, signService: program.url } },
  };
  app = createApp(house, testParts([signing({ demoUsernames: [] })]));
  me = { kind: "person", id: (await world.person("Nguyễn Văn Ứng", ["leader"])).personId };
  base = prepareForNumbering(await samplePdf());
  completeActsOf(ROOM, async (of, act, file) => {
    const done = await transact(of, { actor: { kind: "system", name: "test" } }, (tx) =>
      completeAct(tx, act.id, { baseSha256: act.baseSha256, sha256: file.sha256 }),
    );
    if (done.completed) taken.push(file.sha256);
  });
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  taken = [];
});

async function begin(of: House = house): Promise<PlugInCall> {
  const { sha256 } = await of.files.put(base);
  return await transact(of, { actor: { kind: "system", name: "test" } }, (tx) =>
    beginPlugInSigning(of, tx, {
      subject: { room: ROOM, id: uuidv7(new Date()), action: "sign" },
      owner: me,
      startedBy: me.id,
      baseSha256: sha256,
      call: "vgca_sign_approved",
      completion: {},
      fileName: "Công văn.pdf",
    }),
  );
}

/** What the page does with the call. */
async function ask({ socket, parameters }: PlugInCall): Promise<{ Status: number; Message: string }> {
  const connection = new WebSocket(socket);
  const answer = await new Promise<string>((resolve, reject) => {
    connection.addEventListener("open", () => connection.send(JSON.stringify(parameters)));
    connection.addEventListener("message", ({ data }) => resolve(String(data)));
    connection.addEventListener("error", () => reject(new Error("not reached")));
  });
  connection.close();
  return z.object({ Status: z.int(), Message: z.string() }).parse(JSON.parse(answer));
}

async function switchOn(fault: string): Promise<void> {
  const body = JSON.stringify({ fault, times: 1 });
  expect((await fetch(`${program.url}/faults`, { method: "POST", body })).status).toBe(200);
}

const stateOf = ({ act }: PlugInCall) => findAct(house.database.queries, act.id);

test("in demo mode the pages call the stand-in, and may: its address is in the Content-Security-Policy", async () => {
  const origin = program.url.replace("http", "ws");
  expect((await begin()).socket).toBe(`${origin}/SignApproved`);
  const response = await app.request("/verify");
  expect(response.headers.get("Content-Security-Policy")).toContain(`connect-src 'self' ${origin}`);
});

test("an address that is configured is called even in demo mode", async () => {
  const elsewhere = { ...house, config: { ...house.config, plugIn: { address: "wss://127.0.0.1:8987/" } } };
  const call = await begin(elsewhere);
  expect(call.socket).toBe("wss://127.0.0.1:8987/SignApproved");
});

describe("a signature made by a program that shares no line with us", () => {
  test("with the token of the expected signer is taken", async () => {
    const call = await begin();
    expect(await ask(call)).toMatchObject({ Status: 0 });
    expect(await stateOf(call)).toMatchObject({ state: "completed", resultSha256: taken[0] });
    const verdict = await house.services.signatures?.verifyStored(taken[0] ?? "");
    expect(verdict?.signatures.map(({ signer, level }) => ({ name: signer?.name, level }))).toEqual([
      { name: "Nguyễn Văn Ứng", level: "B-T" },
    ]);
  });

  test("that is uploaded twice is taken once, and both uploads are answered well", async () => {
    await switchOn("uploads-twice");
    const call = await begin();
    expect(await ask(call)).toMatchObject({ Status: 0 });
    expect(taken).toHaveLength(1);
  });

  test.each([
    ["changes-document", "plug-in.changed"],
    ["rewrites-file", "plug-in.not-appended"],
    ["strangers-certificate", "plug-in.another-owner"],
  ])("is refused when it %s, and the person reads why", async (fault, code) => {
    await switchOn(fault);
    const call = await begin();
    const { Status, Message } = await ask(call);
    expect(Status).toBe(1);
    expect(Message).toContain("Văn bản vẫn nguyên vẹn");
    expect(await stateOf(call)).toMatchObject({ state: "refused", reason: code });
    expect(taken).toEqual([]);
  });

  test.each(["no-token", "wrong-pin", "cancelled"])(
    "%s: nothing comes back, the act stays open",
    async (fault) => {
      await switchOn(fault);
      const call = await begin();
      expect((await ask(call)).Status).toBe(1);
      expect((await stateOf(call)).state).toBe("waiting");
    },
  );
});
