import type { NamespaceScope, StartTag } from "./start-tag.ts";
import { escapeAttribute, escapeText } from "./text.ts";

export type CanonicalMode = "exclusive" | "inclusive";

interface Frame {
  readonly name: string;
  /** Prefix → namespace already written by this element or an ancestor in the output. */
  readonly rendered: NamespaceScope;
}

/**
 * Streaming Canonical XML 1.0 without comments: inclusive (xml-c14n) or exclusive (xml-exc-c14n without
 * InclusiveNamespaces). Feed it the events of a scanner; it hands the canonical octets to `write`.
 */
export class Canonicalizer {
  readonly #mode: CanonicalMode;
  readonly #write: (octets: Buffer) => void;
  readonly #frames: Frame[] = [];
  #rootWritten = false;

  constructor(mode: CanonicalMode, write: (octets: Buffer) => void) {
    this.#mode = mode;
    this.#write = write;
  }

  startElement(tag: StartTag): void {
    const outer = this.#frames.at(-1)?.rendered ?? new Map<string, string>();
    const rendered = new Map(outer);
    const declarations: [prefix: string, uri: string][] = [];
    for (const prefix of this.#candidates(tag)) {
      const uri = tag.scope.get(prefix) ?? "";
      if (prefix === "xml" || (outer.get(prefix) ?? "") === uri) continue;
      declarations.push([prefix, uri]);
      rendered.set(prefix, uri);
    }
    declarations.sort(([a], [b]) => compare(a, b));
    const attributes = [...tag.attributes].sort((a, b) => compare(a.uri, b.uri) || compare(a.local, b.local));
    let text = `<${tag.name}`;
    for (const [prefix, uri] of declarations) {
      text += ` xmlns${prefix === "" ? "" : `:${prefix}`}="${escapeAttribute(uri)}"`;
    }
    for (const { name, value } of attributes) text += ` ${name}="${escapeAttribute(value)}"`;
    this.#frames.push({ name: tag.name, rendered });
    this.#emit(`${text}>`);
  }

  endElement(): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    this.#emit(`</${frame.name}>`);
    if (this.#frames.length === 0) this.#rootWritten = true;
  }

  text(octets: Buffer): void {
    const special =
      octets.includes(0x3e) || octets.includes(0x26) || octets.includes(0x3c) || octets.includes(0x0d);
    if (special) this.#emit(escapeText(octets.toString("utf8")));
    else this.#write(octets);
  }

  processingInstruction(target: string, data: string): void {
    const text = data === "" ? `<?${target}?>` : `<?${target} ${data.replaceAll("\r", "&#xD;")}?>`;
    if (this.#frames.length > 0) this.#emit(text);
    else this.#emit(this.#rootWritten ? `\n${text}` : `${text}\n`);
  }

  #candidates(tag: StartTag): Iterable<string> {
    if (this.#mode === "inclusive") return tag.scope.keys();
    const used = new Set([tag.prefix]);
    for (const { name } of tag.attributes) {
      const colon = name.indexOf(":");
      if (colon > 0) used.add(name.slice(0, colon));
    }
    return used;
  }

  #emit(text: string): void {
    this.#write(Buffer.from(text, "utf8"));
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
