/**
 * The other side of the wire in one process: axis, simulated agencies, certificate authority, timestamp authority,
 * remote signing service, signing program at the signer's computer, national service portal and its synchronisation.
 * Prints one JSON line `{"ready":true, …urls}` when everything listens; ends on SIGTERM, SIGINT and with its parent.
 * Configuration: NATIONAL_* variables, see environment.ts.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { behaviourSchema, DEMO_AGENCIES, startAgencies } from "./agencies/index.ts";
import { startAxis } from "./axis/index.ts";
import { startCertificateAuthority } from "./certificate-authority/index.ts";
import { readEnvironment } from "./environment.ts";
import { startRemoteSigning } from "./remote-signing/index.ts";
import { startPortalAdapter } from "./service-portal/adapter/index.ts";
import { startServicePortal } from "./service-portal/index.ts";
import { startSignService } from "./sign-service/index.ts";
import { startTimestampAuthority } from "./timestamp-authority/index.ts";

const CENTRAL_SYSTEM = "national.agencies";
const PARENT_CHECK_MS = 300;

interface Running {
  close(): Promise<void>;
}

const running: Running[] = [];
const parent = process.ppid;
let stopping = false;

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(0));
setInterval(() => {
  if (process.ppid !== parent) void stop(0);
}, PARENT_CHECK_MS).unref();

try {
  const urls = await startEverything();
  process.stdout.write(`${JSON.stringify({ ready: true, ...urls })}\n`);
} catch (error) {
  process.stderr.write(`national: ${error instanceof Error ? error.message : String(error)}\n`);
  await stop(1);
}

async function startEverything(): Promise<Record<string, string>> {
  const environment = readEnvironment(process.env);
  const host = environment.NATIONAL_HOST;
  const dataDir = (name: string) => join(environment.NATIONAL_DATA_DIR, name);
  const publicUrl = environment.NATIONAL_CA_PUBLIC_URL;
  const certificateAuthority = keep(
    await startCertificateAuthority({
      port: environment.NATIONAL_CA_PORT,
      host,
      dataDir: dataDir("authority"),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    }),
  );
  const timestampAuthority = keep(
    await startTimestampAuthority({
      port: environment.NATIONAL_TSA_PORT,
      host,
      dataDir: dataDir("authority"),
    }),
  );
  const remoteSigning = keep(
    await startRemoteSigning({
      port: environment.NATIONAL_REMOTE_SIGNING_PORT,
      host,
      dataDir: dataDir("remote-signing"),
      certificateAuthority: certificateAuthority.url,
    }),
  );
  const signService = keep(
    await startSignService({
      port: environment.NATIONAL_SIGN_SERVICE_PORT,
      host,
      dataDir: dataDir("sign-service"),
      certificateAuthority: certificateAuthority.url,
      timestampAuthority: timestampAuthority.url,
    }),
  );
  const servicePortal = keep(
    await startServicePortal({
      port: environment.NATIONAL_SERVICE_PORTAL_PORT,
      host,
      dataDir: dataDir("service-portal"),
      clients: environment.NATIONAL_SERVICE_PORTAL_CLIENTS,
      partners: environment.NATIONAL_PAYMENT_PARTNERS,
    }),
  );
  const portalAdapter = keep(
    await startPortalAdapter({
      port: environment.NATIONAL_PORTAL_ADAPTER_PORT,
      host,
      dataDir: dataDir("portal-adapter"),
      accounts: environment.NATIONAL_PORTAL_ADAPTER_ACCOUNTS,
    }),
  );
  const secret = randomBytes(24).toString("hex");
  const sizeLimit = environment.NATIONAL_AXIS_SIZE_LIMIT;
  const bodyRetentionMs = environment.NATIONAL_AXIS_BODY_RETENTION_MS;
  const axis = keep(
    await startAxis({
      port: environment.NATIONAL_AXIS_PORT,
      host,
      dataDir: dataDir("axis"),
      systems: [...environment.NATIONAL_AXIS_SYSTEMS, { systemId: CENTRAL_SYSTEM, secret }],
      agencies: [
        ...DEMO_AGENCIES.map(({ code, code102, name }) => ({
          code,
          code102,
          name,
          systemId: CENTRAL_SYSTEM,
        })),
        ...environment.agencies,
      ],
      ...(sizeLimit === undefined ? {} : { sizeLimit }),
      ...(bodyRetentionMs === undefined ? {} : { bodyRetentionMs }),
    }),
  );
  const agencies = keep(
    await startAgencies({
      axisUrl: axis.endpoint,
      systemId: CENTRAL_SYSTEM,
      secret,
      dataDir: dataDir("agencies"),
      port: environment.NATIONAL_AGENCIES_PORT,
      host,
      pollMs: environment.NATIONAL_AGENCIES_POLL_MS,
      agencies: DEMO_AGENCIES.map((agency) => ({
        ...agency,
        behaviour: behaviourSchema.parse({ ...agency.behaviour, ...environment.NATIONAL_AGENCIES_BEHAVIOUR }),
      })),
    }),
  );
  return {
    axis: axis.endpoint,
    axisPage: axis.url,
    agencies: agencies.url,
    certificateAuthority: certificateAuthority.url,
    timestampAuthority: timestampAuthority.url,
    remoteSigning: remoteSigning.url,
    signService: signService.url,
    servicePortal: servicePortal.url,
    portalAdapter: portalAdapter.endpoint,
    portalAdapterPage: portalAdapter.url,
  };
}

function keep<T extends Running>(part: T): T {
  running.push(part);
  return part;
}

/** Closes in reverse order; never longer than five seconds. */
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(code), 5_000).unref();
  for (const part of running.reverse()) await part.close();
  process.exit(code);
}
