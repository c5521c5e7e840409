import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const reasons = [
  "unspecified",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "certificateHold",
  "privilegeWithdrawn",
] as const;

/** Reasons a certificate may be revoked for (RFC 5280 section 5.3.1). */
export const revocationReason = z.enum(reasons);
export type RevocationReasonName = z.infer<typeof revocationReason>;

const record = z.discriminatedUnion("what", [
  z.object({
    what: z.literal("issued"),
    serialNumber: z.string(),
    subject: z.string(),
    kind: z.enum(["person", "organisation"]),
    at: z.iso.datetime(),
  }),
  z.object({
    what: z.literal("revoked"),
    serialNumber: z.string(),
    reason: revocationReason,
    at: z.iso.datetime(),
  }),
]);
export type LedgerRecord = z.infer<typeof record>;

/** What the authority has issued and revoked: one JSON line a record, on disk before it is answered. */
export interface Ledger {
  readonly issued: ReadonlyMap<string, Extract<LedgerRecord, { what: "issued" }>>;
  readonly revoked: ReadonlyMap<string, Extract<LedgerRecord, { what: "revoked" }>>;
  append(entry: LedgerRecord): void;
  close(): void;
}

/** Opens the ledger in `dataDir`. A last line torn by a crash was never answered for, and is cut off. */
export function openLedger(dataDir: string): Ledger {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "ledger.jsonl");
  const issued = new Map<string, Extract<LedgerRecord, { what: "issued" }>>();
  const revoked = new Map<string, Extract<LedgerRecord, { what: "revoked" }>>();
  const take = (entry: LedgerRecord): void => {
    if (entry.what === "issued") issued.set(entry.serialNumber, entry);
    else if (!revoked.has(entry.serialNumber)) revoked.set(entry.serialNumber, entry);
  };
  const descriptor = openSync(file, "a+", 0o600);
  const text = readFileSync(file);
  const whole = text.lastIndexOf(0x0a) + 1;
  if (whole < text.length) truncateSync(file, whole);
  for (const line of text.subarray(0, whole).toString("utf8").split("\n")) {
    if (line !== "") take(record.parse(JSON.parse(line)));
  }
  return {
    issued,
    revoked,
    append(entry) {
      writeSync(descriptor, `${JSON.stringify(entry)}\n`);
      fsyncSync(descriptor);
      take(entry);
    },
    close: () => closeSync(descriptor),
  };
}
