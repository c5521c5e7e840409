import type { RevocationSettings } from "../trust/open-revocation.ts";
import type { TrustList } from "../types.ts";
import type { FileToExamine } from "./examine-file.ts";
import type { FileReport } from "./report-schema.ts";

/** What every file is examined against. */
export interface Rules {
  readonly trust: TrustList;
  /** Absent: offline. */
  readonly revocation?: RevocationSettings | undefined;
}

/** To an examining process: first the rules, then one file after the other. */
export type ToProcess =
  | { readonly kind: "rules"; readonly rules: Rules }
  | { readonly kind: "file"; readonly file: FileToExamine };

/** From it: it is ready for a file, waits for the network, works again, or is done with a file. */
export type FromProcess =
  | { readonly kind: "ready" }
  | { readonly kind: "waiting" }
  | { readonly kind: "working" }
  | { readonly kind: "done"; readonly report: FileReport };
