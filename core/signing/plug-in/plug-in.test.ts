import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../../http/index.ts";
import { testParts } from "../../http/testing.ts";
import type { House } from "../../system.ts";
import { transact, uuidv7 } from "../../transaction/index.ts";
import { cancelAct, completeAct, findAct } from "../acts/index.ts";
import { DEMO_PIN } from "../demo/demo-pin.ts";
import { resumeRegisteredKey, suspendRegisteredKey } from "../key-ring/suspension.ts";
import { fillNumberAndDate } from "../pdf/fill-number-and-date.ts";
import { prepareForNumbering } from "../pdf/prepare-for-numbering.ts";
import { serialiseDict } from "../pdf/serialise.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import type { KeyOwner } from "../service.ts";
import { signing } from "../system.ts";
import { addAnnotation, append } from "../testing/attacker.ts";
import { LETTER, samplePdf } from "../testing/sample-pdf.ts";
import { openSigningHouse, type SigningHouse } from "../testing/signing-house.ts";
import { createTestPki } from "../testing/test-pki.ts";
import type { Signer } from "../types.ts";
import { acceptSignedFile } from "./accept-signed-file.ts";
import { beginPlugInSigning, completeActsOf, type PlugInCall } from "./index.ts";

const ROOM = "core/signing/plug-in";
let world: SigningHouse;
let house: House;
let app: ReturnType<typeof createApp>;
let me: KeyOwner;
let base: Uint8Array;
let taken: string[] = [];

beforeAll(async () => {
  world = await openSigningHouse();
  house = await world.open();
  app = createApp(house, testParts([signing({ demoUsernames: [] })]));
  me = await person("Nguyễn Văn Ứng");
  base = prepareForNumbering(await samplePdf());
  completeActsOf(ROOM, async (of, act, file) => {
    const done = await transact(of, { actor: { kind: "system", name: "test" } }, (tx) =>
      completeAct(tx, act.id, { baseSha256: act.baseSha256, sha256: file.sha256 }),
    );
    if (done.completed) taken.push(file.sha256);
  });
});
afterAll(() => world.close());
beforeEach(() => {
  taken = [];
});

async function person(name: string): Promise<KeyOwner> {
  return { kind: "person", id: (await world.person(name, ["leader"])).personId };
}

async function begin(pdf: Uint8Array = base, now = new Date(), owner: KeyOwner = me): Promise<PlugInCall> {
  const { sha256 } = await house.files.put(pdf);
  return await transact(house, { actor: { kind: "system", name: "test" }, now }, (tx) =>
    beginPlugInSigning(house, tx, {
      subject: { room: ROOM, id: uuidv7(now), action: "sign" },
      owner,
      startedBy: me.id,
      baseSha256: sha256,
      call: "vgca_sign_approved",
      completion: {},
      fileName: "Công văn.pdf",
    }),
  );
}

const local = (address: string): string => address.slice(house.config.baseUrl.length);
const fetchFile = ({ parameters }: PlugInCall) => app.request(local(parameters.FileName));

async function send({ parameters }: PlugInCall, pdf: Uint8Array): Promise<{ ok: unknown; message: unknown }> {
  const form = new FormData();
  form.set("file", new Blob([Uint8Array.from(pdf)], { type: "application/pdf" }), "signed.pdf");
  const body = new Response(form);
  const response = await app.request(local(parameters.FileUploadHandler), {
    method: "POST",
    headers: { "content-type": body.headers.get("content-type") ?? "" },
    body: await body.arrayBuffer(),
  });
  expect(response.status).toBe(200);
  const answer: Record<string, unknown> = await response.json();
  return { ok: answer.Status, message: answer.Message };
}

async function signerOf(owner: KeyOwner): Promise<Signer> {
  const { signatures } = house.services;
  if (signatures === undefined) throw new Error("no signatures");
  return (await signatures.openKey(owner, DEMO_PIN)).signer;
}

async function sign(pdf: Uint8Array, signer: Signer, signedAt = new Date()): Promise<Uint8Array> {
  return await signPdf(pdf, { signer, level: "B-B", signedAt });
}

const stateOf = (call: PlugInCall) => findAct(house.database.queries, call.act.id);

describe("a signature by the plug-in", () => {
  test("fetches the file without a session, brings it back once, and the same file again changes nothing", async () => {
    const call = await begin();
    expect(call.socket).toBe("wss://127.0.0.1:8987/SignApproved");
    for (const _ of [1, 2]) {
      const response = await fetchFile(call);
      expect(Buffer.from(await response.arrayBuffer()).equals(base)).toBe(true);
    }
    const signed = await sign(base, await signerOf(me));
    expect(await send(call, signed)).toEqual({ ok: true, message: "" });
    expect(await send(call, signed)).toEqual({ ok: true, message: "" });
    expect(taken).toHaveLength(1);
    expect(await stateOf(call)).toMatchObject({ state: "completed", resultSha256: taken[0] });
    const another = await sign(base, await signerOf(me), new Date(Date.now() - 60_000));
    expect((await send(call, another)).ok).toBe(false);
    expect(taken).toHaveLength(1);
  });

  test("two equal uploads at once have one effect and are both answered well", async () => {
    const call = await begin();
    const signed = await sign(base, await signerOf(me));
    const answers = await Promise.all([send(call, signed), send(call, signed)]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    expect(taken).toHaveLength(1);
  });

  test("also takes the file as the body itself, and not more than the addresses allow", async () => {
    const call = await begin();
    const response = await app.request(local(call.parameters.FileUploadHandler), {
      method: "POST",
      headers: { "content-type": "application/pdf" },
      body: Uint8Array.from(await sign(base, await signerOf(me))),
    });
    expect(await response.json()).toMatchObject({ Status: true });
    expect((await fetchFile(call)).status).toBe(403);
  });

  test("the addresses open their own act only, and are stored as hashes", async () => {
    const [one, other] = [await begin(), await begin()];
    const mixed = one.parameters.FileUploadHandler.replace(one.act.id, other.act.id);
    const signed = await sign(base, await signerOf(me));
    const call = { ...one, parameters: { ...one.parameters, FileUploadHandler: mixed } };
    expect((await send(call, signed)).ok).toBe(false);
    const asDownload = one.parameters.FileUploadHandler.replace("/upload/", "/download/");
    expect((await app.request(`${local(asDownload)}/x.pdf`)).status).toBe(403);
    expect((await stateOf(other)).state).toBe("waiting");
  });

  test("is refused after its time and after it was cancelled", async () => {
    const signed = await sign(base, await signerOf(me));
    const late = await begin(base, new Date(Date.now() - 601_000));
    expect((await fetchFile(late)).status).toBe(410);
    expect((await send(late, signed)).ok).toBe(false);
    const cancelled = await begin();
    await transact(house, { actor: { kind: "system", name: "test" } }, (tx) =>
      cancelAct(tx, cancelled.act.id, me.id),
    );
    expect((await send(cancelled, signed)).ok).toBe(false);
    expect(taken).toEqual([]);
  });
});

describe("a returned file is refused", () => {
  /** Each case: the stable code, and what came back. */
  const cases: readonly [string, (pdf: Uint8Array) => Promise<Uint8Array>][] = [
    ["plug-in.not-signed", async (pdf) => Buffer.concat([pdf, Buffer.from("\n% nothing\n")])],
    ["plug-in.not-appended", async (pdf) => pdf],
    [
      "plug-in.not-appended",
      async (pdf) => {
        const signed = Buffer.from(await sign(pdf, await signerOf(me)));
        signed[20] = (signed[20] ?? 0) ^ 1;
        return signed;
      },
    ],
    [
      "plug-in.not-appended",
      async () => await sign(prepareForNumbering(await samplePdf([LETTER, LETTER])), await signerOf(me)),
    ],
    [
      "plug-in.too-many-signatures",
      async (pdf) => await sign(await sign(pdf, await signerOf(me)), await signerOf(me)),
    ],
    [
      "plug-in.not-covering",
      async (pdf) => Buffer.concat([await sign(pdf, await signerOf(me)), Buffer.from("\n%%EOF appended\n")]),
    ],
    [
      "plug-in.signature-invalid",
      async (pdf) =>
        await sign(pdf, createTestPki().issue({ commonName: "Nguyễn Văn Ứng", role: "person" }).signer),
    ],
    ["plug-in.another-owner", async (pdf) => await sign(pdf, await signerOf(await person("Trần Thị B")))],
    // The same name, and yet another person.
    ["plug-in.another-owner", async (pdf) => await sign(pdf, await signerOf(await person("Nguyễn Văn Ứng")))],
    [
      "plug-in.wrong-kind",
      async (pdf) => await sign(pdf, await signerOf({ kind: "organisation", id: world.organisationId })),
    ],
    ["plug-in.changed", async (pdf) => await sign(withNote(pdf), await signerOf(me))],
    ["plug-in.changed", async (pdf) => await sign(withOtherPage(pdf), await signerOf(me))],
  ];
  for (const [index, [code, make]] of cases.entries())
    test(`${code} (${index + 1}): the reason is told and kept, the document stays`, async () => {
      const call = await begin();
      const answer = await send(call, await make(base));
      expect(answer.ok).toBe(false);
      expect(answer.message).toContain("Văn bản vẫn nguyên vẹn");
      expect(await stateOf(call)).toMatchObject({ state: "refused", reason: code });
      expect((await send(call, await sign(base, await signerOf(me)))).ok).toBe(false);
      expect(taken).toEqual([]);
    });

  test("while revocation cannot be asked, and by name only when the certificate is not registered", async () => {
    const pki = createTestPki();
    const { signer } = pki.issue({ commonName: "NGUYỄN Văn Ứng", role: "person" });
    const signed = await sign(base, signer);
    const judge = (revocation: typeof pki.allGood | undefined, fingerprints: readonly string[] = []) =>
      acceptSignedFile(base, signed, {
        trust: pki.trust,
        revocation,
        mayFillNumberAndDate: false,
        signer: { kind: "person", name: "Nguyễn Văn Ứng", fingerprints: new Set(fingerprints) },
      });
    await expect(judge(undefined)).rejects.toMatchObject({ code: "plug-in.revocation-unknown", status: 503 });
    const byName = await judge(pki.allGood);
    expect(byName.matchedBy).toBe("name");
    expect((await judge(pki.allGood, [byName.fingerprint])).matchedBy).toBe("fingerprint");
  });

  test("while the register has suspended the certificate, whoever made the signature", async () => {
    const call = await begin();
    const signed = await sign(base, await signerOf(me));
    const [key] = (await house.services.signatures?.keysOf(me)) ?? [];
    const fingerprint = key?.fingerprint ?? "";
    const actor = { kind: "system", name: "test" } as const;
    await transact(house, { actor }, (tx) => suspendRegisteredKey(tx, fingerprint));
    expect(await send(call, signed)).toMatchObject({
      ok: false,
      message: expect.stringContaining("tạm dừng"),
    });
    expect(await stateOf(call)).toMatchObject({ state: "refused", reason: "plug-in.suspended" });
    await transact(house, { actor }, (tx) => resumeRegisteredKey(tx, fingerprint));
    expect(await send(await begin(), signed)).toEqual({ ok: true, message: "" });
  });

  test("when number and date were filled in and only a signature was asked for", async () => {
    const pki = createTestPki();
    const { signer } = pki.issue({ commonName: "Sở Nội vụ", role: "organisation" });
    const filled = fillNumberAndDate(base, { number: "15", date: "2026-03-05", place: "Kon Tum" });
    const signed = await sign(filled, signer);
    const judge = (mayFillNumberAndDate: boolean) =>
      acceptSignedFile(base, signed, {
        trust: pki.trust,
        revocation: pki.allGood,
        mayFillNumberAndDate,
        signer: { kind: "organisation", name: "Sở Nội vụ", fingerprints: new Set() },
      });
    await expect(judge(false)).rejects.toMatchObject({ code: "plug-in.changed" });
    expect((await judge(true)).matchedBy).toBe("name");
  });
});

/** A revision that puts a note over the page before anyone signs it. */
function withNote(pdf: Uint8Array): Uint8Array {
  return append(pdf, (editing) =>
    addAnnotation(
      editing,
      "<</Type/Annot/Subtype/FreeText/Rect[50 50 300 300]/Contents(x)/DA(/Helv 12 Tf)>>",
    ),
  );
}

/** A revision that makes the page larger. */
function withOtherPage(pdf: Uint8Array): Uint8Array {
  return append(pdf, ({ update, page }) =>
    update.set(page.ref, serialiseDict(page.dict, { MediaBox: "[0 0 900 900]" })),
  );
}
