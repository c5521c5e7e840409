import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Refusal } from "../../../core/errors.ts";
import { DEMO_PIN, findAct, listSignatures } from "../../../core/signing/index.ts";
import type { KeyOwner } from "../../../core/signing/service.ts";
import { signaturesOf } from "../services.ts";
import { type PhoneKey, type PhoneProvince, phoneProvince } from "../testing-phone.ts";
import { numberDocument } from "./number-document.ts";
import { getOutgoing } from "./outgoing.ts";
import { signDocument } from "./sign-document.ts";
import { beginAgainOnPhone, beginSigningOnPhone, continueSigningOnPhone } from "./sign-on-phone.ts";
import { sealStep, signStep } from "./signing-steps.ts";

let province: PhoneProvince;
let person: KeyOwner;
let organisation: KeyOwner;
let otp: PhoneKey;
let push: PhoneKey;
let stamp: PhoneKey;
let id: string;

beforeAll(async () => {
  province = await phoneProvince();
  const { signer, clerk } = province;
  person = { kind: "person", id: signer.personId };
  organisation = { kind: "organisation", id: clerk.organisationId };
  otp = await province.register(signer, person);
  push = await province.register(signer, person, "push");
  stamp = await province.register(clerk, organisation);
});
afterEach(() => province.phone.faults({}));
afterAll(() => province.close());
beforeEach(async () => {
  id = await province.checkedDraft();
});

const house = () => province.world.house;
const document = () => getOutgoing(province.world.database.queries, id);
const begin = ({ keyId }: PhoneKey) => beginSigningOnPhone(house(), province.signer, signStep, { id, keyId });
const go = (actId: string, given?: { otp?: string }) =>
  continueSigningOnPhone(house(), province.signer, id, actId, given);
const act = (actId: string) => findAct(house().database.queries, actId);

async function revisions(): Promise<string[]> {
  const rows = await house()
    .database.queries.selectFrom("documents.revision")
    .select("kind")
    .where("outgoing_id", "=", id)
    .orderBy("number")
    .execute();
  return rows.map(({ kind }) => kind);
}

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Refusal) return error;
  throw new Error("nothing was refused", { cause: error });
}

function otherThan(code: string): string {
  return code === "000000" ? "000001" : "000000";
}

describe("the leader on the phone, the organisation on the phone", () => {
  test("sign and seal; the document moves on as with any other key and both signatures hold", async () => {
    const { id: signing } = await begin(otp);
    expect(await go(signing)).toBe("waiting");
    expect(await go(signing, { otp: await province.phone.otp(otp.userId) })).toBe("done");
    expect((await document()).state).toBe("signed");

    const { clerk } = province;
    await numberDocument(house(), clerk, { id });
    const sealing = await beginSigningOnPhone(house(), clerk, sealStep, { id, keyId: stamp.keyId });
    const code = { otp: await province.phone.otp(stamp.userId) };
    expect(await continueSigningOnPhone(house(), clerk, id, sealing.id, code)).toBe("done");
    const sealed = await document();
    expect(sealed.state).toBe("sealed");
    expect(sealed.sealed_at).toBeInstanceOf(Date);
    const file = await house().files.bytes(sealed.file_sha256);
    expect(sealed.file_size).toBe(file.length);
    const [leader, seal] = listSignatures(file);
    expect([leader?.place?.page, seal?.place?.page]).toEqual([1, 1]);
    expect((await signaturesOf(house()).verifyStored(sealed.file_sha256)).status).toBe("valid-both");
    expect(await revisions()).toEqual(["draft", "signed", "numbered", "sealed"]);
  });

  test("a place that was chosen is kept, also when the phone rings again", async () => {
    const place = { page: 1, rect: { x: 60, y: 70, width: 120, height: 50 } };
    const first = await beginSigningOnPhone(house(), province.signer, signStep, {
      id,
      keyId: otp.keyId,
      place,
    });
    const second = await beginAgainOnPhone(house(), province.signer, id, first.id);
    expect(second.id).not.toBe(first.id);
    expect((await act(first.id)).reason).toBe("signing.act-superseded");
    expect(await go(second.id, { otp: await province.phone.otp(otp.userId) })).toBe("done");
    const [drawn] = listSignatures(await house().files.bytes((await document()).file_sha256));
    expect(drawn?.place).toMatchObject(place);
  });
});

describe("one effect", () => {
  test("two presses begin one act, and the phone rings once", async () => {
    const [one, two] = await Promise.all([begin(push), begin(push)]);
    expect(one.id).toBe(two.id);
    await province.phone.press(push.userId, "yes");
    // Nothing else waits there.
    await expect(province.phone.otp(push.userId)).rejects.toThrow("nothing waits");
    expect(await go(one.id)).toBe("done");
  });

  test("two tabs with the same code, and any look afterwards, sign once", async () => {
    const { id: actId } = await begin(otp);
    const given = { otp: await province.phone.otp(otp.userId) };
    const both = await Promise.all([go(actId, given), go(actId, given)]);
    expect(both).toContain("done");
    expect(await go(actId)).toBe("done");
    expect(await revisions()).toEqual(["draft", "signed"]);
  });

  test("of two keys the first signature counts; the other is told that the document moved on", async () => {
    const { id: actId } = await begin(otp);
    await signDocument(house(), province.signer, { id, pin: DEMO_PIN });
    const late = await refusal(go(actId, { otp: await province.phone.otp(otp.userId) }));
    expect(late.code).toBe("signing.act-base-changed");
    expect(await act(actId)).toMatchObject({ state: "refused", reason: "signing.act-base-changed" });
    expect(await revisions()).toEqual(["draft", "signed"]);
  });

  test("a process that was started meanwhile goes on", async () => {
    const { id: actId } = await begin(push);
    await province.phone.press(push.userId, "yes");
    const later = await province.restarted();
    expect(await continueSigningOnPhone(later, province.signer, id, actId)).toBe("done");
    expect((await document()).state).toBe("signed");
  });
});

describe("what does not come about leaves the document as it was", () => {
  test("a wrong code is said beside its field; three of them end the act", async () => {
    // An account of its own: the service locks it.
    const own = await province.register(province.signer, person);
    const { id: actId } = await begin(own);
    const wrong = { otp: otherThan(await province.phone.otp(own.userId)) };
    expect(await refusal(go(actId, wrong))).toMatchObject({ code: "remote.wrong-otp", field: "otp" });
    expect((await refusal(go(actId, wrong))).code).toBe("remote.wrong-otp");
    expect((await refusal(go(actId, wrong))).code).toBe("remote.locked");
    expect((await act(actId)).state).toBe("refused");
    expect((await document()).state).toBe("checked");
  });

  test("a code after 180 seconds is refused", async () => {
    const { id: actId } = await begin(otp);
    const code = await province.phone.otp(otp.userId);
    await sql`update signing.act set expires_at = now() - interval '1 second' where id = ${actId}`.execute(
      house().database.queries,
    );
    expect((await refusal(go(actId, { otp: code }))).code).toBe("signing.act-expired");
    expect((await document()).state).toBe("checked");
  });

  test.each(["a button", "a code"])("declining %s ends the act; the next one is open again", async (how) => {
    const key = how === "a button" ? push : otp;
    const { id: actId } = await begin(key);
    const given = how === "a button" ? {} : { otp: await province.phone.otp(key.userId) };
    await province.phone.press(key.userId, "no");
    expect((await refusal(go(actId, given))).code).toBe("remote.declined");
    expect((await document()).state).toBe("checked");
    const next = await beginAgainOnPhone(house(), province.signer, id, actId);
    if (how === "a button") await province.phone.press(key.userId, "yes");
    const agreed = how === "a button" ? {} : { otp: await province.phone.otp(key.userId) };
    expect(await go(next.id, agreed)).toBe("done");
  });

  test("a service that is away is said at once", async () => {
    await province.phone.faults({ status: 503, method: "sendOTP" });
    expect((await refusal(begin(otp))).code).toBe("remote.unreachable");
    expect((await document()).state).toBe("checked");
  });

  test("nobody begins who may not sign, with a key of somebody else, or on another's act", async () => {
    const { signer, clerk } = province;
    await expect(beginSigningOnPhone(house(), clerk, signStep, { id, keyId: otp.keyId })).rejects.toThrow();
    expect((await refusal(begin(stamp))).code).toBe("not-found");
    const { id: actId } = await begin(otp);
    const code = { otp: await province.phone.otp(otp.userId) };
    expect((await refusal(continueSigningOnPhone(house(), clerk, id, actId, code))).code).toBe(
      "signing.not-your-act",
    );
    const other = await province.checkedDraft();
    expect((await refusal(continueSigningOnPhone(house(), signer, other, actId, code))).code).toBe(
      "not-found",
    );
  });
});
