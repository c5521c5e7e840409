import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { type StandIns, startStandIns } from "./stand-ins.ts";

const folder = mkdtempSync(join(tmpdir(), "stand-ins-"));
const file = join(folder, "stand-ins.json");
const portsSchema = z.record(z.string(), z.int());
let running: StandIns | undefined;

afterEach(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = () => startStandIns(folder, Buffer.alloc(32, 7), "http://127.0.0.1:8034", () => undefined);
const ports = () => portsSchema.parse(JSON.parse(readFileSync(file, "utf8")));

test("a stand-in that came with a later version gets a port, and the others keep theirs: certificates name them", async () => {
  running = await start();
  const { signService, ...earlier } = ports();
  expect(running.signService).toBe(`http://127.0.0.1:${signService}`);
  await running.stop();
  writeFileSync(file, JSON.stringify(earlier));
  running = await start();
  expect(ports()).toMatchObject(earlier);
  expect(running.certificateAuthority).toBe(`http://127.0.0.1:${earlier.ca}`);
  expect((await fetch(`${running.signService}/healthz`)).status).toBe(200);
});
