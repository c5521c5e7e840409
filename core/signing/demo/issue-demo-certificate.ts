import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { appointmentsOf, findOrganisation, findPerson } from "../../directory/index.ts";
import type { House } from "../../system.ts";
import { transact } from "../../transaction/index.ts";
import { buildChain, type NameAttribute, parseCertificate } from "../certificates/index.ts";
import { activeCertificate, certificatesOf, keepCertificate, parsedChain } from "../key-ring/certificates.ts";
import type { KeyRing } from "../key-ring/key-ring.ts";
import { createCertificateRequest, createPkcs12 } from "../keys/index.ts";
import type { KeyOwner } from "../service.ts";
import { DemoAuthorityError, enrolAtDemoAuthority } from "./demo-authority.ts";
import { DEMO_PIN } from "./demo-pin.ts";
import { drawSeal } from "./draw-seal.ts";
import { drawSignature } from "./draw-signature.ts";

/**
 * Demo mode only: sees to it that an owner of the directory has a demo certificate, under the public PIN. Does nothing
 * when they have one that holds, when they stopped using theirs themselves, or when nobody of that id exists.
 *
 * @throws DemoAuthorityError when the demo authority cannot be reached
 */
export async function ensureDemoCertificate(house: House, ring: KeyRing, owner: KeyOwner): Promise<void> {
  const address = house.services.standIns?.certificateAuthority;
  if (house.config.mode !== "demo" || address === undefined) return;
  const key = `${owner.kind}/${owner.id}`;
  const running =
    ring.issuing.get(key) ??
    issueIfNeeded(house, ring, owner, address).finally(() => ring.issuing.delete(key));
  ring.issuing.set(key, running);
  await running;
}

/** Makes a new demo certificate, whatever the owner had before. Nothing happens when nobody of that id exists. */
export async function issueDemoCertificate(house: House, owner: KeyOwner, address: string): Promise<void> {
  const names = await namesOf(house, owner);
  if (names === undefined) return;
  const { privateKey } = await generateRsaKey();
  const request = createCertificateRequest({ privateKey, subject: names.subject });
  const [own, ...issuers] = await enrolAtDemoAuthority(address, request, owner.kind);
  if (own === undefined) throw new DemoAuthorityError("the demo authority answered without a certificate");
  // The last one is the root, which every verifier has.
  const intermediates = issuers.slice(0, -1);
  const picture = owner.kind === "person" ? drawSignature(names.name) : drawSeal(names.name);
  const image = await house.files.put(picture);
  const pkcs12 = createPkcs12({
    privateKey,
    certificates: [own, ...intermediates],
    password: DEMO_PIN,
    friendlyName: names.name,
  });
  await transact(house, { actor: { kind: "system", name: "signing" } }, (tx) =>
    keepCertificate(tx, house.config.secret, {
      owner,
      origin: "demo",
      pkcs12,
      certificate: parseCertificate(own),
      issuers: intermediates,
      imageSha256: image.sha256,
    }),
  );
}

async function issueIfNeeded(house: House, ring: KeyRing, owner: KeyOwner, address: string): Promise<void> {
  if (await needsOne(house, ring, owner)) await issueDemoCertificate(house, owner, address);
}

/** A demo certificate is made when there never was one, or when the one there is does not hold any more. */
async function needsOne(house: House, ring: KeyRing, owner: KeyOwner): Promise<boolean> {
  const active = await activeCertificate(house.database.queries, owner);
  if (active === undefined) {
    const earlier = await certificatesOf(house.database.queries, owner);
    return earlier.length === 0;
  }
  if (active.origin !== "demo") return false;
  const { own, issuers } = parsedChain(active);
  return !buildChain(own, issuers, ring.trust, new Date()).ok;
}

async function generateRsaKey(): Promise<{ privateKey: KeyObject }> {
  return await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
}

async function namesOf(
  house: House,
  owner: KeyOwner,
): Promise<{ name: string; subject: NameAttribute[] } | undefined> {
  const { queries } = house.database;
  const now = new Date();
  const country = { type: "C", value: "VN" };
  if (owner.kind === "organisation") {
    const organisation = await findOrganisation(queries, owner.id, now);
    if (organisation === undefined || organisation.kind === "unit") return undefined;
    const { name } = organisation;
    return { name, subject: [country, { type: "O", value: name }, { type: "CN", value: name }] };
  }
  const person = await findPerson(queries, owner.id);
  const [main] = await appointmentsOf(queries, owner.id, now);
  if (person === undefined || main === undefined) return undefined;
  return {
    name: person.fullName,
    subject: [
      country,
      { type: "O", value: main.organisationName },
      { type: "title", value: main.title },
      { type: "CN", value: person.fullName },
    ],
  };
}
