import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Refusal } from "../../errors.ts";
import type { House } from "../../system.ts";
import { transact } from "../../transaction/index.ts";
import { decodePng } from "../appearance/png.ts";
import { parseCertificate, roleOf } from "../certificates/index.ts";
import { DEMO_PIN } from "../demo/demo-pin.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import type { KeyOwner, SignatureService } from "../service.ts";
import { pdfsig } from "../testing/judges.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { ORGANISATION_NAME, openSigningHouse, type SigningHouse } from "../testing/signing-house.ts";
import { keyRingOf } from "./key-ring.ts";
import { openKey } from "./open-key.ts";
import { resumeRegisteredKey, suspendRegisteredKey } from "./suspension.ts";
import { watchRevocations } from "./watch-revocations.ts";

let world: SigningHouse;
let house: House;
beforeAll(async () => {
  world = await openSigningHouse();
  house = await world.open();
});
afterAll(async () => await world.close());

async function leader(fullName = "Nguyễn Văn Ứng"): Promise<KeyOwner> {
  return { kind: "person", id: (await world.person(fullName, ["leader"])).personId };
}

function service(of: House = house): SignatureService {
  return keyRingOf(of).signatures;
}

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Refusal) return error;
  throw new Error(`not refused: ${String(error)}`);
}

async function actions(owner: KeyOwner): Promise<string[]> {
  const found = await sql<{ action: string }>`select action from audit.record
    where data->>'owner' = ${owner.id} order by at, id`.execute(world.database.queries);
  return found.rows.map((row) => row.action);
}

describe("demo certificates", () => {
  test("a leader and an organisation sign at once; the document is valid for both, with proven times", async () => {
    const person = await service().openKey(await leader(), DEMO_PIN);
    const seal = await service().openKey({ kind: "organisation", id: world.organisationId }, DEMO_PIN);
    const timestampAuthority = service().timestampAuthority;
    if (!timestampAuthority) throw new Error("no timestamp authority");
    const request = { level: "B-T", timestampAuthority, signedAt: new Date() } as const;
    const rect = { x: 350, y: 140, width: 170, height: 100 };
    const signed = await signPdf(await samplePdf(), {
      ...request,
      signer: person.signer,
      appearance: { kind: "person", page: 1, rect, image: person.image },
    });
    const sealed = await signPdf(signed, {
      ...request,
      signer: seal.signer,
      appearance: {
        kind: "organisation",
        page: 1,
        rect: { x: 280, y: 130, width: 102, height: 102 },
        image: seal.image,
      },
    });
    const { sha256 } = await house.files.put(sealed);
    const verdict = await service().verifyStored(sha256);
    expect(verdict.status).toBe("valid-both");
    expect(
      verdict.signatures.map((each) => [each.signer?.role, each.signer?.label, each.revocation]),
    ).toEqual([
      ["person", "demo", "good"],
      ["organisation", "demo", "good"],
    ]);
    expect(verdict.signatures.map((each) => each.time.source)).toEqual([
      "signature-timestamp",
      "signature-timestamp",
    ]);
    expect(verdict.signatures[1]?.signer?.name).toBe(ORGANISATION_NAME);
    expect(pdfsig(sealed)).toMatchObject({ found: 2, valid: 2 });
  });

  test("two first signatures at once make one certificate", async () => {
    const owner = await leader("Y Blớ");
    const keys = await Promise.all([1, 2, 3].map(() => service().openKey(owner, DEMO_PIN)));
    const serials = keys.map(
      ({ signer }) => parseCertificate(signer.certificates[0] ?? new Uint8Array()).serialNumber,
    );
    expect(new Set(serials).size).toBe(1);
    expect(await actions(owner)).toEqual(["signing.keep-certificate"]);
  });

  test("says who holds it, for whom it speaks and until when, and the picture is blue or red on nothing", async () => {
    const owner = await leader("Phạm Thị Sương");
    const held = await service().heldCertificate(owner);
    expect(held).toMatchObject({ owner, subject: "Phạm Thị Sương", state: "active" });
    expect((held?.notAfter.getTime() ?? 0) > Date.now() + 365 * 86_400_000).toBe(true);
    for (const [each, role] of [
      [owner, "person"],
      [{ kind: "organisation", id: world.organisationId }, "organisation"],
    ] as const) {
      const { image, signer } = await service().openKey(each, DEMO_PIN);
      expect(roleOf(parseCertificate(signer.certificates[0] ?? new Uint8Array()))).toBe(role);
      const { alpha, rgb } = decodePng(image);
      expect(alpha?.[0]).toBe(0);
      const inked = alpha?.indexOf(255) ?? -1;
      const [red = 0, , blue = 0] = rgb.subarray(inked * 3, inked * 3 + 3);
      expect(role === "person" ? blue > red + 80 : red > blue + 80).toBe(true);
    }
  });

  test("nobody outside the directory gets one, nor does an inner unit", async () => {
    const stranger = { kind: "person", id: "019f0000-0000-7000-8000-000000000000" } as const;
    expect((await refusalOf(service().openKey(stranger, DEMO_PIN))).code).toBe("signing.no-certificate");
    expect(await service().heldCertificate(stranger)).toBeUndefined();
  });

  test("one that does not stand under today's demo root any more is made anew", async () => {
    const owner = await leader("Lê Minh");
    const first = await service().heldCertificate(owner);
    await sql`update signing.certificate set issuers = '{}' where id = ${first?.id}`.execute(
      world.database.queries,
    );
    const second = await service().heldCertificate(owner);
    expect(second?.serial).not.toBe(first?.serial);
    const states = await sql<{ state: string; key_box: Buffer | null }>`select state, key_box
      from signing.certificate where owner_id = ${owner.id} order by created_at`.execute(
      world.database.queries,
    );
    expect(states.rows.map((row) => [row.state, row.key_box === null])).toEqual([
      ["replaced", true],
      ["active", false],
    ]);
  });
});

describe("the PIN", () => {
  test("wrong: said beside the field, with the tries left; the fifth locks for 15 minutes, even for the right one", async () => {
    const owner = await leader("Hoàng Văn Lợi");
    await service().openKey(owner, DEMO_PIN);
    const left = [];
    for (let i = 0; i < 4; i += 1) {
      const refused = await refusalOf(service().openKey(owner, `00000${i}`));
      expect([refused.code, refused.field, refused.status]).toEqual(["signing.wrong-pin", "pin", 422]);
      left.push(/Còn (\d)/.exec(refused.sentence.vi)?.[1]);
    }
    expect(left).toEqual(["4", "3", "2", "1"]);
    expect((await refusalOf(service().openKey(owner, "999999"))).code).toBe("signing.locked");
    const refused = await refusalOf(service().openKey(owner, DEMO_PIN));
    expect([refused.code, refused.field]).toEqual(["signing.locked", "pin"]);
    const ring = keyRingOf(house);
    const later = new Date(Date.now() + 15 * 60_000 + 1_000);
    expect((await openKey(house, ring, owner, DEMO_PIN, later)).subject).toBe("Hoàng Văn Lợi");
    expect(await actions(owner)).toEqual([
      "signing.keep-certificate",
      ...Array.from({ length: 4 }, () => "signing.refuse-pin"),
      "signing.lock-certificate",
    ]);
  });

  test("a hundred guesses at once are five guesses and a lock", async () => {
    const owner = await leader("Đinh Thị Hạnh");
    await service().heldCertificate(owner);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => refusalOf(service().openKey(owner, `guess ${i}`))),
    );
    expect(answers.filter((each) => each.code === "signing.wrong-pin")).toHaveLength(4);
    expect(answers.filter((each) => each.code === "signing.locked")).toHaveLength(96);
  });

  test("right: forgives earlier mistakes; an empty one costs no try", async () => {
    const owner = await leader("Siu Nhơn");
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 3; i += 1) await refusalOf(service().openKey(owner, "sai"));
      expect((await refusalOf(service().openKey(owner, ""))).code).toBe("signing.wrong-pin");
      // A fresh memory, so that the key is really opened and not remembered.
      await service(await world.open()).openKey(owner, DEMO_PIN);
    }
  });

  test("the key is nowhere in the database in the clear", async () => {
    const owner = await leader("Rơ Châm Hyui");
    await service().heldCertificate(owner);
    const { rows } = await sql<{ key_box: Buffer }>`select key_box from signing.certificate
      where owner_id = ${owner.id}`.execute(world.database.queries);
    // A PKCS#12 begins with a SEQUENCE; the box around it begins with its version.
    expect(rows[0]?.key_box[0]).toBe(1);
    const other = { ...house, config: { ...house.config, secret: Buffer.alloc(32, 9) } };
    await expect(openKey(other, keyRingOf(house), owner, "không phải")).rejects.toThrow(/does not open/);
  });
});

describe("a certificate that the register suspends", () => {
  test("opens for nobody, also where it was open a moment ago, and opens again when the suspension is lifted", async () => {
    const owner = await leader("Bùi Thị Tạm");
    await service().openKey(owner, DEMO_PIN);
    const [key] = await service().keysOf(owner);
    const fingerprint = key?.fingerprint ?? "";
    const system = { kind: "system", name: "test" } as const;
    await transact(house, { actor: system }, (tx) => suspendRegisteredKey(tx, fingerprint));
    for (const pin of [DEMO_PIN, "sai", ""])
      expect((await refusalOf(service().openKey(owner, pin))).code).toBe("signing.suspended");
    await transact(house, { actor: system }, (tx) => resumeRegisteredKey(tx, fingerprint));
    expect((await service().openKey(owner, DEMO_PIN)).subject).toBe("Bùi Thị Tạm");
    expect((await actions(owner)).slice(-2)).toEqual([
      "signing.suspend-certificate",
      "signing.resume-certificate",
    ]);
  });
});

describe("production", () => {
  test("trusts nothing of the demo authority, issues nothing, and opens no demo key left from before", async () => {
    const owner = await leader("Trần Văn Khôi");
    const { signer } = await service().openKey(owner, DEMO_PIN);
    const signed = await signPdf(await samplePdf(), { signer, level: "B-B", signedAt: new Date() });
    const production = await world.open("production");
    const { sha256 } = await production.files.put(signed);
    expect((await service(production).verifyStored(sha256)).status).toBe("unknown");
    expect((await refusalOf(service(production).openKey(owner, DEMO_PIN))).code).toBe(
      "signing.no-certificate",
    );
    expect(await service(production).heldCertificate(await leader("Vũ Anh"))).toBeUndefined();
    expect(service(production).timestampAuthority).toBeUndefined();
  });

  test("refuses to start with the demo root, with a file that is no root, and without the file", async () => {
    const root = Buffer.from(
      await (await fetch(`${world.addresses.certificateAuthority}/root.crt`)).arrayBuffer(),
    );
    const folder = mkdtempSync(join(tmpdir(), "trust-"));
    writeFileSync(`${folder}/demo.crt`, root);
    writeFileSync(`${folder}/text.pem`, "không phải chứng thư");
    await expect(world.open("production", { TRUST_FILES: `${folder}/demo.crt` })).rejects.toThrow(
      /demo authority/,
    );
    await expect(world.open("production", { TRUST_FILES: `${folder}/text.pem` })).rejects.toThrow(
      /not a certificate/,
    );
    await expect(world.open("production", { TRUST_FILES: `${folder}/none.pem` })).rejects.toThrow(
      /cannot be read/,
    );
    await rm(folder, { recursive: true });
  });
});

describe("stored verdicts", () => {
  test("a certificate revoked before signing makes the signature invalid", async () => {
    const owner = await leader("A Thút");
    const { signer } = await service().openKey(owner, DEMO_PIN);
    const { sha256 } = await house.files.put(
      await signPdf(await samplePdf(), { signer, level: "B-B", signedAt: new Date() }),
    );
    const serialNumber = parseCertificate(signer.certificates[0] ?? new Uint8Array()).serialNumber;
    expect((await service().verifyStored(sha256)).status).toBe("valid-one");
    const revoked = await fetch(`${world.addresses.certificateAuthority}/revoke`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        serialNumber,
        reason: "keyCompromise",
        at: new Date(Date.now() - 60_000).toISOString(),
      }),
    });
    expect(revoked.status).toBe(200);
    await rm(`${house.config.dataDirectory}/revocation-lists`, { recursive: true, force: true });
    const restarted = await world.open();
    const verdict = await service(restarted).verifyStored(sha256);
    expect([verdict.status, verdict.signatures[0]?.revocation]).toEqual(["invalid", "revoked"]);
    // The owner cannot go on signing with it: the watch ends its use and nobody else's.
    const other = await leader("Y Bình");
    await service(restarted).openKey(other, DEMO_PIN);
    await service(restarted).openKey(owner, DEMO_PIN);
    await watchRevocations.run(restarted, new AbortController().signal);
    expect((await refusalOf(service(restarted).openKey(owner, DEMO_PIN))).code).toBe(
      "signing.no-certificate",
    );
    expect((await service(restarted).openKey(other, DEMO_PIN)).subject).toBe("Y Bình");
    expect((await actions(owner)).at(-1)).toBe("signing.notice-revocation");
  });

  test("broken and unsigned files are verdicts, not failures; a missing one is a failure", async () => {
    const broken = await house.files.put(Buffer.from("%PDF-1.7 hỏng"));
    expect((await service().verifyStored(broken.sha256)).status).toBe("invalid");
    const unsigned = await house.files.put(await samplePdf());
    expect((await service().verifyStored(unsigned.sha256)).status).toBe("unsigned");
    await expect(service().verifyStored("0".repeat(64))).rejects.toThrow(/not in the store/);
  });

  test("while the authority is unreachable and no list is at hand, the verdict is unknown, and asked again", async () => {
    const owner = await leader("U Minh");
    const { signer } = await service().openKey(owner, DEMO_PIN);
    const signed = await signPdf(await samplePdf(), { signer, level: "B-B", signedAt: new Date() });
    const { sha256 } = await house.files.put(signed);
    const restarted = await world.open();
    await rm(`${house.config.dataDirectory}/revocation-lists`, { recursive: true, force: true });
    await world.stopAuthorities();
    const verdict = await service(restarted).verifyStored(sha256);
    expect([verdict.status, verdict.signatures[0]?.revocation]).toEqual(["unknown", "unknown"]);
    // Whoever has a certificate signs on without the authority; whoever has none is told why.
    expect((await service(restarted).openKey(owner, DEMO_PIN)).subject).toBe("U Minh");
    expect((await world.open()).services.keyRing?.trust.version).toBe(keyRingOf(house).trust.version);
    const newcomer = await leader("Y Mới");
    expect((await refusalOf(service(restarted).openKey(newcomer, DEMO_PIN))).code).toBe(
      "signing.demo-authority",
    );
  });
});
