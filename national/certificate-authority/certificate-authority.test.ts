import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type CertificateAuthorityOptions, policyOids, startCertificateAuthority } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "authority-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const openssl = (...args: string[]): string =>
  execFileSync("/usr/bin/openssl", args, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

const subject = "/C=VN/O=Sở Thông tin và Truyền thông/CN=Nguyễn Văn An";
openssl(
  "req",
  "-new",
  "-utf8",
  "-newkey",
  "rsa:2048",
  "-nodes",
  "-keyout",
  "rsa.key",
  "-out",
  "rsa.csr",
  "-subj",
  subject,
);
const ecKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
openssl("req", "-new", "-utf8", ...ecKey, "-nodes", "-keyout", "ec.key", "-out", "ec.csr", "-subj", subject);
const request = (name: string): string => readFileSync(join(folder, name), "utf8");

const enrolled = z.object({
  serialNumber: z.string(),
  chain: z.array(z.string()).length(3),
  pem: z.string(),
});

async function withAuthority<T>(
  dataDir: string,
  act: (url: string) => Promise<T>,
  options: Partial<CertificateAuthorityOptions> = {},
): Promise<T> {
  const authority = await startCertificateAuthority({ port: 0, dataDir: join(folder, dataDir), ...options });
  try {
    return await act(authority.url);
  } finally {
    await authority.close();
  }
}

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
const enrol = async (url: string, name = "ec.csr", kind = "person") =>
  enrolled.parse(await (await post(`${url}/enrol`, { request: request(name), kind })).json());
const fetched = async (url: string, file: string): Promise<void> =>
  writeFileSync(join(folder, file), new Uint8Array(await (await fetch(url)).arrayBuffer()));

describe("the demo certificate authority", () => {
  it.each([
    ["rsa.csr", "person"],
    ["ec.csr", "organisation"],
  ] as const)("issues a certificate for %s that openssl verifies, marked as a %s", async (name, kind) => {
    await withAuthority("a", async (url) => {
      const { chain, pem } = await enrol(url, name, kind);
      expect(pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
      for (const [file, index] of [
        ["leaf.der", 0],
        ["sub.der", 1],
        ["root.der", 2],
      ] as const) {
        writeFileSync(join(folder, file), Buffer.from(chain[index] ?? "", "base64"));
        openssl("x509", "-inform", "DER", "-in", file, "-out", file.replace(".der", ".pem"));
      }
      await fetched(`${url}/crl`, "crl.der");
      await fetched(`${url}/root.crl`, "root-crl.der");
      openssl("crl", "-inform", "DER", "-in", "crl.der", "-out", "crl.pem");
      openssl("crl", "-inform", "DER", "-in", "root-crl.der", "-out", "root-crl.pem");
      const lists = ["-crl_check_all", "-CRLfile", "crl.pem", "-CRLfile", "root-crl.pem"];
      const verified = openssl(
        "verify",
        "-x509_strict",
        ...lists,
        "-CAfile",
        "root.pem",
        "-untrusted",
        "sub.pem",
        "leaf.pem",
      );
      expect(verified).toContain("leaf.pem: OK");
      const printed = openssl("x509", "-in", "leaf.pem", "-noout", "-text", "-nameopt", "utf8");
      expect(printed).toContain("Demo - Chứng thư Thử nghiệm");
      expect(printed).toContain(`Policy: ${policyOids[kind]}`);
      expect(printed).toContain(`URI:${url}/crl`);
    });
  });

  it("lists a revoked certificate at once, signed anew", async () => {
    await withAuthority("a", async (url) => {
      const { serialNumber } = await enrol(url);
      await fetched(`${url}/crl`, "before.der");
      expect((await post(`${url}/revoke`, { serialNumber, reason: "keyCompromise" })).status).toBe(200);
      await fetched(`${url}/crl`, "after.der");
      await fetched(`${url}/sub.crt`, "sub.der");
      openssl("x509", "-inform", "DER", "-in", "sub.der", "-out", "sub.pem");
      const text = (file: string): string =>
        execFileSync(
          "/bin/sh",
          ["-c", `/usr/bin/openssl crl -inform DER -in ${file} -CAfile sub.pem -text -noout 2>&1`],
          { cwd: folder, encoding: "utf8" },
        );
      expect(text("before.der")).not.toContain(serialNumber.toUpperCase());
      expect(text("after.der")).toContain(`Serial Number: ${serialNumber.toUpperCase()}`);
      expect(text("after.der")).toContain("Key Compromise");
      expect(text("after.der")).toContain("verify OK");
    });
  });

  it("keeps its keys and what it revoked over a restart, and survives a line torn by a crash", async () => {
    const first = await withAuthority("b", async (url) => {
      const { serialNumber, chain } = await enrol(url);
      await post(`${url}/revoke`, { serialNumber });
      return { serialNumber, root: chain[2] };
    });
    appendFileSync(join(folder, "b", "ledger.jsonl"), '{"what":"issued","serialNum');
    await withAuthority("b", async (url) => {
      expect((await enrol(url)).chain[2]).toBe(first.root);
      await fetched(`${url}/crl`, "again.der");
      const text = openssl("crl", "-inform", "DER", "-in", "again.der", "-text", "-noout");
      expect(text).toContain(first.serialNumber.toUpperCase());
    });
    await withAuthority("b", async (url) =>
      expect((await enrol(url)).serialNumber).toMatch(/^[0-9a-f]{32}$/),
    );
  });

  it("two that start at once on one folder have the same keys", async () => {
    const start = () => startCertificateAuthority({ port: 0, dataDir: join(folder, "c") });
    const [one, two] = await Promise.all([start(), start()]);
    const roots = await Promise.all(
      [one, two].map(async ({ url }) => (await fetch(`${url}/root.crt`)).bytes()),
    );
    await Promise.all([one.close(), two.close()]);
    expect(roots[0]).toEqual(roots[1]);
  });

  it("killed while it makes its keys, it makes them at the next start", async () => {
    const dataDir = join(folder, "killed");
    const module = fileURLToPath(new URL("./index.ts", import.meta.url));
    const script = `import(${JSON.stringify(module)}).then((m) => m.startCertificateAuthority({ port: 0, dataDir: ${JSON.stringify(dataDir)} }))`;
    for (const afterMs of [300, 600, 900]) {
      const child = spawn(process.execPath, ["--import", "tsx", "-e", script], { stdio: "ignore" });
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    }
    await withAuthority("killed", async (url) => expect((await enrol(url)).chain).toHaveLength(3));
  });

  it.each<[string, unknown, number, string]>([
    ["no JSON", "{", 400, "bad-input"],
    ["an unknown kind", { request: "x", kind: "robot" }, 400, "bad-input"],
    ["no request at all", { request: "AAAA", kind: "person" }, 422, "bad-request"],
    ["a body without end", "x".repeat(100_000), 400, "bad-input"],
  ])("answers %s with a plain error", async (_, body, status, code) => {
    await withAuthority("a", async (url) => {
      const response = await post(`${url}/enrol`, body);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ code });
    });
  });

  it("refuses a request that was changed, a key too short, and one without a name", async () => {
    openssl(
      "req",
      "-new",
      "-newkey",
      "rsa:1024",
      "-nodes",
      "-keyout",
      "k",
      "-out",
      "weak.csr",
      "-subj",
      subject,
    );
    openssl(
      "req",
      "-new",
      ...ecKey,
      "-nodes",
      "-keyout",
      "k",
      "-out",
      "nameless.csr",
      "-subj",
      "/C=VN/O=Nobody",
    );
    openssl("req", "-in", "ec.csr", "-outform", "DER", "-out", "ec.der");
    const changed = readFileSync(join(folder, "ec.der"));
    changed[changed.length - 8] = (changed[changed.length - 8] ?? 0) ^ 1;
    await withAuthority("a", async (url) => {
      const codeFor = async (text: string) =>
        z
          .object({ code: z.string() })
          .parse(await (await post(`${url}/enrol`, { request: text, kind: "person" })).json()).code;
      expect(await codeFor(request("weak.csr"))).toBe("weak-key");
      expect(await codeFor(request("nameless.csr"))).toBe("no-common-name");
      expect(await codeFor(changed.toString("base64"))).toBe("bad-signature");
    });
  });

  it("says on its page that it is a stand-in", async () => {
    await withAuthority("a", async (url) => {
      const page = await (await fetch(url)).text();
      expect(page).toContain("CA thử nghiệm");
      expect(page).toContain("không có giá trị pháp lý");
      expect((await fetch(`${url}/nowhere`)).status).toBe(404);
      expect((await post(`${url}/revoke`, { serialNumber: "ab" })).status).toBe(404);
    });
  });
});
