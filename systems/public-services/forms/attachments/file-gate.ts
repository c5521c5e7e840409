import type { FileStore, StoredFile } from "../../../../core/files/index.ts";
import { type ContentVerdict, judgeContent, MOST_BYTES } from "./judge-file.ts";

/** The way of an attached file into the store: only what was looked at and cleaned gets there. */
export interface FileGate {
  /** In the place of `FileStore.put` while a form is read. */
  readonly put: FileStore["put"];
  /** What the content is that `put` gave this name to. */
  judged(sha256: string): ContentVerdict;
}

/**
 * A gate for one request. A refused content is never written to the disk: the form that brought it comes back with what
 * was typed and with the name of the file.
 */
export function fileGate(files: FileStore): FileGate {
  const verdicts = new Map<string, ContentVerdict>();
  const judged = (sha256: string): ContentVerdict => verdicts.get(sha256) ?? { kind: "empty" };
  return {
    judged,
    async put(content): Promise<StoredFile> {
      const { bytes, size } = await gather(content);
      const verdict: ContentVerdict = bytes === undefined ? { kind: "too-large" } : judgeContent(bytes);
      if (verdict.kind !== "taken") {
        // Never in the store, so it has no name there: only the form that brought it asks for this one.
        const name = `refused-${verdicts.size}`;
        verdicts.set(name, verdict);
        return { sha256: name, size, type: "application/octet-stream" };
      }
      const stored = await files.put(verdict.bytes);
      verdicts.set(stored.sha256, verdict);
      return stored;
    },
  };
}

/** Reads everything, because a browser shows no answer before it has sent all; keeps no more than may be taken. */
async function gather(
  content: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<{ readonly bytes: Uint8Array | undefined; readonly size: number }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content instanceof Uint8Array ? [content] : content) {
    size += chunk.length;
    if (size <= MOST_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return { bytes: size <= MOST_BYTES ? Buffer.concat(chunks) : undefined, size };
}
