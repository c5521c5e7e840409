import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Refusal } from "../../errors.ts";
import type { House } from "../../system.ts";
import { type PersonActor, transact, uuidv7 } from "../../transaction/index.ts";
import { cancelAct, completeAct, findAct } from "../acts/index.ts";
import { DEMO_PIN } from "../demo/demo-pin.ts";
import type { KeyOwner, SignatureService } from "../service.ts";
import { type RemotePhone, remotePhone } from "../testing/remote-phone.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { openSigningHouse, type SigningHouse } from "../testing/signing-house.ts";
import { beginRemoteSigning } from "./begin-remote-signing.ts";
import { continueRemoteSigning } from "./continue-remote-signing.ts";
import { endOutsideKey } from "./outside-keys.ts";
import { registerRemoteKey } from "./register-outside-key.ts";
import { resumeRegisteredKey, suspendRegisteredKey } from "./suspension.ts";

let world: SigningHouse;
let house: House;
let phone: RemotePhone;
let count = 0;

beforeAll(async () => {
  world = await openSigningHouse();
  house = await world.open();
  phone = remotePhone(world.addresses.remoteSigning);
});
afterEach(() => phone.faults({}));
afterAll(() => world.close());

function service(of: House = house): SignatureService {
  if (of.services.signatures === undefined) throw new Error("no signatures");
  return of.services.signatures;
}

interface Holder {
  readonly actor: PersonActor;
  readonly owner: KeyOwner;
  readonly userId: string;
}

/** A leader with a picture and an account at the remote service. */
async function holder(consent: "otp" | "push" = "otp", nameThere?: string): Promise<Holder> {
  count += 1;
  const fullName = `Lê Thị Hạnh ${count}`;
  const person = await world.person(fullName, ["leader"]);
  const userId = `hanh-${count}`;
  const owner: KeyOwner = { kind: "person", id: person.personId };
  await service().openKey(owner, DEMO_PIN);
  await phone.openAccount({ userID: userId, name: nameThere ?? fullName, consent });
  const actor: PersonActor = {
    kind: "person",
    ...person,
    positionTitle: "Giám đốc",
    organisationId: world.organisationId,
    unitId: world.organisationId,
    roles: ["leader"],
  };
  return { owner, userId, actor };
}

async function registered(consent: "otp" | "push" = "otp"): Promise<Holder & { readonly keyId: string }> {
  const one = await holder(consent);
  const keyId = await registerRemoteKey(house, one.actor, {
    owner: one.owner,
    userId: one.userId,
    image: undefined,
  });
  return { ...one, keyId };
}

async function begin({ actor, owner, keyId }: Awaited<ReturnType<typeof registered>>) {
  const pdf = await samplePdf();
  const { sha256 } = await house.files.put(pdf);
  const begun = await beginRemoteSigning(house, actor, {
    subject: { room: "core/signing", id: uuidv7(new Date()), action: "sign" },
    owner,
    keyId,
    baseSha256: sha256,
    pdf,
    request: () => ({ level: "B-T", signedAt: new Date() }),
    arguments: { version: 3 },
  });
  return { ...begun, baseSha256: sha256 };
}

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Refusal) return error;
  throw new Error("nothing was refused", { cause: error });
}

describe("keys of an owner", () => {
  test("are listed together; a key elsewhere is not opened by PIN", async () => {
    const one = await registered();
    expect((await service().keysOf(one.owner)).map(({ kind }) => kind)).toEqual(["software", "remote"]);
    expect((await refusal(service().openKey(one.owner, DEMO_PIN, one.keyId))).code).toBe(
      "signing.key-elsewhere",
    );
    const [file] = await service().keysOf(one.owner);
    expect((await service().openKey(one.owner, DEMO_PIN, file?.id)).signer.algorithm).toBe("rsa-sha256");
    await transact(house, { actor: one.actor }, (tx) => endOutsideKey(tx, one.owner, one.keyId));
    expect((await service().keysOf(one.owner)).map(({ kind }) => kind)).toEqual(["software"]);
  });

  test("in demo mode an account is made at the stand-in for whoever has none", async () => {
    const person = await world.person("Đỗ Văn Mới", ["leader"]);
    const owner: KeyOwner = { kind: "person", id: person.personId };
    await service().openKey(owner, DEMO_PIN);
    const { actor } = await holder();
    const input = { owner, userId: "moi", image: undefined };
    await registerRemoteKey(house, { ...actor, ...person }, input);
    expect((await service().keysOf(owner)).at(-1)).toMatchObject({ kind: "remote", subject: "Đỗ Văn Mới" });
  });

  test("must bear the owner's name", async () => {
    const stranger = await holder("otp", "Người Khác");
    const register = (userId: string) =>
      refusal(registerRemoteKey(house, stranger.actor, { owner: stranger.owner, userId, image: undefined }));
    expect((await register(stranger.userId)).code).toBe("form.invalid");
    expect((await register(" ")).code).toBe("form.invalid");
    expect(await service().keysOf(stranger.owner)).toHaveLength(1);
  });
});

describe("signing on the phone", () => {
  test("a code typed within 180 s signs; the file is valid, with its time proven, and recorded once", async () => {
    const one = await registered();
    const { act, consent, baseSha256 } = await begin(one);
    expect(consent).toBe("otp");
    expect(act.expiresAt.getTime() - act.createdAt.getTime()).toBe(180_000);
    expect((await continueRemoteSigning(house, one.actor, act.id)).state).toBe("waiting");
    const otp = await phone.otp(one.userId);
    const done = await continueRemoteSigning(house, one.actor, act.id, { otp });
    if (done.state !== "signed") throw new Error(done.state);
    expect(done.arguments).toEqual({ version: 3 });
    const { signatures } = await service().verifyStored(done.sha256);
    expect(signatures.map((each) => [each.indication, each.signer?.role])).toEqual([
      ["TOTAL_PASSED", "person"],
    ]);
    const again = await continueRemoteSigning(house, one.actor, act.id, { otp });
    expect(again).toMatchObject({ state: "signed", sha256: done.sha256 });
    const complete = () =>
      transact(house, { actor: one.actor }, (tx) =>
        completeAct(tx, act.id, { baseSha256, sha256: done.sha256 }),
      );
    expect([(await complete()).completed, (await complete()).completed]).toEqual([true, false]);
  });

  test("a certificate the register suspends neither begins nor goes on; lifted, the same act goes on", async () => {
    const one = await registered();
    const { act } = await begin(one);
    const otp = await phone.otp(one.userId);
    const key = (await service().keysOf(one.owner)).find(({ id }) => id === one.keyId);
    const fingerprint = key?.fingerprint ?? "";
    const { actor } = one;
    await transact(house, { actor }, (tx) => suspendRegisteredKey(tx, fingerprint));
    expect((await refusal(begin(one))).code).toBe("signing.suspended");
    expect((await refusal(continueRemoteSigning(house, actor, act.id, { otp }))).code).toBe(
      "signing.suspended",
    );
    await transact(house, { actor }, (tx) => resumeRegisteredKey(tx, fingerprint));
    expect((await continueRemoteSigning(house, actor, act.id, { otp })).state).toBe("signed");
  });

  test("a wrong code leaves the act open; three of them end it, and the reason is kept", async () => {
    const one = await registered();
    const { act } = await begin(one);
    const wrong = (await phone.otp(one.userId)) === "000000" ? "000001" : "000000";
    const codes: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const refused = await refusal(continueRemoteSigning(house, one.actor, act.id, { otp: wrong }));
      codes.push(refused.code);
      if (n === 0) expect([refused.field, refused.status]).toEqual(["otp", 422]);
    }
    expect(codes).toEqual(["remote.wrong-otp", "remote.wrong-otp", "remote.locked"]);
    expect(await findAct(house.database.queries, act.id)).toMatchObject({
      state: "refused",
      reason: "remote.locked",
    });
  });

  test("a button pressed is noticed by a process that was started meanwhile", async () => {
    const one = await registered("push");
    const { act, consent } = await begin(one);
    expect(consent).toBe("push");
    await phone.press(one.userId, "yes");
    const restarted = await world.open();
    expect((await continueRemoteSigning(restarted, one.actor, act.id)).state).toBe("signed");
  });

  test("declining ends the act; so does its holder's second thought", async () => {
    const one = await registered("push");
    const declined = await begin(one);
    await phone.press(one.userId, "no");
    const look = (id: string) => refusal(continueRemoteSigning(house, one.actor, id));
    expect((await look(declined.act.id)).code).toBe("remote.declined");
    const cancelled = await begin(one);
    await transact(house, { actor: one.actor }, (tx) => cancelAct(tx, cancelled.act.id, one.actor.personId));
    expect((await look(cancelled.act.id)).code).toBe("signing.act-cancelled");
  });

  test("the same code sent twice at once makes one file", async () => {
    const one = await registered();
    const { act } = await begin(one);
    const otp = await phone.otp(one.userId);
    const both = await Promise.allSettled(
      [1, 2].map(() => continueRemoteSigning(house, one.actor, act.id, { otp })),
    );
    const last = await continueRemoteSigning(house, one.actor, act.id);
    if (last.state !== "signed") throw new Error(last.state);
    const made = both.flatMap((each) =>
      each.status === "fulfilled" && each.value.state === "signed" ? [each.value.sha256] : [],
    );
    expect(made.length).toBeGreaterThanOrEqual(1);
    expect(new Set(made)).toEqual(new Set([last.sha256]));
  });

  test("a network lost between code and value loses nothing; nobody else can go on with the act", async () => {
    const one = await registered();
    const { act } = await begin(one);
    const otp = await phone.otp(one.userId);
    await phone.faults({ cut: true, method: "signHash" });
    expect((await refusal(continueRemoteSigning(house, one.actor, act.id, { otp }))).code).toBe(
      "remote.unreachable",
    );
    await phone.faults({});
    const other = await holder();
    expect((await refusal(continueRemoteSigning(house, other.actor, act.id))).code).toBe(
      "signing.not-your-act",
    );
    expect((await continueRemoteSigning(house, one.actor, act.id)).state).toBe("signed");
  });

  test("neither code nor consent can be read from the database", async () => {
    const one = await registered();
    const { act } = await begin(one);
    const otp = await phone.otp(one.userId);
    await continueRemoteSigning(house, one.actor, act.id, { otp });
    const { details } = await findAct(house.database.queries, act.id);
    expect(JSON.stringify(details)).not.toContain(`"${otp}"`);
    expect(details).not.toHaveProperty("sad");
  });
});
