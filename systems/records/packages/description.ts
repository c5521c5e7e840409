import type { PackageKind } from "../states.ts";

/** A file inside a package. */
export interface PackagedEntry {
  /** Path inside the package, `/` between parts, ASCII. */
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
}

/** A content of a packaged document: a file under `representations/rep1/data`. */
export interface PackagedContent {
  readonly path: string;
  /** As people called it. */
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
}

/** A document of a packaged file: NĐ 30/2020 PL VI part II, and what TT 05/2025 adds. */
export interface PackagedDocument {
  readonly order: number;
  readonly identifier: string;
  readonly kind: "incoming" | "outgoing" | "material";
  readonly typeName: string;
  readonly codeNumber: string;
  readonly codeNotation: string;
  readonly issuedDate: string;
  readonly organName: string;
  readonly subject: string;
  readonly language: string;
  readonly pageAmount: number | null;
  readonly signerName: string;
  readonly signerPosition: string;
  readonly arrivalNumber: number | null;
  /** ISO 8601; empty for what did not arrive. */
  readonly arrivalDate: string;
  readonly confidentiality: number;
  /** "Bản chính điện tử", "Bản số hóa" …: mức độ tin cậy. */
  readonly reliability: string;
  /** Why its content is not in the package; empty when it is. */
  readonly withheld: string;
  readonly contents: readonly PackagedContent[];
}

/** Everything a package says of itself, its file and its documents. */
export interface PackageDescription {
  readonly identifier: string;
  readonly kind: PackageKind;
  /** ISO 8601 with the zone of Vietnam. */
  readonly madeAt: string;
  readonly madeBy: string;
  /** Why a reader asked for it; empty but for a DIP. */
  readonly purpose: string;
  /** Identifier and SHA-256 of the package it was made from. */
  readonly madeFrom: { readonly identifier: string; readonly sha256: string } | null;
  readonly file: {
    readonly identifier: string;
    readonly organId: string;
    readonly organName: string;
    readonly unitName: string;
    readonly fileCatalog: number;
    readonly fileNotation: string;
    readonly title: string;
    readonly maintenance: string;
    readonly permanent: boolean;
    readonly years: number | null;
    readonly keptUntil: string;
    readonly rights: string;
    readonly creator: string;
    readonly language: string;
    readonly startDate: string;
    readonly endDate: string;
    readonly keywords: string;
    readonly description: string;
    readonly docTotal: number;
    readonly pageTotal: number;
  };
  readonly documents: readonly PackagedDocument[];
  /** What happened to the file, oldest first: the events of preservation. */
  readonly events: readonly {
    readonly at: string;
    readonly what: string;
    readonly by: string;
    readonly note: string;
  }[];
}

/** Folder of the documents inside a package. */
export const DATA_FOLDER = "representations/rep1/data";
export const MANIFEST = "manifest-sha256.txt";
