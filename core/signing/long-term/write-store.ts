import type { Certificate, RevocationEvidence } from "../certificates/index.ts";
import type { PdfDocument, PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { IncrementalUpdate } from "../pdf/incremental-update.ts";
import { PdfDict, type PdfObject, PdfRef, PdfStream } from "../pdf/objects.ts";
import { serialise, serialiseDict } from "../pdf/serialise.ts";
import type { ProofOfOne } from "./collect-evidence.ts";

/** The names of the three arrays of a store, and of their like in a /VRI entry. */
const KINDS = [
  { store: "Certs", entry: "Cert" },
  { store: "CRLs", entry: "CRL" },
  { store: "OCSPs", entry: "OCSP" },
] as const;
type Kind = (typeof KINDS)[number]["store"];

/**
 * Writes proofs into the /DSS as one appended revision (ISO 32000-2 section 12.8.4.3, EN 319 142-1 section 5.4): what
 * is there stays, what is there byte for byte is not written again, and each signature gets its /VRI entry.
 *
 * @returns the bytes to append; undefined when the file holds everything already
 */
export function writeStore(document: PdfDocument, proofs: readonly ProofOfOne[]): Buffer | undefined {
  const view = document.latest;
  const writer = new StoreWriter(document);
  const entries = proofs.flatMap((proof) => {
    const members = writer.put(proof);
    return proof.key === undefined ? [] : [{ key: proof.key, members }];
  });
  const { update } = writer;
  const vri = vriText(view, writer.old, entries);
  if (!writer.grew && vri === undefined) return undefined;
  const changes: Record<string, string> = { Type: "/DSS", ...(vri && { VRI: vri }) };
  for (const { store } of KINDS) {
    const list = writer.listOf(store);
    if (list !== undefined) changes[store] = list;
  }
  const text = serialiseDict(writer.old ?? new PdfDict(), changes);
  const place = view.catalog.get("DSS");
  const catalog: Record<string, string> = {};
  if (place instanceof PdfRef && writer.old !== undefined) update.set(place, text);
  else catalog.DSS = serialise(update.add(text));
  const extensions = extensionsText(view);
  if (extensions !== undefined) catalog.Extensions = extensions;
  if (Object.keys(catalog).length > 0) {
    const root = view.trailer.get("Root");
    if (!(root instanceof PdfRef))
      throw new PdfError("pdf.not-incremental", "The catalog is not an indirect object");
    update.set(root, serialiseDict(view.catalog, catalog));
  }
  return update.build().bytes;
}

type Members = Readonly<Record<Kind, readonly string[]>>;

class StoreWriter {
  readonly update: IncrementalUpdate;
  readonly old: PdfDict | undefined;
  grew = false;
  readonly #lists: Record<Kind, string[]> = { Certs: [], CRLs: [], OCSPs: [] };
  /** Reference of each stored item, by its bytes. */
  readonly #known: Record<Kind, Map<string, string>> = {
    Certs: new Map(),
    CRLs: new Map(),
    OCSPs: new Map(),
  };

  constructor(document: PdfDocument) {
    this.update = new IncrementalUpdate(document);
    const view = document.latest;
    this.old = view.dict(view.catalog.get("DSS"));
    for (const { store } of KINDS) {
      for (const item of view.array(this.old?.get(store)) ?? []) {
        this.#lists[store].push(serialise(item));
        const bytes = streamBytes(view, item);
        if (bytes !== undefined) this.#known[store].set(bytes, serialise(item));
      }
    }
  }

  put({ certificates, evidence }: ProofOfOne): Members {
    const refs = (kind: Kind, items: readonly (Certificate | RevocationEvidence)[]): string[] => [
      ...new Set(items.map((item) => this.#refOf(kind, item.der))),
    ];
    return {
      Certs: refs("Certs", certificates),
      CRLs: refs(
        "CRLs",
        evidence.filter((item) => item.kind === "crl"),
      ),
      OCSPs: refs(
        "OCSPs",
        evidence.filter((item) => item.kind === "ocsp"),
      ),
    };
  }

  listOf(kind: Kind): string | undefined {
    const list = this.#lists[kind];
    return list.length === 0 ? undefined : `[${list.join(" ")}]`;
  }

  #refOf(kind: Kind, der: Uint8Array): string {
    const key = Buffer.from(der).toString("latin1");
    const known = this.#known[kind].get(key);
    if (known !== undefined) return known;
    const ref = serialise(this.update.addStream("", der));
    this.#known[kind].set(key, ref);
    this.#lists[kind].push(ref);
    this.grew = true;
    return ref;
  }
}

function streamBytes(view: PdfView, item: PdfObject): string | undefined {
  const stream = view.resolve(item);
  if (!(stream instanceof PdfStream)) return undefined;
  try {
    return Buffer.from(view.document.decode(stream)).toString("latin1");
  } catch (error) {
    if (error instanceof PdfError) return undefined;
    throw error;
  }
}

/** /VRI with the old entries and what came to them; undefined when nothing did. */
function vriText(
  view: PdfView,
  store: PdfDict | undefined,
  entries: readonly { readonly key: string; readonly members: Members }[],
): string | undefined {
  const old = view.dict(store?.get("VRI"));
  const changes: Record<string, string> = {};
  for (const { key, members } of entries) {
    const entry = view.dict(old?.get(key));
    let grew = entry === undefined;
    const lists: Record<string, string> = {};
    for (const { store: kind, entry: name } of KINDS) {
      const there = (view.array(entry?.get(name)) ?? []).map(serialise);
      const added = members[kind].filter((ref) => !there.includes(ref));
      if (added.length > 0) grew = true;
      if (there.length + added.length > 0) lists[name] = `[${[...there, ...added].join(" ")}]`;
    }
    if (grew) changes[key] = serialiseDict(entry ?? new PdfDict(), lists);
  }
  return Object.keys(changes).length === 0 ? undefined : serialiseDict(old ?? new PdfDict(), changes);
}

/** The developer extension that announces /DSS in PDF 1.7 (ETSI TS 102 778-4 annex A.1); undefined when it is there. */
function extensionsText(view: PdfView): string | undefined {
  const old = view.dict(view.catalog.get("Extensions"));
  if (old?.has("ESIC") === true) return undefined;
  return serialiseDict(old ?? new PdfDict(), { ESIC: "<</BaseVersion/1.7/ExtensionLevel 1>>" });
}
