import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startCertificateAuthority } from "../../../national/certificate-authority/index.ts";
import { startRemoteSigning } from "../../../national/remote-signing/index.ts";
import {
  beginExternalSignature,
  completeExternalSignature,
  externalTicketSchema,
  toBeSignedOf,
} from "../pdf/external-signature.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import { pdfsig, qpdfRewrite } from "../testing/judges.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { verifyPdf } from "../verification/index.ts";
import {
  askConsent,
  awaitConsent,
  type CscClient,
  createCscClient,
  createRemoteSigner,
  type RemoteKey,
  RemoteSigningError,
  readRemoteKey,
  signUnder,
} from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "remote-signing-"));
let authority: Awaited<ReturnType<typeof startCertificateAuthority>>;
let service: Awaited<ReturnType<typeof startRemoteSigning>>;
let client: CscClient;

beforeAll(async () => {
  authority = await startCertificateAuthority({ port: 0, dataDir: join(folder, "authority") });
  service = await startRemoteSigning({
    port: 0,
    dataDir: join(folder, "remote"),
    certificateAuthority: authority.url,
  });
  client = clientWith("thu-nghiem");
});
afterEach(() => setFaults({}));
afterAll(async () => {
  await Promise.all([service.close(), authority.close()]);
  rmSync(folder, { recursive: true, force: true });
});

function clientWith(clientSecret: string): CscClient {
  return createCscClient({
    baseUrl: `${service.url}/csc/v2`,
    clientId: "ngoc-linh",
    clientSecret,
    timeoutMs: 2_000,
  });
}

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(new URL(path, service.url), { method: "POST", body: JSON.stringify(body) });
  return await response.json();
}
const setFaults = (faults: Record<string, unknown>): Promise<unknown> => post("/faults", faults);

let people = 0;
async function account(more: Record<string, unknown> = {}): Promise<RemoteKey> {
  people += 1;
  const opened = await post("/accounts", { userID: `user-${people}`, name: "Trần Thị Bình", ...more });
  return await readRemoteKey(client, z.object({ credentialID: z.string() }).parse(opened).credentialID);
}

const pendingSchema = z.array(
  z.object({
    id: z.string(),
    credentialID: z.string(),
    otp: z.string().optional(),
    hashes: z.array(z.string()),
  }),
);
/** What the holder's phone shows. */
async function phone(key: RemoteKey) {
  const response = await fetch(new URL("/phone/pending", service.url));
  const pending = pendingSchema.parse(await response.json());
  const own = pending.find(({ credentialID }) => credentialID === key.credentialId);
  if (own === undefined) throw new Error("the phone shows nothing");
  return own;
}
async function press(key: RemoteKey, answer: "yes" | "no"): Promise<void> {
  const { id } = await phone(key);
  await fetch(new URL("/phone/confirm", service.url), {
    method: "POST",
    body: new URLSearchParams({ id, answer }),
    redirect: "manual",
  });
}
const readOtp = async (key: RemoteKey): Promise<{ otp: string }> => ({ otp: (await phone(key)).otp ?? "" });

async function failure(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RemoteSigningError) return error.code;
  throw new Error("no RemoteSigningError", { cause: error });
}

const documents = [Buffer.from("Tờ trình"), Buffer.from("Quyết định"), Buffer.from("Phụ lục")];

describe("a code from the phone", () => {
  test.each(["rsa2048", "p256"])("signs a PDF with a %s key", async (keyType) => {
    const key = await account({ keyType });
    const signer = createRemoteSigner({ client, key, consent: () => readOtp(key) });
    const signed = await signPdf(await samplePdf(), { signer, level: "B-B", signedAt: new Date() });
    expect(pdfsig(signed)).toMatchObject({ found: 1, valid: 1 });
  });

  test("that is wrong is refused, and after the third time the transaction is locked", async () => {
    const key = await account();
    await client.sendOtp(key.credentialId);
    const { otp } = await readOtp(key);
    const wrong = otp === "000000" ? "000001" : "000000";
    const guess = (): Promise<string> => failure(askConsent(client, key, documents, { otp: wrong }));
    expect([await guess(), await guess(), await guess()]).toEqual([
      "remote.wrong-otp",
      "remote.wrong-otp",
      "remote.locked",
    ]);
    expect(await failure(askConsent(client, key, documents, { otp }))).toBe("remote.locked");
  });

  test("signs several documents at once, those that were agreed to and no other", async () => {
    const key = await account();
    await client.sendOtp(key.credentialId);
    const sad = await awaitConsent(client, await askConsent(client, key, documents, await readOtp(key)));
    expect(await signUnder(client, key, sad, documents)).toHaveLength(3);
    expect(await failure(signUnder(client, key, sad, [Buffer.from("another")]))).toBe("remote.bad-answer");
  });

  test("may stand beside a PIN of the service", async () => {
    const key = await account({ pin: "4321" });
    expect(key.pin).toBe(true);
    await client.sendOtp(key.credentialId);
    const { otp } = await readOtp(key);
    expect(await failure(askConsent(client, key, documents, { otp, pin: "0000" }))).toBe("remote.wrong-pin");
    expect(await askConsent(client, key, documents, { otp, pin: "4321" })).toHaveProperty("sad");
  });
});

describe("a button on the phone", () => {
  test("is waited for, and signs when pressed", async () => {
    const key = await account({ consent: "push" });
    const authorisation = await askConsent(client, key, documents);
    const waiting = awaitConsent(client, authorisation, { everyMs: 20 });
    await press(key, "yes");
    expect(await signUnder(client, key, await waiting, documents)).toHaveLength(3);
  });

  test("that says no, or is not pressed in time, signs nothing", async () => {
    const key = await account({ consent: "push" });
    const declined = awaitConsent(client, await askConsent(client, key, documents), { everyMs: 20 });
    await press(key, "no");
    expect(await failure(declined)).toBe("remote.declined");
    const until = new Date(Date.now() + 100);
    const late = awaitConsent(client, await askConsent(client, key, documents), { everyMs: 20, until });
    expect(await failure(late)).toBe("remote.expired");
  });
});

describe("the wire", () => {
  test("a service that works longer is polled; r‖s becomes DER", async () => {
    const key = await account({ keyType: "p256", consent: "push" });
    await setFaults({ method: "signHash", polls: 3, rawEcdsa: true });
    const waiting = awaitConsent(client, await askConsent(client, key, documents), { everyMs: 20 });
    await press(key, "yes");
    expect(await signUnder(client, key, await waiting, documents, { everyMs: 10 })).toHaveLength(3);
  });

  test("a value over other bytes is never passed on", async () => {
    const key = await account({ consent: "push" });
    await setFaults({ wrongHash: true });
    const waiting = awaitConsent(client, await askConsent(client, key, documents), { everyMs: 20 });
    await press(key, "yes");
    expect(await failure(signUnder(client, key, await waiting, documents))).toBe("remote.wrong-signature");
  });

  test("a lost connection, a failing or silent service and a wrong account are told apart", async () => {
    const info = (with1 = client): Promise<string> => failure(with1.listCredentials("user-1"));
    await setFaults({ cut: true });
    expect(await info()).toBe("remote.unreachable");
    await setFaults({ status: 503 });
    expect(await info()).toBe("remote.unreachable");
    await setFaults({ delayMs: 4_000 });
    expect(await info()).toBe("remote.unreachable");
    await setFaults({});
    expect(await info(clientWith("wrong"))).toBe("remote.access-denied");
    expect(await failure(client.credential("none"))).toBe("remote.bad-answer");
  });

  test("a connection lost while the phone rings does not lose the consent", async () => {
    const key = await account({ consent: "push" });
    const authorisation = await askConsent(client, key, documents);
    await setFaults({ cut: true, times: 2, method: "authorizeCheck" });
    await press(key, "yes");
    expect(await awaitConsent(client, authorisation, { everyMs: 20 })).toMatch(/\S/);
  });
});

test("a signature comes minutes later to another process: the prepared file and its ticket are enough", async () => {
  const key = await account({ consent: "push" });
  const begun = await beginExternalSignature(await samplePdf(), { key, level: "B-B", signedAt: new Date() });
  const ticket = externalTicketSchema.parse(JSON.parse(JSON.stringify(begun.ticket)));
  const toBeSigned = toBeSignedOf(begun.prepared, ticket);
  expect(Buffer.from(toBeSigned).equals(Buffer.from(begun.toBeSigned))).toBe(true);
  const waiting = awaitConsent(client, await askConsent(client, key, [toBeSigned]), { everyMs: 20 });
  await press(key, "yes");
  const [value = new Uint8Array()] = await signUnder(client, key, await waiting, [toBeSigned]);
  const signed = await completeExternalSignature(begun.prepared, ticket, value);
  expect(pdfsig(signed)).toMatchObject({ found: 1, valid: 1 });
  // It carries the list of its pages: a file written anew by other software still tells what became of them.
  const rewritten = qpdfRewrite(signed, "--rotate=90:1");
  const trust = { version: "none", anchors: [] };
  const [moved] = (await verifyPdf(rewritten, { trust, offline: true })).signatures;
  expect(moved?.pageDifferences).toEqual([{ kind: "rotated", pages: [1] }]);

  const other = Buffer.from(begun.prepared);
  other[200] = (other[200] ?? 0) ^ 1;
  await expect(completeExternalSignature(other, ticket, value)).rejects.toMatchObject({
    code: "pdf.self-check",
  });
});
