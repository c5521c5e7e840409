import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { enrolAtDemoAuthority, fetchDemoRoot } from "../core/signing/demo/demo-authority.ts";
import { createCertificateRequest, createPkcs12 } from "../core/signing/keys/index.ts";
import { type FileReport, fileReportSchema } from "../core/signing/public/report-schema.ts";
import { pdfsig } from "../core/signing/testing/judges.ts";
import { samplePdf, samplePng } from "../core/signing/testing/sample-pdf.ts";
import { SOFTHSM_MODULE, softToken, TOKEN_PIN } from "../core/signing/testing/soft-token.ts";
import { testCertificate, testKey } from "../core/signing/testing/test-certificates.ts";
import { pem } from "../core/signing/testing/trust-folder.ts";
import { startCertificateAuthority } from "../national/certificate-authority/index.ts";
import { startTimestampAuthority } from "../national/timestamp-authority/index.ts";
import { parseCommand } from "./sign/parse-command.ts";

const PIN = "gà gáy 6 giờ";
let folder: string;
let tsa: string;
let stop: () => Promise<void>;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sign-"));
  const authority = await startCertificateAuthority({ port: 0, dataDir: at("authority") });
  const timestamps = await startTimestampAuthority({ port: 0, dataDir: at("authority") });
  tsa = timestamps.url;
  stop = async () => {
    await Promise.all([authority.close(), timestamps.close()]);
  };
  writeFileSync(at("root.pem"), pem(await fetchDemoRoot(authority.url)));
  const keys = { "person.p12": "rsa", "organisation.p12": "ec" } as const;
  for (const [name, kind] of Object.entries(keys)) {
    const { privateKey } =
      kind === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
    const person = name === "person.p12";
    const request = createCertificateRequest({
      privateKey,
      subject: [
        { type: "C", value: "VN" },
        { type: "CN", value: person ? "Nguyễn Văn Ứng" : "Sở Thông tin và Truyền thông" },
      ],
    });
    const chain = await enrolAtDemoAuthority(authority.url, request, person ? "person" : "organisation");
    const certificates = chain.slice(0, -1);
    writeFileSync(at(name), createPkcs12({ privateKey, certificates, password: PIN, iterations: 1_000 }));
  }
  writeFileSync(at("pin.txt"), `${PIN}\n`);
  writeFileSync(at("plain.pdf"), await samplePdf());
  writeFileSync(at("seal.png"), samplePng(210, 20, 30));
});
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  program: "sign" | "verify",
  args: readonly string[],
  input?: string,
  environment = {},
): Promise<Ran> {
  const file = fileURLToPath(new URL(`${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, INIT_CWD: folder, TRUST_FILES: "", TSA_URLS: "", ...environment },
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    out.stdout += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    out.stderr += chunk.toString("utf8");
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input ?? "");
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, ...out })));
}

const sign = (args: string, input?: string, environment = {}) =>
  run("sign", args.split(" "), input, environment);

async function verified(name: string): Promise<FileReport> {
  const { stdout } = await run("verify", ["--json", "--trust", "root.pem", name]);
  return fileReportSchema.parse(JSON.parse(stdout));
}

describe("sign", () => {
  test("person at B-B, then organisation at B-T with a picture: both hold and pdfsig agrees", async () => {
    const first = await sign(
      "--p12 person.p12 --pin-file pin.txt --level B-B --reason=Duyệt plain.pdf one.pdf",
    );
    expect(first).toEqual({ status: 0, stdout: "Đã ký one.pdf (B-B, Nguyễn Văn Ứng).\n", stderr: "" });
    const second = await sign(
      `--p12 organisation.p12 --level B-T --tsa ${tsa} --trust root.pem --visible page=1,x=300,y=100,w=80,h=80,image=seal.png one.pdf two.pdf`,
      `${PIN}\n`,
    );
    expect([second.status, second.stderr]).toEqual([0, ""]);
    const report = await verified("two.pdf");
    expect([report.verdict, report.status]).toEqual(["TOTAL_PASSED", "valid-both"]);
    expect(report.signatures.map(({ times }) => times.source)).toEqual(["claimed", "signature-timestamp"]);
    expect(pdfsig(readFileSync(at("two.pdf")))).toMatchObject({ found: 2, valid: 2 });
    expect(readFileSync(at("two.pdf")).subarray(0, readFileSync(at("one.pdf")).length)).toEqual(
      readFileSync(at("one.pdf")),
    );
  });

  test("the level asked for is the level found; at B-LTA the file proves itself without any network", async () => {
    const made = async (level: string): Promise<unknown[]> => {
      const { status, stderr } = await sign(
        `--p12 person.p12 --pin-file pin.txt --level ${level} --tsa ${tsa} --trust root.pem plain.pdf ${level}.pdf`,
      );
      expect([status, stderr]).toEqual([0, ""]);
      const { stdout } = await run("verify", ["--json", "--offline", "--trust", "root.pem", `${level}.pdf`]);
      const { verdict, signatures } = fileReportSchema.parse(JSON.parse(stdout));
      return [signatures[0]?.level, verdict];
    };
    expect(await made("B-LTA")).toEqual(["B-LTA", "TOTAL_PASSED"]);
    expect((await made("B-LT"))[0]).toBe("B-LT");
    expect((await verified("B-LT.pdf")).verdict).toBe("TOTAL_PASSED");
  });

  test("without named roots the authority's own answer is believed while signing, not while verifying", async () => {
    const made = await sign(`--p12 person.p12 --level B-T --tsa ${tsa} plain.pdf believed.pdf`, PIN);
    expect(made.status).toBe(0);
    expect((await verified("believed.pdf")).signatures[0]?.times.source).toBe("signature-timestamp");
    const stranger = await sign(
      `--p12 person.p12 --level B-T --tsa ${tsa} --trust seal.png plain.pdf no.pdf`,
      PIN,
    );
    expect([stranger.status, existsSync(at("no.pdf"))]).toEqual([2, false]);
  });

  test.each([
    ["a wrong PIN", "--p12 person.p12 --level B-B plain.pdf out.pdf", "sai", "key.wrong-password"],
    ["no PIN", "--p12 person.p12 --level B-B plain.pdf out.pdf", "", "key.no-pin"],
    ["a missing file", "--p12 person.p12 --level B-B none.pdf out.pdf", PIN, "file"],
    ["no key file", "--p12 plain.pdf --level B-B plain.pdf out.pdf", PIN, "key.not-pkcs12"],
    ["no PDF", "--p12 person.p12 --level B-B seal.png out.pdf", PIN, "pdf.not-a-pdf"],
    [
      "a page that is not there",
      "--p12 person.p12 --level B-B --visible page=9 plain.pdf out.pdf",
      PIN,
      "pdf.page-missing",
    ],
    [
      "an authority out of reach",
      "--p12 person.p12 --level B-T --tsa http://127.0.0.1:9 plain.pdf out.pdf",
      PIN,
      "timestamp.unreachable",
    ],
  ])("%s: exit code 1, the reason in plain words, and no file", async (_, args, pin, code) => {
    const { status, stdout, stderr } = await sign(args, pin);
    expect([status, stdout, existsSync(at("out.pdf"))]).toEqual([1, "", false]);
    expect(stderr).toContain(`(${code})`);
    expect(stderr).not.toContain(PIN);
  });

  test.each([
    ["a folder that is not there", "nowhere/out.pdf"],
    ["a name that is a folder", "folder"],
    ["a folder below a file", "plain.pdf/out.pdf"],
  ])("the result cannot be written to %s: exit code 1, and nothing is left behind", async (_, output) => {
    mkdirSync(at("folder"), { recursive: true });
    const before = readdirSync(at(".")).sort();
    const { status, stdout, stderr } = await sign(`--p12 person.p12 --level B-B plain.pdf ${output}`, PIN);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("(file)");
    expect(readdirSync(at(".")).sort()).toEqual(before);
    expect(readdirSync(at("folder"))).toEqual([]);
  });

  test("in place: the file is replaced by its signed self, or stays byte for byte as it was", async () => {
    const original = readFileSync(at("plain.pdf"));
    writeFileSync(at("same.pdf"), original);
    const refused = await sign("--p12 person.p12 --level B-B same.pdf same.pdf", "sai");
    expect([refused.status, readFileSync(at("same.pdf")).equals(original)]).toEqual([1, true]);
    const away = await sign("--p12 person.p12 --level B-T --tsa http://127.0.0.1:9 same.pdf same.pdf", PIN);
    expect([away.status, readFileSync(at("same.pdf")).equals(original)]).toEqual([1, true]);
    expect((await sign("--p12 person.p12 --level B-B same.pdf same.pdf", PIN)).status).toBe(0);
    const signed = readFileSync(at("same.pdf"));
    expect(signed.subarray(0, original.length).equals(original)).toBe(true);
    expect(pdfsig(signed)).toMatchObject({ found: 1, valid: 1 });
  });

  test("a certified file refuses a further signature, and the advice says what would do", async () => {
    await sign("--p12 organisation.p12 --pin-file pin.txt --level B-B --certify 1 plain.pdf certified.pdf");
    const again = await sign("--p12 person.p12 --pin-file pin.txt --level B-B certified.pdf out.pdf");
    expect([again.status, existsSync(at("out.pdf"))]).toEqual([1, false]);
    expect(again.stderr).toMatch(/chứng nhận cấm sửa.*--certify 2.*pdf\.certified-no-changes/s);
    const english = await sign(
      "--lang en --p12 person.p12 --pin-file pin.txt --level B-B certified.pdf out.pdf",
    );
    expect(english.stderr).toContain("the certification forbids any change");
  });

  test.each([
    "",
    "plain.pdf out.pdf",
    "--p12 person.p12 plain.pdf out.pdf",
    "--p12 person.p12 --level B-X plain.pdf out.pdf",
    "--p12 person.p12 --level B-T plain.pdf out.pdf",
    "--p12 person.p12 --level B-T --tsa ftp://x plain.pdf out.pdf",
    "--p12 person.p12 --pkcs11 driver.so --level B-B plain.pdf out.pdf",
    "--p12 person.p12 --level B-B plain.pdf",
    "--p12 person.p12 --level B-B --visible x=1 plain.pdf out.pdf",
    "--p12 person.p12 --level B-B --certify 4 plain.pdf out.pdf",
  ])("a command that cannot be understood is refused with a help text and exit code 2: %s", (args) => {
    expect(parseCommand(args.split(" "), {})).toMatchObject({
      exitCode: 2,
      text: expect.stringContaining("--p12"),
    });
  });

  test("a PIN on the command line is no option: everybody on the machine could read it", async () => {
    const made = await sign("--p12 person.p12 --pin 123456 --level B-B plain.pdf out.pdf", PIN);
    expect([made.status, made.stdout, existsSync(at("out.pdf"))]).toEqual([2, "", false]);
  });

  test("a key file without a password asks nobody", async () => {
    const { privateKey, certificate } = testCertificate({ subject: "Dịch vụ đóng dấu" });
    const certificates = [certificate];
    writeFileSync(
      at("open.p12"),
      createPkcs12({ privateKey, certificates, password: "", iterations: 1_000 }),
    );
    const made = await sign("--p12 open.p12 --level B-B plain.pdf open.pdf");
    expect([made.status, made.stderr]).toEqual([0, ""]);
  });

  test("a key on a signing device signs, and a wrong PIN is said in the device's words", async () => {
    const token = softToken("Sign");
    try {
      const identity = testCertificate({ subject: "Nguyễn Văn Thiết Bị", privateKey: testKey("rsa") });
      token.importKey("01", "ky", identity);
      const command = `--pkcs11 ${SOFTHSM_MODULE} --token Sign --key ky --level B-B plain.pdf`;
      const environment = { SOFTHSM2_CONF: token.environment.SOFTHSM2_CONF };
      const made = await sign(`${command} token.pdf`, TOKEN_PIN, environment);
      expect([made.status, made.stderr]).toEqual([0, ""]);
      expect(pdfsig(readFileSync(at("token.pdf")))).toMatchObject({ found: 1, valid: 1 });
      const refused = await sign(`${command} out.pdf`, "000000", environment);
      expect([refused.status, existsSync(at("out.pdf"))]).toEqual([1, false]);
      expect(refused.stderr).toContain("pkcs11.wrong-pin");
    } finally {
      token.remove();
    }
  });

  test("the authorities may come from the environment", async () => {
    const made = await sign("--json --p12 person.p12 --level B-T plain.pdf env.pdf", "", {
      TSA_URLS: tsa,
      TRUST_FILES: at("root.pem"),
      P12_PASSWORD: PIN,
    });
    expect(JSON.parse(made.stdout)).toMatchObject({
      file: "env.pdf",
      level: "B-T",
      signer: "Nguyễn Văn Ứng",
    });
  });
});
