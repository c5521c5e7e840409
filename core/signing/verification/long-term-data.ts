import { Asn1Error } from "../asn1/index.ts";
import { type Certificate, type Crl, parseCertificate, parseCrl } from "../certificates/index.ts";
import type { PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { PdfStream } from "../pdf/objects.ts";

/** Evidence stored in the document's /DSS (PAdES, ISO 32000-2 section 12.8.4.3). */
export interface LongTermData {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
}

const NOTHING: LongTermData = { certificates: [], crls: [] };

/** Reads the store; entries that cannot be parsed are passed over, since others may do. */
export function readLongTermData(view: PdfView): LongTermData {
  const store = view.dict(view.catalog.get("DSS"));
  if (store === undefined) return NOTHING;
  const read = <T>(key: string, parse: (bytes: Uint8Array) => T): T[] =>
    (view.array(store.get(key)) ?? []).flatMap((item) => {
      const stream = view.resolve(item);
      if (!(stream instanceof PdfStream)) return [];
      const value = parsed(() => parse(view.document.decode(stream)));
      return value === undefined ? [] : [value];
    });
  return { certificates: read("Certs", parseCertificate), crls: read("CRLs", parseCrl) };
}

/** CRLs that came inside a CMS. */
export function parseCrls(ders: readonly Uint8Array[]): Crl[] {
  return ders.flatMap((der) => {
    const crl = parsed(() => parseCrl(der));
    return crl === undefined ? [] : [crl];
  });
}

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Asn1Error || error instanceof PdfError) return undefined;
    throw error;
  }
}
