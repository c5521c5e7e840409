import { hash } from "node:crypto";
import { deflateSync } from "node:zlib";

/** Number of an indirect object. */
export type Ref = number;

/** Collects the objects of a PDF and writes them in one go: the same objects give the same bytes. */
export class PdfFile {
  readonly #bodies: (Buffer | undefined)[] = [];

  reserve(): Ref {
    this.#bodies.push(undefined);
    return this.#bodies.length;
  }

  set(ref: Ref, body: string): void {
    this.#bodies[ref - 1] = Buffer.from(body, "latin1");
  }

  add(body: string): Ref {
    const ref = this.reserve();
    this.set(ref, body);
    return ref;
  }

  /**
   * @param entries of the dictionary besides /Length and /Filter
   * @param options plain: not compressed, so that metadata can be read by any program (ISO 19005-2 6.6.2)
   */
  addStream(entries: string, data: Uint8Array, options: { readonly plain?: boolean } = {}): Ref {
    const ref = this.reserve();
    const bytes = options.plain ? data : deflateSync(data, { level: 9 });
    const filter = options.plain ? "" : "/Filter/FlateDecode";
    this.#bodies[ref - 1] = Buffer.concat([
      Buffer.from(`<<${entries}${filter}/Length ${bytes.length}>>\nstream\n`, "latin1"),
      bytes,
      Buffer.from("\nendstream", "latin1"),
    ]);
    return ref;
  }

  /** The file; its ID is a digest of its content. */
  finish(root: Ref, info: Ref): Buffer {
    const parts: Buffer[] = [Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1")];
    let offset = parts[0]?.length ?? 0;
    const offsets: number[] = [];
    this.#bodies.forEach((body, index) => {
      if (body === undefined) throw new Error(`object ${index + 1} was reserved and never written`);
      const object = Buffer.concat([
        Buffer.from(`${index + 1} 0 obj\n`, "latin1"),
        body,
        Buffer.from("\nendobj\n", "latin1"),
      ]);
      offsets.push(offset);
      offset += object.length;
      parts.push(object);
    });
    const id = hash("sha256", Buffer.concat(parts), "hex").slice(0, 32);
    const rows = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
    const size = offsets.length + 1;
    parts.push(
      Buffer.from(
        `xref\n0 ${size}\n0000000000 65535 f \n${rows}` +
          `trailer\n<</Size ${size}/Root ${root} 0 R/Info ${info} 0 R/ID[<${id}><${id}>]>>\nstartxref\n${offset}\n%%EOF\n`,
        "latin1",
      ),
    );
    return Buffer.concat(parts);
  }
}

/** A number as PDF writes it, three decimals at most. */
export function num(value: number): string {
  const text = value.toFixed(3);
  return text.replace(/\.?0+$/, "").replace(/^-0$/, "0");
}

/** A text string, UTF-16 with its mark, as hex: no escapes to get wrong. */
export function textHex(text: string): string {
  return `<feff${Buffer.from(text, "utf16le").swap16().toString("hex")}>`;
}
