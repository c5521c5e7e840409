import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localDateOf } from "../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../core/directory/index.ts";
import { registerRemoteKey } from "../../core/signing/key-ring/register-outside-key.ts";
import type { KeyOwner } from "../../core/signing/service.ts";
import { signing } from "../../core/signing/system.ts";
import { startDemoAuthorities } from "../../core/signing/testing/demo-authorities.ts";
import { type RemotePhone, remotePhone } from "../../core/signing/testing/remote-phone.ts";
import type { House } from "../../core/system.ts";
import { type PersonActor, type Transaction, transact } from "../../core/transaction/index.ts";
import { checkDraft } from "./outgoing/check-draft.ts";
import { createDraft } from "./outgoing/create-draft.ts";
import { parseDraftFields } from "./outgoing/draft-fields.ts";
import { submitDraft } from "./outgoing/submit-draft.ts";
import { DAK_HA, STTTT, type TestProvince, testProvince } from "./testing.ts";

/** A province whose keys, timestamps and phones are those of the stand-ins, over the wire. */
export interface PhoneProvince {
  readonly world: TestProvince;
  /** Of the authority that certifies everybody's keys. */
  readonly certificateAuthority: string;
  readonly phone: RemotePhone;
  readonly signer: PersonActor;
  readonly clerk: PersonActor;
  /** A draft that waits for the signer. @returns its id */
  checkedDraft(): Promise<string>;
  /** An account at the remote service, registered as one of the owner's keys. */
  register(actor: PersonActor, owner: KeyOwner, consent?: "otp" | "push", pin?: string): Promise<PhoneKey>;
  /** A house as after a restart: its own memory, the same database, perhaps other settings. */
  restarted(settings?: Partial<House["config"]>): Promise<House>;
  close(): Promise<void>;
}

export interface PhoneKey {
  readonly keyId: string;
  /** Of the holder at the service. */
  readonly userId: string;
}

export async function phoneProvince(): Promise<PhoneProvince> {
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-phone-"));
  const authorities = await startDemoAuthorities(folder);
  const world = await testProvince();
  const restarted = async (settings: Partial<House["config"]> = {}): Promise<House> => {
    const nowhere = "http://127.0.0.1:9";
    const standIns = { axisPage: nowhere, agencies: nowhere, ...authorities.addresses };
    const house: House = {
      ...world.house,
      config: { ...world.house.config, ...settings },
      services: { ...world.house.services, standIns },
    };
    Object.assign(house.services, await signing({ demoUsernames: [] }).provide?.(house));
    return house;
  };
  Object.assign(world.house.services, (await restarted()).services);
  const phone = remotePhone(authorities.addresses.remoteSigning);
  const sender = await world.organisation(STTTT);
  const receiver = await world.organisation(DAK_HA);
  const signer = await world.actor("leader", sender);
  const { author, head } = await drafters(world, sender);
  const run = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>) =>
    transact(world.house, { actor }, work);
  let accounts = 0;
  return {
    world,
    certificateAuthority: authorities.addresses.certificateAuthority,
    phone,
    signer,
    clerk: await world.actor("clerk", sender),
    restarted,
    async checkedDraft() {
      const file = await world.letter();
      const fields = parseDraftFields({
        documentType: "CV",
        abstract: "V/v ký số trên điện thoại",
        signer: signer.appointmentId,
        recipients: [receiver],
      });
      const draft = { fields, file, pageAmount: 1, attachments: [] };
      const { id } = await run(author, (tx) => createDraft(tx, author, draft));
      await run(author, (tx) => submitDraft(tx, author, id));
      await run(head, (tx) => checkDraft(tx, head, id));
      return id;
    },
    async register(actor, owner, consent = "otp", pin) {
      const { house } = world;
      const [own] = (await house.services.signatures?.keysOf(owner)) ?? [];
      if (own === undefined) throw new Error("the demonstration makes everybody a key file");
      accounts += 1;
      const userId = `tai-khoan-${accounts}`;
      const secret = pin === undefined ? {} : { pin };
      await phone.openAccount({ userID: userId, name: own.subject, kind: owner.kind, consent, ...secret });
      return { userId, keyId: await registerRemoteKey(house, actor, { owner, userId, image: undefined }) };
    },
    async close() {
      await authorities.stop();
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function drafters(
  world: TestProvince,
  organisationId: string,
): Promise<{ author: PersonActor; head: PersonActor }> {
  const today = localDateOf(new Date());
  for (const unit of await unitsOf(world.database.queries, organisationId, today)) {
    const [specialist] = await holdersOf(world.database.queries, "specialist", unit.id, today);
    const [leads] = await holdersOf(world.database.queries, "head-of-unit", unit.id, today);
    if (specialist && leads) return { author: world.actorOf(specialist), head: world.actorOf(leads) };
  }
  throw new Error("nobody drafts here");
}
