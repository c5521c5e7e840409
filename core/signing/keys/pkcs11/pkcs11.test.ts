import { generateKeyPairSync, verify } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCertificate } from "../../certificates/index.ts";
import { SOFTHSM_MODULE, type SoftToken, softToken, TOKEN_PIN } from "../../testing/soft-token.ts";
import { type TestIdentity, testCertificate, testKey } from "../../testing/test-certificates.ts";
import { openPkcs11Signer, Pkcs11Error, type Pkcs11Signer } from "./index.ts";

let token: SoftToken;
let root: TestIdentity;
const opened: Pkcs11Signer[] = [];

const rsa3072 = generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey;
const keys = [
  ["01", "rsa2048", testKey("rsa"), "rsa-sha256", "sha256"],
  ["02", "rsa3072", rsa3072, "rsa-sha256", "sha256"],
  ["03", "p256", testKey("p256"), "ecdsa-sha256", "sha256"],
  ["04", "p384", testKey("p384"), "ecdsa-sha384", "sha384"],
] as const;

beforeAll(() => {
  token = softToken("Thiết bị ký thử");
  root = testCertificate({ subject: "Test Root", ca: true });
  for (const [id, label, privateKey] of keys) {
    const identity = testCertificate({ subject: `Holder of ${label}`, issuer: root, privateKey });
    token.importKey(id, label, identity, [root.certificate]);
  }
});
afterAll(async () => {
  await Promise.all(opened.map((signer) => signer.close()));
  token.remove();
});

async function open(more: Partial<Parameters<typeof openPkcs11Signer>[0]> = {}): Promise<Pkcs11Signer> {
  const signer = await openPkcs11Signer({
    module: SOFTHSM_MODULE,
    tokenLabel: token.label,
    keyLabel: "rsa2048",
    pin: TOKEN_PIN,
    environment: token.environment,
    timeoutMs: 10_000,
    ...more,
  });
  opened.push(signer);
  return signer;
}

async function failure(work: Promise<unknown>): Promise<Pkcs11Error> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Pkcs11Error) return error;
  throw new Error("no Pkcs11Error", { cause: error });
}

function isGood(signer: Pkcs11Signer, data: Uint8Array, value: Uint8Array): boolean {
  const [own = new Uint8Array()] = signer.certificates;
  const hash = signer.algorithm === "ecdsa-sha384" ? "sha384" : "sha256";
  return verify(hash, data, parseCertificate(own).publicKey, value);
}

const data = Buffer.from("Kính gửi: Ủy ban nhân dân tỉnh");

describe("a key on a PKCS#11 token", () => {
  test.each(keys)("%s %s signs what its own certificate verifies", async (id, label, _key, algorithm) => {
    const signer = await open({ keyLabel: label, keyId: id });
    expect(signer.algorithm).toBe(algorithm);
    expect(signer.certificates.map((der) => Buffer.from(der).equals(root.certificate))).toEqual([
      false,
      true,
    ]);
    // Short r or s occur once in 256 values; their zeros must come back as DER wants them.
    const values = await Promise.all(
      Array.from({ length: 300 }, (_, n) => signer.sign(Buffer.of(n & 255, n >> 8))),
    );
    expect(values.every((value, n) => isGood(signer, Buffer.of(n & 255, n >> 8), value))).toBe(true);
  });

  test("is found by the token's label and must be one only", async () => {
    expect((await failure(open({ tokenLabel: "another" }))).code).toBe("pkcs11.token-missing");
    expect((await failure(open({ keyLabel: "none" }))).code).toBe("pkcs11.key-missing");
    const any = failure(
      openPkcs11Signer({
        module: SOFTHSM_MODULE,
        tokenLabel: token.label,
        pin: TOKEN_PIN,
        environment: token.environment,
      }),
    );
    expect((await any).code).toBe("pkcs11.ambiguous");
  });

  test("needs a real driver", async () => {
    expect((await failure(open({ module: "/nowhere/driver.so" }))).code).toBe("pkcs11.module-unusable");
    expect((await failure(open({ module: "/usr/lib/x86_64-linux-gnu/libm.so.6" }))).code).toBe(
      "pkcs11.module-unusable",
    );
  });

  test("a wrong PIN is told from a good one, and stays out of the message", async () => {
    const error = await failure(open({ pin: "987654321" }));
    expect(error.code).toBe("pkcs11.wrong-pin");
    expect(`${error.message} ${error.stack}`).not.toContain("987654321");
    expect(error.sentence.vi).toMatch(/PIN/);
  });

  test("a token pulled out says so, and signs again when it is back", async () => {
    const signer = await open();
    await signer.sign(data);
    token.pull();
    try {
      expect((await failure(signer.sign(data))).code).toBe("pkcs11.token-missing");
    } finally {
      token.putBack();
    }
    expect(isGood(signer, data, await signer.sign(data))).toBe(true);
  });

  test("a driver that hangs or crashes costs one error; the next signature has a fresh process", async () => {
    const signer = await open({ timeoutMs: 3_000 });
    for (const [signal, code] of [
      ["SIGSTOP", "pkcs11.timed-out"],
      ["SIGKILL", "pkcs11.crashed"],
    ] as const) {
      for (const pid of tokenProcesses()) process.kill(pid, signal);
      expect((await failure(signer.sign(data))).code).toBe(code);
      expect(isGood(signer, data, await signer.sign(data))).toBe(true);
    }
  });

  test("signs thousands of times: nothing of the driver is collected while it is in use", async () => {
    const signer = await open({ keyLabel: "p256" });
    for (let round = 0; round < 60; round += 1) {
      const values = await Promise.all(Array.from({ length: 100 }, () => signer.sign(data)));
      expect(isGood(signer, data, values[0] ?? data)).toBe(true);
    }
  }, 30_000);

  test("a closed signer signs nothing", async () => {
    const signer = await open();
    await signer.close();
    expect((await failure(signer.sign(data))).code).toBe("pkcs11.closed");
  });
});

/** Children of this process that hold a token. */
function tokenProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = / (\d+) /.exec(
          readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.slice(1) ?? "",
        )?.[1];
        return (
          Number(parent) === process.pid &&
          readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("token-process")
        );
      } catch {
        return false;
      }
    });
}
