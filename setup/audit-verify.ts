import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { describeFinding, type VerifyReport, verifyLog, WITNESS_FILE } from "../core/audit/index.ts";
import { writeDurably } from "../core/audit/write-durably.ts";
import { runningServerUrl, startEmbeddedServer } from "../core/database/index.ts";
import { AlreadyRunningError, holdInstance } from "./instance.ts";

const USAGE = `npm run audit:verify [-- --json] [--data DIR] [--checkpoint FILE]...

Chứng minh nhật ký kiểm tra không bị sửa, xóa hay cắt; nếu có thì nêu bản ghi sai đầu tiên.
Proves that nothing in the audit log was changed or removed; names the first bad record if so.

  --checkpoint FILE   a signed tree head kept elsewhere (may be given several times)
  --data DIR          data folder (default: DATA_DIR, else ./data)
  --json              one JSON object on standard output
Exit: 0 intact, 1 not intact, 2 the check could not be made.`;

/** `npm run audit:verify`: works beside the running platform or, when it is stopped, on the database it starts itself. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      data: { type: "string" },
      checkpoint: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const dataDirectory = resolve(values.data ?? (process.env.DATA_DIR || "data"));
  const kept = values.checkpoint.map((file) => ({ where: file, note: readFileSync(file, "utf8") }));
  const database = await reachDatabase(dataDirectory);
  const client = new pg.Client({
    connectionString: database.url,
    application_name: "ngoc-linh-audit-verify",
  });
  // The query that is running reports a broken connection; the event of its own must not end the process unheard.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const folder = join(dataDirectory, "audit");
    const report = await verifyLog({ client, folder, secret: platformSecret(dataDirectory), kept });
    if (report.intact && report.note !== undefined) {
      await writeDurably(join(folder, WITNESS_FILE), Buffer.from(report.note));
    }
    console.log(values.json ? JSON.stringify(asJson(report)) : asText(report));
    return report.intact ? 0 : 1;
  } finally {
    await client.end().catch(() => undefined);
    await database.release();
  }
}

interface Reached {
  readonly url: string;
  release(): Promise<void>;
}

/** The server the operator named, the one that runs already, or one started for this check and stopped after it. */
async function reachDatabase(dataDirectory: string): Promise<Reached> {
  const nothing = async (): Promise<void> => undefined;
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, release: nothing };
  if (!existsSync(dataDirectory))
    throw new Error(`Không có thư mục dữ liệu / no data folder: ${dataDirectory}`);
  const running = runningServerUrl(dataDirectory);
  if (running !== undefined) return { url: running, release: nothing };
  const giveBack = await holdStopped(dataDirectory);
  try {
    const server = await startEmbeddedServer(dataDirectory);
    return {
      url: server.url,
      async release() {
        await server.stop();
        giveBack();
      },
    };
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** The platform may be between taking its lock and starting its database: wait for it, at most ten seconds. */
async function holdStopped(dataDirectory: string): Promise<() => void> {
  try {
    return holdInstance(dataDirectory);
  } catch (error) {
    if (!(error instanceof AlreadyRunningError)) throw error;
    throw new Error(
      "Nền tảng đang khởi động; hãy chạy lại sau ít giây. / The platform is starting; run again shortly.",
      {
        cause: error,
      },
    );
  }
}

function platformSecret(dataDirectory: string): Buffer | undefined {
  const file = join(dataDirectory, "secret.key");
  const text = process.env.SECRET_KEY || (existsSync(file) ? readFileSync(file, "utf8").trim() : "");
  return text === "" ? undefined : Buffer.from(text, "hex");
}

function asText(report: VerifyReport): string {
  const { sealed, signed, waiting, erased, root } = report;
  const counts = [
    `${sealed} bản ghi đã niêm phong, ${signed} dưới gốc cây đã ký, ${waiting} đang chờ niêm phong, ${erased} đã xóa dữ liệu cá nhân đúng quy định.`,
    `${sealed} records sealed, ${signed} under the signed tree head, ${waiting} waiting, ${erased} with personal data erased by the rules.`,
    ...(root === null ? [] : [`Gốc cây / root: ${root}`]),
  ];
  if (report.intact) {
    return [
      "NGUYÊN VẸN: không bản ghi nào bị sửa, xóa, chèn hay đổi chỗ.",
      "INTACT: no record was changed, deleted, inserted or moved.",
      ...counts,
    ].join("\n");
  }
  const lines = report.findings.map(describeFinding);
  const [first, ...others] = lines;
  return [
    `KHÔNG NGUYÊN VẸN. Sai đầu tiên: ${first?.vi ?? ""}.`,
    `NOT INTACT. First bad: ${first?.en ?? ""}.`,
    ...others.slice(0, 20).flatMap((line) => [`  - ${line.vi}`, `    ${line.en}`]),
    ...(others.length > 20 ? [`  … ${others.length - 20}`] : []),
    ...counts,
  ].join("\n");
}

function asJson(report: VerifyReport): object {
  const { note: _note, findings, ...rest } = report;
  return {
    ...rest,
    firstBad: findings[0] ?? null,
    findings: findings.map((each) => ({ ...each, ...describeFinding(each) })),
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(
    `Không kiểm tra được / could not check: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 2;
}
