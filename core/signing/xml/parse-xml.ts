import { SaxesParser, type SaxesTagNS } from "saxes";
import type { XmlDocument, XmlElement } from "./node.ts";
import { XmlError } from "./xml-error.ts";

/** Bounds within which XML is parsed; beyond them it is refused, never truncated. */
export interface XmlLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
  readonly attributesPerElement: number;
  /** Prefixes in scope at one place. */
  readonly prefixes: number;
  /** Characters of all canonical forms together. */
  readonly canonical: number;
}

export const DEFAULT_XML_LIMITS: XmlLimits = {
  bytes: 8 * 1024 * 1024,
  depth: 100,
  elements: 50_000,
  attributesPerElement: 64,
  prefixes: 128,
  canonical: 64 * 1024 * 1024,
};

const SLICE = 256 * 1024;

/**
 * Parses XML 1.0 in UTF-8 into a tree in which every reader must see the same: no document type and so no entities but
 * the five predefined, no comments, CDATA sections or processing instructions (each of them lets two readers cut a
 * text differently), identifiers unique.
 *
 * @throws XmlError
 */
export function parseXml(xml: Uint8Array | string, limits: XmlLimits = DEFAULT_XML_LIMITS): XmlDocument {
  if (xml.length > limits.bytes) throw new XmlError("xml.limit", `more than ${limits.bytes} bytes`);
  const text = typeof xml === "string" ? xml : decode(xml);
  const builder = new TreeBuilder(limits);
  const parser = new SaxesParser({ xmlns: true, position: false, defaultXMLVersion: "1.0" });
  const refuse = (code: ConstructorParameters<typeof XmlError>[0], what: string) => () => {
    throw new XmlError(code, what);
  };
  parser.on("xmldecl", ({ version, encoding }) => {
    if (version !== "1.0") throw new XmlError("xml.syntax", `XML version ${version ?? "missing"}`);
    if (encoding !== undefined && encoding.toUpperCase() !== "UTF-8")
      throw new XmlError("xml.encoding", `encoding ${encoding}`);
  });
  parser.on("doctype", refuse("xml.document-type", "a document type declaration"));
  parser.on("comment", refuse("xml.comment", "a comment"));
  parser.on("cdata", refuse("xml.cdata", "a CDATA section"));
  parser.on("processinginstruction", refuse("xml.processing-instruction", "a processing instruction"));
  parser.on("attribute", () => builder.attribute());
  parser.on("opentag", (tag) => builder.open(tag));
  parser.on("closetag", () => builder.close());
  parser.on("text", (piece) => builder.text(piece));
  try {
    // In slices: the limits end the work long before the end of a hostile text.
    for (let at = 0; at < text.length; at += SLICE) parser.write(text.slice(at, at + SLICE));
    parser.close();
  } catch (error) {
    if (error instanceof XmlError) throw error;
    throw new XmlError("xml.syntax", error instanceof Error ? error.message : String(error));
  }
  return builder.finish();
}

function decode(xml: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(xml);
  } catch {
    throw new XmlError("xml.encoding", "not UTF-8");
  }
}

const ROOT_SCOPE: ReadonlyMap<string, string> = new Map([["", ""]]);

class TreeBuilder {
  readonly #limits: XmlLimits;
  readonly #open: XmlElement[] = [];
  readonly #ids = new Map<string, XmlElement>();
  readonly #idValues = new Set<string>();
  #root: XmlElement | undefined;
  #elements = 0;
  #attributes = 0;

  constructor(limits: XmlLimits) {
    this.#limits = limits;
  }

  attribute(): void {
    this.#attributes += 1;
    if (this.#attributes > this.#limits.attributesPerElement)
      throw new XmlError("xml.limit", `more than ${this.#limits.attributesPerElement} attributes`);
  }

  open(tag: SaxesTagNS): void {
    this.#attributes = 0;
    this.#elements += 1;
    if (this.#elements > this.#limits.elements || this.#open.length >= this.#limits.depth)
      throw new XmlError("xml.limit", `element ${this.#elements} at depth ${this.#open.length + 1}`);
    const parent = this.#open.at(-1);
    const declared = Object.entries(tag.ns);
    const outer = parent?.scope ?? ROOT_SCOPE;
    if (outer.size + declared.length > this.#limits.prefixes)
      throw new XmlError("xml.limit", `more than ${this.#limits.prefixes} prefixes in scope`);
    const element: XmlElement = {
      name: tag.name,
      prefix: tag.prefix,
      local: tag.local,
      uri: tag.uri,
      attributes: Object.values(tag.attributes)
        .filter(({ name }) => name !== "xmlns" && !name.startsWith("xmlns:"))
        .map(({ name, prefix, local, uri, value }) => ({ name, prefix, local, uri, value })),
      scope: declared.length === 0 ? outer : new Map([...outer, ...declared]),
      parent,
      children: [],
    };
    this.#learnIds(element);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
    this.#open.push(element);
  }

  close(): void {
    this.#open.pop();
  }

  text(piece: string): void {
    const children = this.#open.at(-1)?.children;
    if (children === undefined) return;
    const last = children.at(-1);
    if (typeof last === "string") children[children.length - 1] = last + piece;
    else children.push(piece);
  }

  finish(): XmlDocument {
    if (this.#root === undefined) throw new XmlError("xml.syntax", "no root element");
    return { root: this.#root, ids: this.#ids, work: { left: this.#limits.canonical } };
  }

  #learnIds(element: XmlElement): void {
    for (const { local, uri, value } of element.attributes) {
      if (local.toLowerCase() !== "id") continue;
      if (this.#idValues.has(value))
        throw new XmlError("xml.duplicate-id", `identifier ${value} stands twice`);
      this.#idValues.add(value);
      if (local === "Id" && uri === "") this.#ids.set(value, element);
    }
  }
}
