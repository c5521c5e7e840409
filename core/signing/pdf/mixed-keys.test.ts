import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startCertificateAuthority } from "../../../national/certificate-authority/index.ts";
import { startRemoteSigning } from "../../../national/remote-signing/index.ts";
import { createHttpRevocationSource, type RevocationSource } from "../certificates/index.ts";
import { createPkcs12, openPkcs11Signer, openPkcs12, type Pkcs11Signer } from "../keys/index.ts";
import { createCscClient, createRemoteSigner, readRemoteKey } from "../remote/index.ts";
import { pdfsig, qpdfCheck } from "../testing/judges.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { SOFTHSM_MODULE, type SoftToken, softToken, TOKEN_PIN } from "../testing/soft-token.ts";
import { createTestPki } from "../testing/test-pki.ts";
import type { Signer, TimestampAuthority } from "../types.ts";
import { verifyPdf } from "../verification/index.ts";
import { beginExternalSignature, completeExternalSignature } from "./external-signature.ts";
import { signPdf } from "./sign-pdf.ts";

const KINDS = ["software", "pkcs11", "remote", "elsewhere"] as const;
type Kind = (typeof KINDS)[number];

const folder = mkdtempSync(join(tmpdir(), "mixed-keys-"));
const pki = createTestPki();
let timestampAuthority: TimestampAuthority;
let token: SoftToken;
let authority: Awaited<ReturnType<typeof startCertificateAuthority>>;
let service: Awaited<ReturnType<typeof startRemoteSigning>>;
let signers: Readonly<Record<Kind, Signer>>;
let tokenSigner: Pkcs11Signer;
let demoRoot: Uint8Array;

beforeAll(async () => {
  timestampAuthority = pki.timestampAuthority();
  const file = pki.issue({ commonName: "Nguyễn Văn Tệp", key: "rsa" });
  const onToken = pki.issue({ commonName: "Trần Thị Thẻ" });
  const elsewhere = pki.issue({ commonName: "Phạm Văn Máy Trạm", key: "rsa" });
  token = softToken("Thẻ ký");
  token.importKey("0a", "sign", onToken.identity, [pki.sub.certificate]);
  tokenSigner = await openPkcs11Signer({
    module: SOFTHSM_MODULE,
    tokenLabel: "Thẻ ký",
    keyLabel: "sign",
    pin: TOKEN_PIN,
    environment: token.environment,
  });
  authority = await startCertificateAuthority({ port: 0, dataDir: join(folder, "authority") });
  service = await startRemoteSigning({
    port: 0,
    dataDir: join(folder, "remote"),
    certificateAuthority: authority.url,
  });
  demoRoot = new Uint8Array(await (await fetch(`${authority.url}/root.crt`)).arrayBuffer());
  const p12 = createPkcs12({
    privateKey: file.identity.privateKey,
    certificates: [file.identity.certificate, pki.sub.certificate],
    password: "gà gáy",
  });
  signers = {
    software: await openPkcs12(p12, "gà gáy"),
    pkcs11: tokenSigner,
    remote: await remoteSigner(),
    elsewhere: elsewhere.signer,
  };
});
afterAll(async () => {
  await Promise.all([tokenSigner.close(), service.close(), authority.close()]);
  token.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A key at the stand-in, whose holder reads the code from the phone each time. */
async function remoteSigner(): Promise<Signer> {
  const client = createCscClient({
    baseUrl: `${service.url}/csc/v2`,
    clientId: "ngoc-linh",
    clientSecret: "thu-nghiem",
  });
  const opened = await fetch(`${service.url}/accounts`, {
    method: "POST",
    body: JSON.stringify({ userID: "dien-thoai", name: "Lê Thị Điện Thoại" }),
  });
  const { credentialID } = z.object({ credentialID: z.string() }).parse(await opened.json());
  const consent = async () => {
    const pending = z
      .array(z.object({ otp: z.string() }))
      .parse(await (await fetch(`${service.url}/phone/pending`)).json());
    return { otp: pending.at(-1)?.otp ?? "" };
  };
  return createRemoteSigner({ client, key: await readRemoteKey(client, credentialID), consent });
}

async function addSignature(pdf: Uint8Array, kind: Kind): Promise<Uint8Array> {
  const request = { level: "B-T", timestampAuthority, signedAt: new Date() } as const;
  const signer = signers[kind];
  if (kind !== "elsewhere") return await signPdf(pdf, { ...request, signer });
  // The key is where the bytes are carried to: the two halves meet over a ticket.
  const begun = await beginExternalSignature(pdf, { ...request, key: signer });
  const value = await signer.sign(begun.toBeSigned.slice());
  return await completeExternalSignature(begun.prepared, begun.ticket, value, timestampAuthority);
}

/** The signers of memory have their lists in memory, those of the demo authority theirs on the wire. */
const overTheWire = createHttpRevocationSource();
const revocation: RevocationSource = {
  async status(certificate, issuer, at) {
    const known = await pki.allGood.status(certificate, issuer, at);
    return known.status === "unknown" ? await overTheWire.status(certificate, issuer, at) : known;
  },
};

/** Signs in this order and looks at the whole file after every signature. */
async function expectAllValid(order: readonly Kind[]): Promise<void> {
  const trust = {
    ...pki.trust,
    anchors: [...pki.trust.anchors, { certificate: demoRoot, label: "demo" as const }],
  };
  let pdf: Uint8Array = await samplePdf();
  for (const kind of order) {
    const before = pdf;
    pdf = await addSignature(pdf, kind);
    expect(Buffer.from(pdf.subarray(0, before.length)).equals(Buffer.from(before))).toBe(true);
  }
  const verdict = await verifyPdf(pdf, { trust, revocation });
  expect(verdict.signatures.map(({ indication, counts }) => [indication, counts])).toEqual(
    order.map(() => ["TOTAL_PASSED", true]),
  );
  expect(pdfsig(pdf)).toMatchObject({ found: order.length, valid: order.length });
  expect(qpdfCheck(pdf)).toBe("");
}

const pairs = KINDS.flatMap((first) => KINDS.map((second) => [first, second] as const));

test.each(pairs)("a %s key, then a %s key: both signatures are valid", async (first, second) => {
  await expectAllValid([first, second]);
});

test.each([3, 4, 5, 6, 7, 8, 9, 10])(
  "%i signers with all kinds of key: every signature is valid",
  async (count) => {
    await expectAllValid(
      Array.from({ length: count }, (_, n) => KINDS[(n * 3 + count) % KINDS.length] ?? "software"),
    );
  },
);
