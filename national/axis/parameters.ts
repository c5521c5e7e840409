import type { IncomingMessage } from "node:http";

const PREFIX = "xroadvnpt-";

/**
 * The `XroadVnpt-*` headers of one request. Names are case-insensitive on the wire, but the official client keeps
 * headers between calls, so `docId` of an earlier getEdoc can stand beside `docid` of this updateStatus: the exact
 * spelling wins over any other. Values are read as UTF-8.
 */
export class Parameters {
  readonly #exact = new Map<string, string>();
  readonly #folded = new Map<string, string>();

  constructor(request: Pick<IncomingMessage, "rawHeaders">) {
    const raw = request.rawHeaders;
    for (let at = 0; at + 1 < raw.length; at += 2) {
      const name = raw[at] ?? "";
      if (!name.toLowerCase().startsWith(PREFIX)) continue;
      const value = Buffer.from(raw[at + 1] ?? "", "latin1").toString("utf8");
      this.#exact.set(name.slice(PREFIX.length), value);
      this.#folded.set(name.slice(PREFIX.length).toLowerCase(), value);
    }
  }

  /** The value of a parameter, by its name without the prefix. */
  get(name: string): string | undefined {
    return this.#exact.get(name) ?? this.#folded.get(name.toLowerCase());
  }
}
