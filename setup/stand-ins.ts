import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { AxisConfig, PortalConfig } from "../core/config/index.ts";
import { runAsBatch } from "../core/run-as-batch.ts";
import { freePort, isFree } from "./free-port.ts";

/** Addresses of the stand-ins of the national systems; they exist in demo mode only. */
export interface StandIns {
  readonly axis: AxisConfig;
  readonly axisPage: string;
  readonly agencies: string;
  readonly certificateAuthority: string;
  readonly timestampAuthority: string;
  readonly remoteSigning: string;
  readonly signService: string;
  readonly servicePortal: string;
  readonly portal: PortalConfig;
  readonly portalAdapterPage: string;
  stop(): Promise<void>;
}

const readySchema = z.object({
  ready: z.literal(true),
  axis: z.url(),
  axisPage: z.url(),
  agencies: z.url(),
  certificateAuthority: z.url(),
  timestampAuthority: z.url(),
  remoteSigning: z.url(),
  signService: z.url(),
  servicePortal: z.url(),
  portalAdapter: z.url(),
  portalAdapterPage: z.url(),
});
const portsSchema = z.object({
  axis: z.int(),
  agencies: z.int(),
  ca: z.int(),
  tsa: z.int(),
  remote: z.int(),
  signService: z.int(),
  servicePortal: z.int(),
  portalAdapter: z.int(),
});
const earlierPortsSchema = z.record(z.string(), z.int());
type Ports = z.infer<typeof portsSchema>;

const SYSTEM_ID = "demo.kontum.01";
/** This province at the adapter of the service portal; public, like everything of a stand-in. */
const PORTAL_ACCOUNT = { username: "ngoc-linh", password: "thu-nghiem", madonvi: "000.00.00.H34" };

/**
 * Starts the national side in a process of its own, as far away as a real one: it shares nothing with the house but
 * the wire. It is started again when it dies.
 *
 * @param secret the installation's own secret; the wire secret is derived from it
 * @param houseUrl where people reach this house: the service portal sends them back there and nowhere else
 */
export async function startStandIns(
  dataDirectory: string,
  secret: Buffer,
  houseUrl: string,
  log: (line: string) => void,
): Promise<StandIns> {
  const wireSecret = createHmac("sha256", secret).update("demo axis").digest("hex");
  const portalKey = createHmac("sha256", secret).update("demo portal").digest("hex");
  const folder = join(dataDirectory, "national");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const ports = await storedPorts(join(dataDirectory, "stand-ins.json"));
  let stopping = false;
  let child: ChildProcess | undefined;
  const launch = async (): Promise<z.infer<typeof readySchema>> => {
    child = spawn(
      process.execPath,
      [
        "--max-semi-space-size=16",
        "--import",
        "tsx",
        new URL("../national/start.ts", import.meta.url).pathname,
      ],
      {
        stdio: ["ignore", "pipe", "inherit"],
        cwd: new URL("..", import.meta.url).pathname,
        env: {
          PATH: process.env.PATH ?? "",
          NODE_OPTIONS: "--max-old-space-size=256",
          NATIONAL_DATA_DIR: folder,
          NATIONAL_AXIS_PORT: String(ports.axis),
          NATIONAL_AGENCIES_PORT: String(ports.agencies),
          NATIONAL_CA_PORT: String(ports.ca),
          NATIONAL_TSA_PORT: String(ports.tsa),
          NATIONAL_REMOTE_SIGNING_PORT: String(ports.remote),
          NATIONAL_SIGN_SERVICE_PORT: String(ports.signService),
          NATIONAL_SERVICE_PORTAL_PORT: String(ports.servicePortal),
          NATIONAL_SERVICE_PORTAL_CLIENTS: JSON.stringify([serviceClient(houseUrl)]),
          NATIONAL_PAYMENT_PARTNERS: JSON.stringify([
            { code: "NGOC-LINH", secret: "thu-nghiem", confirmUrl: `${houseUrl}/api/v1/payments/confirm` },
          ]),
          NATIONAL_PORTAL_ADAPTER_PORT: String(ports.portalAdapter),
          NATIONAL_PORTAL_ADAPTER_ACCOUNTS: JSON.stringify([
            { ...PORTAL_ACCOUNT, receiver: { url: `${houseUrl}/portal/incoming`, key: portalKey } },
          ]),
          NATIONAL_AXIS_SYSTEMS: JSON.stringify([{ systemId: SYSTEM_ID, secret: wireSecret }]),
        },
      },
    );
    const running = child;
    runAsBatch(running.pid ?? 0);
    running.once("exit", () => {
      if (stopping) return;
      log("stand-ins: ended unexpectedly; starting them again");
      setTimeout(
        () => void launch().catch((error: unknown) => log(`stand-ins: ${String(error)}`)),
        1_000,
      ).unref();
    });
    return await new Promise((resolve, reject) => {
      running.once("error", reject);
      running.once("exit", (code) => reject(new Error(`the stand-ins ended with code ${code}`)));
      if (!running.stdout) return reject(new Error("no standard output"));
      createInterface({ input: running.stdout }).once("line", (line) => {
        const parsed = readySchema.safeParse(JSON.parse(line));
        if (parsed.success) resolve(parsed.data);
        else reject(new Error(`the stand-ins answered ${line}`));
      });
    });
  };
  const urls = await launch();
  return {
    axis: { endpoint: urls.axis, systemId: SYSTEM_ID, secret: wireSecret },
    axisPage: urls.axisPage,
    agencies: urls.agencies,
    certificateAuthority: urls.certificateAuthority,
    timestampAuthority: urls.timestampAuthority,
    remoteSigning: urls.remoteSigning,
    signService: urls.signService,
    servicePortal: urls.servicePortal,
    portal: {
      endpoint: urls.portalAdapter,
      loginPath: "login",
      servicePath: "g",
      destination: "VN:GOV:000.00.00.G22:vpcpdvcprovider",
      username: PORTAL_ACCOUNT.username,
      password: PORTAL_ACCOUNT.password,
      unitCode: PORTAL_ACCOUNT.madonvi,
      incomingKey: portalKey,
      dialect: "dvcqg",
    },
    portalAdapterPage: urls.portalAdapterPage,
    async stop() {
      stopping = true;
      const running = child;
      if (!running || running.exitCode !== null) return;
      const ended = new Promise((resolve) => running.once("exit", resolve));
      running.kill("SIGTERM");
      const force = setTimeout(() => running.kill("SIGKILL"), 6_000);
      await ended;
      clearTimeout(force);
    },
  };
}

/** This house at the service portal; public, like everything of a stand-in. */
function serviceClient(houseUrl: string) {
  return {
    clientId: "ngoc-linh",
    secret: "thu-nghiem",
    redirectUris: ["portal", "vneid"].map((provider) => `${houseUrl}/citizen/sign-in/${provider}/callback`),
  };
}

/**
 * The same ports at every start, because certificates name the address of their revocation list. A stand-in that came
 * with a later version gets a port of its own, and the others keep theirs.
 */
async function storedPorts(file: string): Promise<Ports> {
  const known = earlierPortsSchema.safeParse(
    existsSync(file) ? parseJson(readFileSync(file, "utf8")) : undefined,
  );
  const earlier = known.success ? known.data : {};
  const kept = (await Promise.all(Object.values(earlier).map(becomesFree))).every(Boolean) ? earlier : {};
  const missing = portsSchema.keyof().options.filter((name) => kept[name] === undefined);
  if (missing.length === 0) return portsSchema.parse(kept);
  const taken = { ...kept };
  for (const name of missing) taken[name] = await freePort(Object.values(taken));
  const ports = portsSchema.parse(taken);
  writeFileSync(file, JSON.stringify(ports), { mode: 0o600 });
  return ports;
}

/** A kill while writing leaves half a file: then there are no earlier ports. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A killed start's stand-ins notice the death of their parent within a second. */
async function becomesFree(port: number): Promise<boolean> {
  for (let attempt = 0; attempt < 15; attempt += 1) {
    if (await isFree(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
