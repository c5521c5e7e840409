import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { documentXml, system } from "./axis/raw-client.test-support.ts";

const START = fileURLToPath(new URL("./start.ts", import.meta.url));
const LAUNCH = ["--max-semi-space-size=4", "--import", "tsx", START];
let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "national-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const systems = [
    {
      systemId: "province",
      secret: "p",
      agencies: [{ code: "H34.13", code102: "000.00.13.H34", name: "Sở Thông tin và Truyền thông" }],
    },
  ];
  return {
    ...process.env,
    NATIONAL_DATA_DIR: dataDir,
    NATIONAL_AXIS_SYSTEMS: JSON.stringify(systems),
    NATIONAL_AGENCIES_POLL_MS: "50",
    NATIONAL_AGENCIES_BEHAVIOUR: JSON.stringify({ steps: [{ status: "03", afterMs: 0 }] }),
    ...more,
  };
}

function launch(command: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<Record<string, string>> {
  if (!child.stdout) throw new Error("no stdout");
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return JSON.parse(String(line));
}

it("brings everything up in one process, keeps what it accepted through SIGKILL, and ends on SIGTERM", async () => {
  const first = launch(process.execPath, LAUNCH, environment());
  const urls = await firstLine(first);
  expect(urls.ready).toBe(true);
  for (const name of [
    "axisPage",
    "agencies",
    "certificateAuthority",
    "timestampAuthority",
    "signService",
    "servicePortal",
    "portalAdapterPage",
  ]) {
    expect((await fetch(`${urls[name]}/healthz`)).status, name).toBe(200);
  }

  const province = system(urls.axis ?? "", "province", "p");
  expect((await province.send("H34.13", documentXml("H34.13", ["G09"]))).json().status).toBe("OK");
  const ended = once(first, "exit");
  first.kill("SIGKILL");
  await ended;
  const second = launch(process.execPath, LAUNCH, environment());
  const again = system((await firstLine(second)).axis ?? "", "province", "p");
  await expect
    .poll(async () => (await again.list("status")).length, { timeout: 10_000 })
    .toBeGreaterThanOrEqual(2);

  const stopped = once(second, "exit");
  second.kill("SIGTERM");
  expect((await stopped)[0]).toBe(0);
});

it("ends when its parent dies, so that no orphan holds the ports", async () => {
  const script = `require("node:child_process").spawn(process.execPath, ${JSON.stringify(LAUNCH)}, { stdio: "inherit" })`;
  const shell = launch(process.execPath, ["-e", script], environment());
  const urls = await firstLine(shell);
  shell.kill("SIGKILL");
  for (let round = 0; round < 50; round++) {
    await sleep(100);
    const alive = await fetch(`${urls.axisPage}/healthz`).then(
      () => true,
      () => false,
    );
    if (!alive) return;
  }
  throw new Error("the stand-ins outlived their parent");
});

it("names the variable that is wrong and exits with 1", async () => {
  const child = launch(process.execPath, LAUNCH, environment({ NATIONAL_AXIS_SYSTEMS: "not json" }));
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += String(chunk);
  });
  expect((await once(child, "exit"))[0]).toBe(1);
  expect(said).toContain("NATIONAL_AXIS_SYSTEMS");
});
