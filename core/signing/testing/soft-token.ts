import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestIdentity } from "./test-certificates.ts";

/** Where Debian's softhsm2 puts its driver. */
export const SOFTHSM_MODULE = "/usr/lib/softhsm/libsofthsm2.so";
export const TOKEN_PIN = "246810";

/** A token in software (SoftHSM2) in a folder of its own. */
export interface SoftToken {
  readonly label: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Puts a key with certificates on the token; `id` in hexadecimal. */
  importKey(id: string, label: string, identity: TestIdentity, issuers?: readonly Uint8Array[]): void;
  /** Pulls the token out of the machine, and puts it back. */
  pull(): void;
  putBack(): void;
  remove(): void;
}

export function softToken(label: string): SoftToken {
  const folder = mkdtempSync(join(tmpdir(), "soft-token-"));
  const tokens = join(folder, "tokens");
  const away = join(folder, "away");
  mkdirSync(tokens);
  const configuration = join(folder, "softhsm2.conf");
  writeFileSync(
    configuration,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  const environment = { PATH: process.env.PATH, SOFTHSM2_CONF: configuration };
  const tool = (...args: string[]): void => {
    execFileSync("softhsm2-util", args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  };
  tool("--init-token", "--free", "--label", label, "--pin", TOKEN_PIN, "--so-pin", "13579135");
  return {
    label,
    environment,
    importKey(id, keyLabel, identity, issuers = []) {
      const file = join(folder, "import");
      writeFileSync(file, identity.privateKey.export({ format: "pem", type: "pkcs8" }));
      tool("--import", file, "--token", label, "--id", id, "--label", keyLabel, "--pin", TOKEN_PIN);
      [identity.certificate, ...issuers].forEach((der, index) => {
        writeFileSync(file, der);
        const certificateId = index === 0 ? id : `${id}ca${index.toString(16).padStart(2, "0")}`;
        // softhsm2-util 2.6 puts keys on a token, but no certificates.
        const program = fileURLToPath(new URL("put-certificate.ts", import.meta.url));
        execFileSync(
          process.execPath,
          ["--no-warnings", program, SOFTHSM_MODULE, label, TOKEN_PIN, certificateId, file],
          {
            env: environment,
            stdio: ["ignore", "pipe", "pipe"],
          },
        );
      });
      rmSync(file);
    },
    pull() {
      renameSync(tokens, away);
      mkdirSync(tokens);
    },
    putBack() {
      rmSync(tokens, { recursive: true });
      renameSync(away, tokens);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
