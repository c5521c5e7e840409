/** How far a later revision changes a signed one; 4 means the signature does not count for the present view. */
export type ChangeLevel = 0 | 1 | 2 | 3 | 4;

/** What was found to have changed; every code has a sentence in `change-sentences.ts`. */
export type ChangeCode =
  // level 1
  | "long-term-data-added"
  | "extensions-changed"
  | "document-timestamp-added"
  // level 2
  | "form-filled"
  | "signature-added"
  | "visible-signature-added"
  | "signature-field-added"
  | "metadata-changed"
  // level 3
  | "annotation-added"
  // level 4
  | "catalog-swapped"
  | "catalog-changed"
  | "pages-removed"
  | "pages-added"
  | "pages-reordered"
  | "page-geometry-changed"
  | "page-content-changed"
  | "page-changed"
  | "annotation-covers"
  | "annotation-changed"
  | "annotation-removed"
  | "form-changed"
  | "field-added"
  | "field-removed"
  | "field-changed"
  | "signature-removed"
  | "signature-replaced"
  | "signature-appearance-replaced"
  | "signature-covers-text"
  | "appearance-not-of-value"
  | "lock-broken"
  | "certification-broken"
  | "long-term-data-removed"
  | "information-changed"
  | "object-redirected"
  | "object-unlisted"
  | "object-defined-twice"
  | "foreign-bytes"
  | "cross-reference-suspicious"
  | "not-analysable";

/** One finding about a later revision. */
export interface Change {
  readonly level: ChangeLevel;
  readonly code: ChangeCode;
  /** Technical, English: the path or object concerned. */
  readonly detail: string;
  /** The revision that brought it, 1 = the first of the file. */
  readonly revision: number;
  /** Name of the form field whose value changed, for locks. */
  readonly field?: string;
  /** Numbers of the pages concerned, from 1, in the revision that brought it. */
  readonly pages?: readonly number[];
}
