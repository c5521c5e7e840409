import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian's openssl, the independent judge of the tests, in a folder of its own. */
export interface OpensslBench {
  /** Writes a file and returns its path. */
  file(name: string, content: Uint8Array | string): string;
  path(name: string): string;
  /** Runs openssl; throws with its words when it fails. */
  run(...args: string[]): string;
  /** Runs openssl and returns everything it said, whether it failed or not. */
  say(...args: string[]): { readonly ok: boolean; readonly text: string };
  dispose(): void;
}

/** A fresh folder for one test file; call `dispose` at its end. */
export function openOpensslBench(): OpensslBench {
  const folder = mkdtempSync(join(tmpdir(), "openssl-"));
  // Under npm, Node's own folder comes first in PATH; Debian's openssl is asked for by its full name.
  const program = "/usr/bin/openssl";
  return {
    path: (name) => join(folder, name),
    file(name, content) {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    },
    run: (...args) =>
      execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }),
    say(...args) {
      const result = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
      return { ok: result.status === 0, text: result.stdout + result.stderr };
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
