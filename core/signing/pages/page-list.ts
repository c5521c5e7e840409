import { hash } from "node:crypto";
import { Asn1Error, der, enter, readOctets, readSmallInteger, readWhole, tag } from "../asn1/index.ts";
import type { PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { listPages } from "../pdf/pages.ts";
import { type PageFingerprint, PageFingerprints } from "./page-fingerprint.ts";

/** One page of a signed list: truncated SHA-256, hexadecimal. */
export interface ListedPage {
  /** Content and the resources it uses; 8 bytes. */
  readonly shows: string;
  /** Boxes and rotation; 2 bytes. */
  readonly layout: string;
}

/**
 * Of the list's layout and of how fingerprints are taken: whoever changes what a fingerprint is made of counts this up,
 * and lists of other versions are passed over.
 */
const VERSION = 1;
/** A list of more pages would take more room in the signature than it is worth. */
const MOST_PAGES = 500;
/** How long other work waits for this, milliseconds. */
const BREATH_MS = 20;
const SHOWS_BYTES = 8;
const PAGE_BYTES = 10;

/**
 * The list of the pages of a document for the signed attribute `signedPages` (decision 032).
 *
 * @returns DER of SEQUENCE { version INTEGER, pages OCTET STRING }; undefined for documents of more than 500 pages, and
 *   for those whose pages cannot be read with half of the work that is still granted
 */
export async function makePageList(view: PdfView): Promise<Uint8Array | undefined> {
  const { document } = view;
  const budget = document.budget.half();
  try {
    if (listPages(view).length > MOST_PAGES) return undefined;
    const pages: PageFingerprint[] = [];
    let since = performance.now();
    for (const page of new PageFingerprints(document, budget).oneByOne(view)) {
      pages.push(page);
      if (performance.now() - since < BREATH_MS) continue;
      await new Promise<void>((resolve) => setImmediate(resolve));
      budget.resume();
      document.budget.resume();
      since = performance.now();
    }
    return encodePageList(pages);
  } catch (error) {
    if (error instanceof PdfError) return undefined;
    throw error;
  }
}

function encodePageList(pages: readonly PageFingerprint[]): Uint8Array {
  const bytes = Buffer.concat(pages.map((page) => pageBytes(listedPage(page))));
  return der.sequence(der.integer(VERSION), der.octetString(bytes));
}

function pageBytes({ shows, layout }: ListedPage): Buffer {
  return Buffer.from(shows + layout, "hex");
}

/** The pages of a list; undefined when it is malformed or of another version. */
export function readPageList(bytes: Uint8Array): readonly ListedPage[] | undefined {
  try {
    const parts = enter(readWhole(bytes), tag.sequence);
    if (readSmallInteger(parts.expect(tag.integer)) !== VERSION) return undefined;
    const list = Buffer.from(readOctets(parts.next()));
    parts.expectEnd();
    const count = list.length / PAGE_BYTES;
    if (!Number.isInteger(count) || count < 1 || count > MOST_PAGES) return undefined;
    return Array.from({ length: count }, (_, index) => {
      const text = list.toString("hex", index * PAGE_BYTES, (index + 1) * PAGE_BYTES);
      return { shows: text.slice(0, SHOWS_BYTES * 2), layout: text.slice(SHOWS_BYTES * 2) };
    });
  } catch (error) {
    if (error instanceof Asn1Error) return undefined;
    throw error;
  }
}

/** A page as a list would name it. */
export function listedPage(page: PageFingerprint): ListedPage {
  const shown = [page.contents, page.fonts, page.pictures, page.other].join("\n");
  return {
    shows: hash("sha256", shown, "hex").slice(0, SHOWS_BYTES * 2),
    layout: layoutOf(page.boxes, page.rotation),
  };
}

/** @param rotation degrees, as in a fingerprint */
export function layoutOf(boxes: string, rotation: string): string {
  return hash("sha256", `${boxes}\n${rotation}`, "hex").slice(0, (PAGE_BYTES - SHOWS_BYTES) * 2);
}
