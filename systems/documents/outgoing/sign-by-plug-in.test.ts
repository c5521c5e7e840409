import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { localDateOf } from "../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../core/directory/index.ts";
import { createApp } from "../../../core/http/index.ts";
import { testParts } from "../../../core/http/testing.ts";
import { listSignatures, type PlugInCall, signPdf } from "../../../core/signing/index.ts";
import type { KeyOwner } from "../../../core/signing/service.ts";
import { signing } from "../../../core/signing/system.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { signaturesOf } from "../services.ts";
import { DAK_HA, STTTT, TEST_PIN, type TestProvince, testProvince } from "../testing.ts";
import { checkDraft } from "./check-draft.ts";
import { createDraft } from "./create-draft.ts";
import { parseDraftFields } from "./draft-fields.ts";
import { numberDocument } from "./number-document.ts";
import { getOutgoing } from "./outgoing.ts";
import { beginSigningByPlugIn, cancelSigning, openSigningOf } from "./sign-by-plug-in.ts";
import { signDocument } from "./sign-document.ts";
import { sealStep, signStep } from "./signing-steps.ts";
import { submitDraft } from "./submit-draft.ts";

let world: TestProvince;
let app: ReturnType<typeof createApp>;
let author: PersonActor;
let head: PersonActor;
let signer: PersonActor;
let clerk: PersonActor;
let receiver: string;
let id: string;

beforeAll(async () => {
  world = await testProvince();
  app = createApp(world.house, testParts([signing({ demoUsernames: [] })]));
  const sender = await world.organisation(STTTT);
  receiver = await world.organisation(DAK_HA);
  signer = await world.actor("leader", sender);
  clerk = await world.actor("clerk", sender);
  const today = localDateOf(new Date());
  for (const unit of await unitsOf(world.database.queries, sender, today)) {
    const [specialist] = await holdersOf(world.database.queries, "specialist", unit.id, today);
    const [leads] = await holdersOf(world.database.queries, "head-of-unit", unit.id, today);
    if (specialist && leads) [author, head] = [world.actorOf(specialist), world.actorOf(leads)];
  }
});
afterAll(() => world.close());

beforeEach(async () => {
  const file = await world.letter();
  const fields = parseDraftFields({
    documentType: "CV",
    abstract: "V/v báo cáo",
    signer: signer.appointmentId,
    recipients: [receiver],
  });
  const run = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>) =>
    transact(world.house, { actor }, work);
  const draft = { fields, file, pageAmount: 1, attachments: [] };
  id = (await run(author, (tx) => createDraft(tx, author, draft))).id;
  await run(author, (tx) => submitDraft(tx, author, id));
  await run(head, (tx) => checkDraft(tx, head, id));
});

const local = (address: string): string => address.slice(world.house.config.baseUrl.length);
const document = () => getOutgoing(world.database.queries, id);

/** What the plug-in does: fetches the file, signs it with the holder's token, brings it back. */
async function plugIn({ parameters }: PlugInCall, owner: KeyOwner): Promise<boolean> {
  const { signer: key } = await signaturesOf(world.house).openKey(owner, TEST_PIN);
  const fetched = await app.request(local(parameters.FileName));
  const signed = await signPdf(new Uint8Array(await fetched.arrayBuffer()), {
    signer: key,
    level: "B-B",
    signedAt: new Date(),
  });
  const response = await app.request(local(parameters.FileUploadHandler), {
    method: "POST",
    headers: { "content-type": "application/pdf" },
    body: Uint8Array.from(signed),
  });
  const reply: { Status?: unknown } = await response.json();
  return reply.Status === true;
}

describe("the token at the signer's computer", () => {
  test("signs for the person and seals for the organisation; the document moves on as with any other key", async () => {
    const person = { kind: "person", id: signer.personId } as const;
    const call = await beginSigningByPlugIn(world.house, signer, signStep, id);
    expect(call.call).toBe("vgca_sign_approved");
    expect((await openSigningOf(world.house, await document()))?.id).toBe(call.act.id);
    expect(await plugIn(call, person)).toBe(true);
    expect((await document()).state).toBe("signed");
    await numberDocument(world.house, clerk, { id });
    const seal = await beginSigningByPlugIn(world.house, clerk, sealStep, id);
    const { code_number_text, code_notation } = await document();
    expect(seal.parameters.DocNumber).toBe(`${code_number_text}/${code_notation}`);
    expect(await plugIn(seal, { kind: "organisation", id: signer.organisationId })).toBe(true);
    const sealed = await document();
    expect(sealed.state).toBe("sealed");
    expect(listSignatures(await world.house.files.bytes(sealed.file_sha256))).toHaveLength(2);
    expect((await signaturesOf(world.house).verifyStored(sealed.file_sha256)).status).toBe("valid-both");
    const revisions = await world.database.queries
      .selectFrom("documents.revision")
      .select("kind")
      .where("outgoing_id", "=", id)
      .orderBy("number")
      .execute();
    expect(revisions.map(({ kind }) => kind)).toEqual(["draft", "signed", "numbered", "sealed"]);
  });

  test("of somebody else is refused and the document stays where it was", async () => {
    const call = await beginSigningByPlugIn(world.house, signer, signStep, id);
    await signaturesOf(world.house).openKey({ kind: "person", id: signer.personId }, TEST_PIN);
    expect(await plugIn(call, { kind: "organisation", id: signer.organisationId })).toBe(false);
    expect((await document()).state).toBe("checked");
  });

  test("brings nothing after the signer cancelled, or signed with another key meanwhile", async () => {
    const person = { kind: "person", id: signer.personId } as const;
    const first = await beginSigningByPlugIn(world.house, signer, signStep, id);
    await cancelSigning(world.house, signer, await document());
    await expect(plugIn(first, person)).rejects.toThrow();
    const second = await beginSigningByPlugIn(world.house, signer, signStep, id);
    await signDocument(world.house, signer, { id, pin: TEST_PIN, level: "B-B" });
    expect(await plugIn(second, person)).toBe(false);
    expect((await document()).state).toBe("signed");
  });

  test("is asked of nobody who may not sign, nor before the step", async () => {
    await expect(beginSigningByPlugIn(world.house, clerk, signStep, id)).rejects.toThrow();
    await expect(beginSigningByPlugIn(world.house, clerk, sealStep, id)).rejects.toThrow();
  });
});
