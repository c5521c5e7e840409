import type { RevocationSettings } from "../trust/open-revocation.ts";
import type { TrustList } from "../types.ts";
import type { FileToExamine } from "./examine-file.ts";
import type { FileReport } from "./report-schema.ts";

/** What a thread is given at its start. */
export interface ThreadData {
  readonly trust: TrustList;
  /** Absent: offline. */
  readonly revocation: RevocationSettings | undefined;
}

/** To the thread: the next file. */
export type ThreadTask = FileToExamine;

/** From the thread: it waits for the network, works again, or is done. */
export type ThreadMessage =
  | { readonly kind: "waiting" }
  | { readonly kind: "working" }
  | { readonly kind: "done"; readonly report: FileReport };
