import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type RunningServer, startCertificateAuthority } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "responder-"));
/** Runs beside us, not instead of us: the responder it asks lives in this process. */
const openssl = (...args: string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile("/usr/bin/openssl", args, { cwd: folder, encoding: "utf8", timeout: 20_000 }, (_, out, err) =>
      resolve(out + err),
    );
  });
let authority: RunningServer;
let serialNumber = "";

beforeAll(async () => {
  authority = await startCertificateAuthority({ port: 0, dataDir: join(folder, "data") });
  for (const name of ["sub", "root"]) {
    const der = await (await fetch(`${authority.url}/${name}.crt`)).bytes();
    writeFileSync(join(folder, `${name}.der`), der);
    await openssl("x509", "-inform", "DER", "-in", `${name}.der`, "-out", `${name}.pem`);
  }
  serialNumber = await enrol("leaf", "rsa:2048");
});
afterAll(async () => {
  await authority.close();
  rmSync(folder, { recursive: true, force: true });
});

async function enrol(name: string, ...key: string[]): Promise<string> {
  const subject = "/C=VN/O=Sở Nội vụ/CN=Nguyễn Văn An";
  const files = ["-keyout", `${name}.key`, "-out", `${name}.csr`];
  await openssl("req", "-new", "-utf8", "-newkey", ...key, "-nodes", ...files, "-subj", subject);
  const body = JSON.stringify({ request: readFileSync(join(folder, `${name}.csr`), "utf8"), kind: "person" });
  const answer = await (await fetch(`${authority.url}/enrol`, { method: "POST", body })).json();
  const made = z.object({ serialNumber: z.string(), pem: z.string() }).parse(answer);
  writeFileSync(
    join(folder, `${name}.pem`),
    `${made.pem.split("-----END CERTIFICATE-----")[0]}-----END CERTIFICATE-----\n`,
  );
  return made.serialNumber;
}

const ask = (...extra: string[]) =>
  openssl(
    ...["ocsp", "-issuer", "sub.pem", "-url", `${authority.url}/ocsp`, "-CAfile", "root.pem"],
    ...["-verify_other", "sub.pem", ...extra],
  );
const faults = (body: object) =>
  fetch(`${authority.url}/faults`, { method: "POST", body: JSON.stringify(body) });

describe("the OCSP responder of the demo authority, as openssl sees it", () => {
  it("says good of what was issued, unknown of what was not, by SHA-1 and by SHA-256", async () => {
    const good = await ask("-cert", "leaf.pem");
    expect(good).toContain("Response verify OK");
    expect(good).toContain("leaf.pem: good");
    expect(good).not.toContain("WARNING: no nonce");
    expect(await ask("-sha256", "-cert", "leaf.pem")).toContain("leaf.pem: good");
    expect(await ask("-serial", "0x1234")).toContain("0x1234: unknown");
  });

  it("answers for its own certificate by the root's key", async () => {
    const said = await openssl(
      ...["ocsp", "-issuer", "root.pem", "-cert", "sub.pem", "-url", `${authority.url}/ocsp`],
      ...["-CAfile", "root.pem"],
    );
    expect(said).toContain("sub.pem: good");
  });

  it("answers a question in the address, too", async () => {
    await openssl("ocsp", "-issuer", "sub.pem", "-cert", "leaf.pem", "-no_nonce", "-reqout", "q.der");
    const text = encodeURIComponent(readFileSync(join(folder, "q.der")).toString("base64"));
    const reply = await fetch(`${authority.url}/ocsp/${text}`);
    expect(reply.headers.get("content-type")).toBe("application/ocsp-response");
    writeFileSync(join(folder, "a.der"), await reply.bytes());
    const said = await openssl(
      "ocsp",
      "-respin",
      "a.der",
      "-issuer",
      "sub.pem",
      "-cert",
      "leaf.pem",
      "-CAfile",
      "root.pem",
      "-verify_other",
      "sub.pem",
      "-no_nonce",
    );
    expect(said).toContain("leaf.pem: good");
  });

  it("names itself in what it issues", async () => {
    const printed = await openssl("x509", "-in", "leaf.pem", "-noout", "-text");
    expect(printed).toContain(`OCSP - URI:${authority.url}/ocsp`);
    expect(printed).toContain(`CA Issuers - URI:${authority.url}/sub.crt`);
  });

  it("says revoked, with time and reason, at once", async () => {
    const body = JSON.stringify({ serialNumber, reason: "keyCompromise" });
    expect((await fetch(`${authority.url}/revoke`, { method: "POST", body })).status).toBe(200);
    const said = await ask("-cert", "leaf.pem");
    expect(said).toContain("leaf.pem: revoked");
    expect(said).toContain("Reason: keyCompromise");
  });

  it.each([
    [["rsa:3072"], "3072 bit"],
    [["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "256 bit"],
    [["ec", "-pkeyopt", "ec_paramgen_curve:P-384"], "384 bit"],
  ] as const)("issues for %j and answers for it", async (key, size) => {
    await enrol("kind", ...key);
    expect(await openssl("x509", "-in", "kind.pem", "-noout", "-text")).toContain(`(${size})`);
    expect(await ask("-cert", "kind.pem")).toContain("kind.pem: good");
  });

  it.each<[object, string]>([
    [{ tryLater: true }, "trylater"],
    [{ unknown: true }, "leaf.pem: unknown"],
    [{ wrongSignature: true }, "Response Verify Failure"],
    [{ wrongNonce: true }, "Nonce Verify error"],
    [{ stale: true }, "Status times invalid"],
    [{ status: 503 }, "Code=503"],
    [{ cut: true }, "Error querying OCSP responder"],
  ])("with the fault %j openssl says %s", async (fault, words) => {
    await faults(fault);
    expect((await ask("-cert", "leaf.pem")).toLowerCase()).toContain(words.toLowerCase());
    await faults({});
  });

  it("refuses what is no question", async () => {
    for (const body of ["", "{}", Buffer.from([0x30, 0x03, 0x02, 0x01, 0x01])]) {
      const reply = await (await fetch(`${authority.url}/ocsp`, { method: "POST", body })).bytes();
      expect(Buffer.from(reply).toString("hex")).toBe("30030a0101");
    }
  });
});
