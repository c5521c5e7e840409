import { hash, randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localDateOf } from "../../core/calendar/index.ts";
import type { Queries } from "../../core/database/index.ts";
import { type TestDatabase, testDatabase } from "../../core/database/testing.ts";
import {
  type Appointment,
  findOrganisationsByCode,
  giveDelegation,
  holdersOf,
  type Role,
} from "../../core/directory/index.ts";
import { Refusal } from "../../core/errors.ts";
import { subscriptionTable } from "../../core/events/index.ts";
import { openFileStore } from "../../core/files/index.ts";
import { standingOf } from "../../core/identity/index.ts";
import { createLog } from "../../core/log.ts";
import { archivedContent, requestArchive } from "../../core/signing/archive/index.ts";
import { memorySource, verifyPdf } from "../../core/signing/index.ts";
import { createKeyRing } from "../../core/signing/key-ring/key-ring.ts";
import type { SignatureService } from "../../core/signing/service.ts";
import { samplePdf, samplePng } from "../../core/signing/testing/sample-pdf.ts";
import { createTestPki, type TestPki } from "../../core/signing/testing/test-pki.ts";
import type { House, Subscription } from "../../core/system.ts";
import { type DelegationKind, type PersonActor, transact } from "../../core/transaction/index.ts";
import { seedKonTum } from "../../province/kon-tum/index.ts";
import type { NamedFile } from "./outgoing/create-draft.ts";
import { documents } from "./system.ts";

/** PIN of every key in the tests. */
export const TEST_PIN = "246810";

/** The real province with its people, a real database and file store, and keys of a test authority. */
export interface TestProvince {
  readonly database: TestDatabase;
  readonly house: House;
  /** Id of the body with this QCVN 102 code. */
  organisation(code102: string): Promise<string>;
  /** The first holder of a role in a body (or unit), as an actor. */
  actor(role: Role, organisationId: string): Promise<PersonActor>;
  actorOf(appointment: Appointment): PersonActor;
  /** The second person as actor, after the first has handed these rights on for today, without any limit of scope. */
  delegateOf(
    giver: PersonActor,
    receiver: PersonActor,
    kinds: readonly DelegationKind[],
  ): Promise<PersonActor>;
  /** A letter in the store, ready to be a draft. */
  letter(): Promise<NamedFile & { readonly pageAmount: number }>;
  close(): Promise<void>;
}

const room = (name: string) => ({
  room: name,
  folder: new URL(`../../${name}/migrations/`, import.meta.url),
});

/** Codes of the organisations that the tests talk about (demo codes of the province). */
export const STTTT = "000.00.13.H34";
export const PROVINCE = "000.00.00.H34";
export const DAK_HA = "000.00.36.H34";

/**
 * @param subscriptions consumers that shall get jobs; by default nobody listens
 */
export async function testProvince(subscriptions: readonly Subscription[] = []): Promise<TestProvince> {
  const database = await testDatabase(
    [
      "core/search",
      "core/calendar",
      "core/directory",
      "core/identity",
      "core/numbering",
      "core/signing",
      "systems/documents",
    ].map(room),
  );
  await database.queries.transaction().execute((queries) => seedKonTum(queries));
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-files-"));
  const house: House = {
    config: {
      mode: "demo",
      port: 1,
      host: "127.0.0.1",
      dataDirectory: folder,
      baseUrl: "http://localhost",
      databaseUrl: undefined,
      secret: randomBytes(32),
      axis: undefined,
      pkcs11Module: undefined,
      remoteSigning: undefined,
      timestampAuthorities: [],
      trustFiles: [],
      archiveMarginDays: 90,
      maxMessageBytes: 100 * 1024 * 1024,
      maxCheckedBytes: 100 * 1024 * 1024,
    },
    database,
    subscriptions: subscriptionTable(subscriptions),
    files: await openFileStore(folder),
    log: createLog("silent"),
    services: {},
  };
  const pki = createTestPki();
  house.services.signatures = testSignatures(house, pki);
  house.services.keyRing = createKeyRing(pki.trust, pki.allGood);
  house.services.referenceData = {
    documentTypes: [
      { code: "CV", name: "Công văn", abbreviation: "" },
      { code: "QĐ", name: "Quyết định", abbreviation: "QĐ" },
      { code: "BC", name: "Báo cáo", abbreviation: "BC" },
    ],
  };
  await documents.seed?.(house);
  const today = localDateOf(new Date());
  const actorOf = (held: Appointment): PersonActor => ({
    kind: "person",
    personId: held.personId,
    appointmentId: held.id,
    organisationId: held.organisationId,
    unitId: held.unitId,
    fullName: held.fullName,
    positionTitle: held.title,
    roles: held.roles,
  });
  return {
    database,
    house,
    actorOf,
    async organisation(code102) {
      const [found] = await findOrganisationsByCode(database.queries, code102, today);
      if (!found) throw new Error(`no organisation ${code102}`);
      return found.id;
    },
    async actor(role, organisationId) {
      const [holder] = await holdersOf(database.queries, role, organisationId, today);
      if (!holder) throw new Error(`nobody is ${role} of ${organisationId}`);
      return actorOf(holder);
    },
    async delegateOf(giver, receiver, kinds) {
      await transact(house, { actor: giver }, (tx) =>
        giveDelegation(tx, giver, {
          to: receiver.appointmentId,
          kinds,
          documentTypes: [],
          units: [],
          begins: today,
          ends: today,
          basis: "Giấy ủy quyền số 05/GUQ-STTTT",
        }),
      );
      return await withDelegations(database.queries, receiver);
    },
    async letter() {
      const stored = await house.files.put(await samplePdf());
      return { ...stored, name: "cong-van.pdf", pageAmount: 1 };
    },
    close: () => database.drop(),
  };
}

/** The actor as a session of today makes it: with what is delegated to the acting post now. */
export async function withDelegations(queries: Queries, actor: PersonActor): Promise<PersonActor> {
  const standing = await standingOf(queries, actor.personId, new Date());
  const held = standing?.appointments.find(({ id }) => id === actor.appointmentId);
  const { delegations: _earlier, ...rest } = actor;
  return held && held.delegations.length > 0 ? { ...rest, delegations: held.delegations } : rest;
}

function testSignatures(house: House, pki: TestPki): SignatureService {
  const keys = new Map<string, ReturnType<typeof pki.issue>>();
  return {
    timestampAuthority: pki.timestampAuthority(),
    async openKey(owner, pin) {
      if (pin !== TEST_PIN) {
        throw new Refusal("signing.wrong-pin", 422, { vi: "Mã PIN không đúng.", en: "Wrong PIN." }, "pin");
      }
      const name = `${owner.kind}:${owner.id}`;
      const key =
        keys.get(name) ??
        pki.issue({
          commonName: owner.kind === "person" ? "Nguyễn Văn A" : "Sở Thông tin và Truyền thông",
          role: owner.kind,
        });
      keys.set(name, key);
      return { signer: key.signer, image: samplePng(0, 60, 200), subject: name };
    },
    async keysOf(owner) {
      const certificate = keys.get(`${owner.kind}:${owner.id}`)?.identity.certificate;
      if (certificate === undefined) return [];
      const [notBefore, notAfter] = [new Date(0), new Date("2049-01-01")];
      const fingerprint = hash("sha256", certificate, "hex");
      const names = { id: fingerprint, subject: "", issuer: "", serial: "" };
      return [{ ...names, kind: "software", fingerprint, notBefore, notAfter }];
    },
    heldCertificate: async () => undefined,
    archive: requestArchive,
    archivedContent,
    async verifyStored(sha256, at = new Date()) {
      return await verifyPdf(memorySource(await house.files.bytes(sha256)), {
        trust: pki.trust,
        at,
        revocation: pki.allGood,
      });
    },
  };
}
