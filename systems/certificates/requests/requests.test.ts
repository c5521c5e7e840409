import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { holdersOf } from "../../../core/directory/index.ts";
import { assertNotSuspended } from "../../../core/signing/key-ring/suspension.ts";
import { type PersonActor, type Transaction, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { demoCertificateUnit } from "../../../province/kon-tum/demo-certificates.ts";
import { addCertificates, getCertificate, type RegisteredCertificate } from "../certificate.ts";
import { formOf } from "../forms/form-of.ts";
import { writeForm } from "../forms/write-form.ts";
import { handOverCertificate } from "../hand-over-certificate.ts";
import { itUnitsOn, subjectOf } from "../managers.ts";
import { mayManage, mayRequest, maySubmit } from "../permissions.ts";
import {
  CERTIFICATE_STATES,
  CERTIFICATE_TRANSITIONS,
  type CertificateState,
  type LaterRequestKind,
  REQUEST_KINDS,
  REQUEST_STATES,
  REQUEST_TRANSITIONS,
  type RequestAction,
} from "../states.ts";
import { DAK_HA, type TestProvince, testRegister } from "../testing.ts";
import { cancelRequest } from "./cancel-request.ts";
import { completeRequest, type IssuedCertificate } from "./complete-request.ts";
import { draftLaterRequests, draftNewRequests } from "./draft-requests.ts";
import { refuseRequest } from "./refuse-request.ts";
import { getRequest } from "./request.ts";
import { submitRequest } from "./submit-request.ts";

let world: TestProvince;
let manager: PersonActor;
let clerk: PersonActor;
let holder: PersonActor;
let stranger: PersonActor;

beforeAll(async () => {
  world = await testRegister();
  await sql`insert into certificates.it_unit (id, organisation_id, unit_id, valid)
    values (gen_random_uuid(), null, ${demoCertificateUnit()}, '[2021-01-01,)')`.execute(
    world.database.queries,
  );
  const dakHa = await world.organisation(DAK_HA);
  const today = localDateOf(new Date());
  clerk = await world.actor("clerk", dakHa);
  const [one, two] = await holdersOf(world.database.queries, "specialist", dakHa, today);
  const [inCharge] = await holdersOf(world.database.queries, "specialist", demoCertificateUnit(), today);
  if (!one || !two || !inCharge) throw new Error("the province lacks people");
  holder = world.actorOf(one);
  stranger = world.actorOf(two);
  manager = world.actorOf(inCharge);
});
afterAll(() => world.close());

const run = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  transact(world.house, { actor }, work);

let serial = 4096;
const issued = (): IssuedCertificate => {
  serial += 1;
  return {
    serial: serial.toString(16),
    issuer: "CA",
    subject: "CN=Thử",
    thumbprint: null,
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2031-01-01T00:00:00Z"),
    device: "usb-token",
    deviceSerial: `T${serial}`,
  };
};

/** A certificate of the holder in a state. */
async function certificateIn(state: CertificateState): Promise<RegisteredCertificate> {
  const facts = issued();
  const [id = ""] = await run(manager, async (tx) =>
    addCertificates(
      tx,
      [
        {
          holder_kind: "person",
          holder_id: holder.personId,
          holder_name: holder.fullName,
          holder_title: holder.positionTitle,
          organisation_id: holder.organisationId,
          organisation_name: "UBND huyện Đăk Hà",
          unit_id: holder.unitId,
          unit_name: "Phòng",
          serial: facts.serial,
          issuer: facts.issuer,
          subject: facts.subject,
          thumbprint: null,
          kind: "person",
          not_before: facts.notBefore,
          not_after: facts.notAfter,
          device: "usb-token",
          device_serial: facts.deviceSerial,
          device_returned_on: null,
          state,
          replaces: null,
          last_used_at: null,
          origin: "import",
        },
      ],
      "import",
    ),
  );
  return await getCertificate(world.database.queries, id);
}

describe("the life of a certificate", () => {
  test("asked for, submitted, issued, handed over; renewed, the old one is replaced only at the hand-over", async () => {
    const [id = ""] = await run(clerk, (tx) =>
      draftNewRequests(tx, clerk, {
        kind: "person",
        device: "usb-token",
        holders: [{ kind: "person", id: holder.personId }],
        reason: "Bổ nhiệm",
      }),
    );
    await run(clerk, (tx) => submitRequest(tx, clerk, { id, reference: "12/CV-UBND" }));
    const done = await run(manager, (tx) =>
      completeRequest(world.house, tx, manager, { id, issued: issued() }),
    );
    const first = await getCertificate(world.database.queries, done.result_id ?? "");
    expect([first.state, first.holder_id]).toEqual(["issued", holder.personId]);
    expect((await run(manager, (tx) => handOverCertificate(tx, manager, first.id))).state).toBe("in-use");

    const [renewal = ""] = await run(holder, (tx) =>
      draftLaterRequests(tx, holder, { kind: "renew", certificates: [first.id], reason: "Sắp hết hạn" }),
    );
    await run(clerk, (tx) => submitRequest(tx, clerk, { id: renewal, reference: "" }));
    const renewed = await run(manager, (tx) =>
      completeRequest(world.house, tx, manager, { id: renewal, issued: issued() }),
    );
    expect((await getCertificate(world.database.queries, first.id)).state).toBe("in-use");
    await run(manager, (tx) => handOverCertificate(tx, manager, renewed.result_id ?? ""));
    expect((await getCertificate(world.database.queries, first.id)).state).toBe("replaced");
    const story = await world.database.queries
      .selectFrom("certificates.history")
      .select("action")
      .where("certificate_id", "=", first.id)
      .orderBy("id")
      .execute();
    expect(story.map((line) => line.action)).toEqual(["issue", "hand-over", "renew", "replace"]);
  });

  test("the same serial number of an issuer is never issued twice", async () => {
    const known = await certificateIn("in-use");
    const [id = ""] = await run(clerk, (tx) =>
      draftLaterRequests(tx, clerk, { kind: "renew", certificates: [known.id], reason: "Sắp hết hạn" }),
    );
    await run(clerk, (tx) => submitRequest(tx, clerk, { id, reference: "" }));
    const again = { ...issued(), serial: known.serial };
    await expect(
      run(manager, (tx) => completeRequest(world.house, tx, manager, { id, issued: again })),
    ).rejects.toMatchObject({ code: "certificates.serial-taken", field: "serial" });
    expect((await getRequest(world.database.queries, id)).state).toBe("submitted");
  });

  test.each(
    CERTIFICATE_STATES.flatMap((state) =>
      REQUEST_KINDS.flatMap((kind) => (kind === "new" ? [] : [{ state, kind }])),
    ),
  )("$kind asked of a certificate that is $state", async ({ state, kind }) => {
    const certificate = await certificateIn(state);
    const next = CERTIFICATE_TRANSITIONS[state][kind];
    const draft = run(clerk, (tx) =>
      draftLaterRequests(tx, clerk, { kind, certificates: [certificate.id], reason: "Theo quy chế" }),
    );
    if (next === undefined) {
      await expect(draft).rejects.toMatchObject({ code: "certificates.wrong-state", status: 409 });
      return;
    }
    const [id = ""] = await draft;
    await expect(
      run(clerk, (tx) =>
        draftLaterRequests(tx, clerk, { kind, certificates: [certificate.id], reason: "Lại" }),
      ),
    ).rejects.toMatchObject({ code: "certificates.already-asked" });
    await run(clerk, (tx) => submitRequest(tx, clerk, { id, reference: "" }));
    await run(manager, (tx) =>
      completeRequest(world.house, tx, manager, { id, ...(kind === "renew" ? { issued: issued() } : {}) }),
    );
    const after = await getCertificate(world.database.queries, certificate.id);
    expect(after.state).toBe(next);
    expect(after.device_returned_on !== null).toBe(kind === "return-device");
  });
});

const ACTIONS: readonly RequestAction[] = ["submit", "cancel", "complete", "refuse"];

describe("who may move a request, in every state", () => {
  test.each(ACTIONS.flatMap((action) => REQUEST_STATES.map((state) => ({ action, state }))))(
    "$action of a request that is $state",
    async ({ action, state }) => {
      const units = await itUnitsOn(world.database.queries, new Date());
      for (const actor of [manager, clerk, holder, stranger]) {
        const certificate = await certificateIn("in-use");
        const [id = ""] = await run(clerk, (tx) =>
          draftLaterRequests(tx, clerk, {
            kind: "unlock-device",
            certificates: [certificate.id],
            reason: "Khóa",
          }),
        );
        await sql`update certificates.request set state = ${state} where id = ${id}`.execute(
          world.database.queries,
        );
        const request = await getRequest(world.database.queries, id);
        const subject = subjectOf(request, units);
        const allowed =
          action === "submit"
            ? may(actor, maySubmit, subject)
            : action === "cancel"
              ? may(actor, mayRequest, subject)
              : may(actor, mayManage, units);
        const act = run(actor, async (tx) => {
          if (action === "submit") await submitRequest(tx, actor, { id, reference: "" });
          else if (action === "cancel") await cancelRequest(tx, actor, id);
          else if (action === "refuse") await refuseRequest(tx, actor, { id, answer: "Thiếu hồ sơ" });
          else await completeRequest(world.house, tx, actor, { id });
        });
        const next = REQUEST_TRANSITIONS[state][action];
        if (!allowed) await expect(act).rejects.toMatchObject({ code: "access.denied" });
        else if (next === undefined)
          await expect(act).rejects.toMatchObject({ code: "certificates.wrong-request-state" });
        else await act;
        const after = (await getRequest(world.database.queries, id)).state;
        expect(after).toBe(allowed && next !== undefined ? next : state);
      }
    },
  );

  test("managers decide, clerks submit, holders ask, strangers nothing", async () => {
    const units = await itUnitsOn(world.database.queries, new Date());
    const subject = subjectOf(await certificateIn("in-use"), units);
    const rights = [manager, clerk, holder, stranger].map((actor) => [
      may(actor, mayManage, units),
      may(actor, maySubmit, subject),
      may(actor, mayRequest, subject),
    ]);
    expect(rights).toEqual([
      [true, true, true],
      [false, true, true],
      [false, false, true],
      [false, false, false],
    ]);
  });
});

/** A key file in the house and a token of the holder, both of a certificate that the register knows. */
async function keysOf(certificateId: string): Promise<string> {
  const thumbprint = createHash("sha256").update(certificateId).digest("hex");
  const { queries } = world.database;
  await sql`update certificates.certificate set thumbprint = ${thumbprint} where id = ${certificateId}`.execute(
    queries,
  );
  const [file, token] = [uuidv7(new Date()), uuidv7(new Date())];
  await sql`insert into signing.certificate (id, owner_kind, owner_id, origin, key_box, certificate, issuers, subject, issuer,
      serial, fingerprint, not_before, not_after, state, image_sha256, created_at)
    values (${file}, 'person', ${uuidv7(new Date())}, 'upload', '\\x01', '\\x02', '{}', 'A', 'CA', '1',
      ${thumbprint}, now(), now() + interval '1 year', 'active', ${"0".repeat(64)}, now())`.execute(queries);
  await sql`insert into signing.outside_key (id, owner_kind, owner_id, kind, reference, certificate, issuers, subject, issuer,
      serial, fingerprint, not_before, not_after, image_sha256, created_at)
    values (${token}, 'person', ${holder.personId}, 'pkcs11', '{}', '\\x02', '{}', 'A', 'CA', '1', ${thumbprint}, now(),
      now() + interval '1 year', ${"0".repeat(64)}, now())`.execute(queries);
  return thumbprint;
}

/** Asked by the clerk, submitted, and done by the authority. */
async function carryOut(
  kind: LaterRequestKind,
  certificateId: string,
  by: PersonActor = manager,
): Promise<void> {
  const [id = ""] = await run(clerk, (tx) =>
    draftLaterRequests(tx, clerk, { kind, certificates: [certificateId], reason: "Mất thiết bị" }),
  );
  await run(clerk, (tx) => submitRequest(tx, clerk, { id, reference: "" }));
  await run(by, (tx) => completeRequest(world.house, tx, by, { id }));
}

test("revoking in the register destroys the key that signs in the house, and stops it on a token", async () => {
  const certificate = await certificateIn("in-use");
  const thumbprint = await keysOf(certificate.id);
  await carryOut("revoke", certificate.id);
  const { queries } = world.database;
  const { rows } = await sql<{ state: string; gone: boolean }>`select state, key_box is null as gone
    from signing.certificate where fingerprint = ${thumbprint}`.execute(queries);
  expect(rows).toEqual([{ state: "revoked", gone: true }]);
  const outside = await sql<{ ended: boolean }>`select ended_at is not null as ended from signing.outside_key
    where fingerprint = ${thumbprint}`.execute(queries);
  expect(outside.rows).toEqual([{ ended: true }]);
});

describe("suspending in the register", () => {
  const stopped = async (thumbprint: string): Promise<string | undefined> =>
    await assertNotSuspended(world.database.queries, thumbprint).then(
      () => undefined,
      (error: { code: string }) => error.code,
    );

  test.each([
    ["in-use", "suspend", "signing.suspended"],
    ["suspended", "resume", undefined],
    ["suspended", "revoke", undefined],
    ["suspended", "unlock-device", "signing.suspended"],
    ["suspended", "return-device", "signing.suspended"],
    ["in-use", "change", undefined],
  ] as const)("of a certificate that is %s: after %s its keys answer %s", async (state, kind, answer) => {
    const certificate = await certificateIn("in-use");
    const thumbprint = await keysOf(certificate.id);
    if (state === "suspended") await carryOut("suspend", certificate.id);
    await carryOut(kind, certificate.id);
    expect(await stopped(thumbprint)).toBe(answer);
    const { rows } = await sql<{ kept: boolean }>`select key_box is not null as kept from signing.certificate
      where fingerprint = ${thumbprint}`.execute(world.database.queries);
    expect(rows).toEqual([{ kept: kind !== "revoke" }]);
  });

  test.each(["clerk", "holder", "stranger"] as const)(
    "cannot be done by the %s, and then stops nothing",
    async (who) => {
      const actor = { clerk, holder, stranger }[who];
      const certificate = await certificateIn("in-use");
      const thumbprint = await keysOf(certificate.id);
      await expect(carryOut("suspend", certificate.id, actor)).rejects.toMatchObject({
        code: "access.denied",
      });
      expect(await stopped(thumbprint)).toBeUndefined();
    },
  );

  test("is told in the audit log for each key, once, and so is lifting it", async () => {
    const certificate = await certificateIn("in-use");
    const thumbprint = await keysOf(certificate.id);
    for (const kind of ["suspend", "resume"] as const) await carryOut(kind, certificate.id);
    const { rows } = await sql<{
      action: string;
      count: number;
    }>`select action, count(*)::int as count from audit.record
      where object_id in (select id::text from signing.certificate where fingerprint = ${thumbprint}
        union all select id::text from signing.outside_key where fingerprint = ${thumbprint})
      group by action order by action`.execute(world.database.queries);
    expect(rows).toEqual([
      { action: "signing.resume-certificate", count: 2 },
      { action: "signing.suspend-certificate", count: 2 },
    ]);
  });
});

describe("the official forms", () => {
  const textOf = async (pdf: Buffer): Promise<string> => {
    const file = join(mkdtempSync(join(tmpdir(), "form-")), "form.pdf");
    writeFileSync(file, pdf);
    execFileSync("qpdf", ["--check", file]);
    return execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).normalize("NFC");
  };

  test.each(REQUEST_KINDS.filter((kind) => kind !== "new"))(
    "%s: one form and one list, every field filled",
    async (kind) => {
      const states = CERTIFICATE_STATES.filter((state) => CERTIFICATE_TRANSITIONS[state][kind]);
      const certificates = await Promise.all([0, 1].map(() => certificateIn(states.at(0) ?? "in-use")));
      const ids = await run(clerk, (tx) =>
        draftLaterRequests(tx, clerk, {
          kind,
          certificates: certificates.map((each) => each.id),
          reason: "Theo quy chế quản lý",
          mobile: "0901234567",
          identityNumber: "062085001234",
        }),
      );
      const printed = await Promise.all(
        ids.map(async (id) => {
          const request = await getRequest(world.database.queries, id);
          return {
            request,
            certificate: await getCertificate(world.database.queries, request.certificate_id ?? ""),
          };
        }),
      );
      const [first] = printed;
      if (!first) throw new Error("nothing was drafted");
      const form = formOf(first.request);
      const text = await textOf(await buffer(writeForm(form, [first])));
      for (const part of [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        form.number,
        holder.fullName,
        "062085001234",
        "0901234567",
        first.certificate.serial,
        first.certificate.device_serial,
        "Theo quy chế quản lý",
      ]) {
        expect(text).toContain(part);
      }
      const list = await textOf(await buffer(writeForm(form, printed)));
      expect(list).toContain("Danh sách gồm 2 trường hợp");
      for (const { certificate } of printed) expect(list).toContain(certificate.device_serial);
    },
  );

  test("a request is printed on the form of its day", () => {
    const request = { kind: "renew", certificate_kind: "person", holder_kind: "person" } as const;
    expect(formOf({ ...request, created_at: new Date("2024-08-14T16:59:59Z") }).basis).toContain("185/2019");
    expect(formOf({ ...request, created_at: new Date("2024-08-14T17:00:00Z") }).basis).toContain("68/2024");
    expect(() => formOf({ ...request, created_at: new Date("2001-01-01T00:00:00Z") })).toThrow(
      expect.objectContaining({ code: "certificates.no-form" }),
    );
  });
});
