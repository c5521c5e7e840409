import type { TestIdentity } from "../test-certificates.ts";
import type { TestPki } from "../test-pki.ts";

/** A file that somebody made to be believed, or to break its reader. None may ever be called validly signed. */
export interface HostileFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** What the verdict must hold, beside not being valid. */
  readonly expected?: Expected;
}

export interface Expected {
  /** Sub-indication of some signature. */
  readonly sub?: string;
  /** Code of a level-4 change after some signature. */
  readonly change?: string;
  /** Code of the problem that kept the file from being examined. */
  readonly problem?: string;
}

/** What the generators draw on: one small world of trust and signed files, made once. */
export interface HostileWorld {
  readonly pki: TestPki;
  readonly signer: TestIdentity;
  readonly other: TestIdentity;
  readonly chain: readonly Uint8Array[];
  /** The letter of three pages, signed once. */
  readonly letter: Buffer;
  /** The same with a certification of each level. */
  readonly certified: Readonly<Record<1 | 2 | 3, Buffer>>;
  /** The same with the field "so" locked. */
  readonly locked: Buffer;
}

export function hostile(name: string, bytes: Buffer, expected?: Expected): HostileFile {
  return expected === undefined ? { name, bytes } : { name, bytes, expected };
}
