import { join } from "node:path";
import { startCertificateAuthority } from "../../../national/certificate-authority/index.ts";
import { startRemoteSigning } from "../../../national/remote-signing/index.ts";
import { startTimestampAuthority } from "../../../national/timestamp-authority/index.ts";

/** The stand-ins that signing speaks with, on ports of their own. */
export interface DemoAuthorities {
  readonly addresses: {
    readonly certificateAuthority: string;
    readonly timestampAuthority: string;
    readonly remoteSigning: string;
  };
  stop(): Promise<void>;
}

/** @param folder where they keep their keys */
export async function startDemoAuthorities(folder: string): Promise<DemoAuthorities> {
  const dataDir = join(folder, "authority");
  const authority = await startCertificateAuthority({ port: 0, dataDir });
  const timestamps = await startTimestampAuthority({ port: 0, dataDir });
  const remote = await startRemoteSigning({
    port: 0,
    dataDir: join(folder, "remote"),
    certificateAuthority: authority.url,
  });
  let running = true;
  return {
    addresses: {
      certificateAuthority: authority.url,
      timestampAuthority: timestamps.url,
      remoteSigning: remote.url,
    },
    async stop() {
      if (!running) return;
      running = false;
      await Promise.all([authority.close(), timestamps.close(), remote.close()]);
    },
  };
}
