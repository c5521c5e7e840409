import { escapeAttribute, escapeText } from "./escape.ts";
import type { CanonicalWork, XmlElement } from "./node.ts";
import { XmlError } from "./xml-error.ts";

/** Canonical XML 1.0 (and 1.1, which is the same here) and exclusive canonical XML, without comments. */
export type CanonicalMode = "exclusive" | "inclusive";

export interface CanonicalOptions {
  /** Subtrees to leave out: the signature itself, for the enveloped-signature transform. */
  readonly without?: readonly XmlElement[] | undefined;
  /** Prefixes treated the inclusive way (InclusiveNamespaces/PrefixList); "" for #default. */
  readonly inclusivePrefixes?: readonly string[];
  /** Drawn on by the characters that are written. */
  readonly work?: CanonicalWork | undefined;
}

/** Declarations are repeated wherever they are used first: a small text may have a huge canonical form. */
const MAXIMUM_CHARACTERS = 32 * 1024 * 1024;

/**
 * The canonical octets of an element with everything below it (W3C xml-c14n, xml-exc-c14n).
 *
 * Inclusive mode does not inherit xml:lang, xml:space or xml:base from ancestors: callers refuse such documents
 * (`inheritsXmlAttributes`).
 *
 * @throws XmlError xml.limit when the form is larger than any honest one
 */
export function canonicalise(
  apex: XmlElement,
  mode: CanonicalMode,
  options: CanonicalOptions = {},
): Uint8Array {
  const output = new Output(options.work);
  write(apex, new Map(), output, mode, options);
  return output.octets();
}

/** True when an ancestor bears an attribute of the xml namespace, which inclusive canonical XML would copy down. */
export function inheritsXmlAttributes(apex: XmlElement): boolean {
  for (let at = apex.parent; at !== undefined; at = at.parent)
    if (at.attributes.some(({ prefix }) => prefix === "xml")) return true;
  return false;
}

class Output {
  readonly #pieces: string[] = [];
  readonly #work: CanonicalWork | undefined;
  #characters = 0;

  constructor(work: CanonicalWork | undefined) {
    this.#work = work;
  }

  push(...pieces: readonly string[]): void {
    for (const piece of pieces) {
      this.#characters += piece.length;
      this.#pieces.push(piece);
      if (this.#work !== undefined) this.#work.left -= piece.length;
    }
    if (this.#characters > MAXIMUM_CHARACTERS || (this.#work !== undefined && this.#work.left < 0))
      throw new XmlError("xml.limit", "the canonical form is too large");
  }

  octets(): Uint8Array {
    return Buffer.from(this.#pieces.join(""), "utf8");
  }
}

function write(
  element: XmlElement,
  rendered: ReadonlyMap<string, string>,
  output: Output,
  mode: CanonicalMode,
  options: CanonicalOptions,
): void {
  let inner = rendered;
  const declarations: [prefix: string, uri: string][] = [];
  for (const prefix of candidates(element, mode, options)) {
    const uri = element.scope.get(prefix) ?? "";
    if (prefix === "xml" || prefix === "xmlns" || (rendered.get(prefix) ?? "") === uri) continue;
    declarations.push([prefix, uri]);
  }
  if (declarations.length > 0) {
    declarations.sort(([a], [b]) => compare(a, b));
    inner = new Map([...rendered, ...declarations]);
  }
  output.push("<", element.name);
  for (const [prefix, uri] of declarations)
    output.push(prefix === "" ? " xmlns" : ` xmlns:${prefix}`, '="', escapeAttribute(uri), '"');
  const attributes =
    element.attributes.length < 2
      ? element.attributes
      : [...element.attributes].sort((a, b) => compare(a.uri, b.uri) || compare(a.local, b.local));
  for (const { name, value } of attributes) output.push(" ", name, '="', escapeAttribute(value), '"');
  output.push(">");
  for (const child of element.children) {
    if (typeof child === "string") output.push(escapeText(child));
    else if (options.without?.includes(child) !== true) write(child, inner, output, mode, options);
  }
  output.push("</", element.name, ">");
}

/** Prefixes that may need a declaration here: all in scope, or those visibly used. */
function candidates(element: XmlElement, mode: CanonicalMode, options: CanonicalOptions): Iterable<string> {
  if (mode === "inclusive") return element.scope.keys();
  const used = new Set([element.prefix]);
  for (const { prefix } of element.attributes) if (prefix !== "") used.add(prefix);
  for (const prefix of options.inclusivePrefixes ?? []) if (element.scope.has(prefix)) used.add(prefix);
  return used;
}

/** By code point, as the recommendation asks; UTF-16 order differs beyond the basic plane. */
function compare(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a, "utf8"), Buffer.from(b, "utf8"));
}
