import { fileURLToPath } from "node:url";
import PDFDocument from "pdfkit";
import type { FileStore } from "../../core/files/index.ts";
import { pdfText } from "../../systems/documents/search/pdf-text.ts";
import { SENTENCES, TOPICS } from "./words.ts";

const FONT = fileURLToPath(new URL("../../province/fonts/Tinos-Regular.ttf", import.meta.url));
/** Different letters about each topic. */
const LETTERS = 8;

/** A stored PDF and its words as the reader of the platform finds them. */
export interface SyntheticFile {
  readonly sha256: string;
  readonly size: number;
  readonly text: string;
}

/**
 * Makes the letters that the documents of a history share: eight about each topic, one page each, the same bytes every
 * time.
 *
 * @returns the files of each topic, in the order of `TOPICS`
 */
export async function makeFiles(
  files: FileStore,
  onFile: (made: number, of: number) => void = () => undefined,
): Promise<readonly (readonly SyntheticFile[])[]> {
  const all: SyntheticFile[][] = [];
  for (const [index, topic] of TOPICS.entries()) {
    const own: SyntheticFile[] = [];
    for (let letter = 0; letter < LETTERS; letter += 1) {
      const stored = await files.put(await draw(topic, letter, index));
      own.push({ sha256: stored.sha256, size: stored.size, text: await pdfText(files, stored.sha256) });
    }
    all.push(own);
    onFile(all.length * LETTERS, TOPICS.length * LETTERS);
  }
  return all;
}

function draw(topic: string, letter: number, index: number): Promise<Buffer> {
  // A fixed day: the bytes of a file are its name, so they must be the same tomorrow.
  const info = { Title: `Văn bản tổng hợp ${index}-${letter}`, CreationDate: new Date(0) };
  const document = new PDFDocument({ size: "A4", margin: 72, info });
  document.registerFont("Tinos", FONT).font("Tinos").fontSize(14);
  document.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", { align: "center" });
  for (const step of [0, 2]) {
    const sentence = SENTENCES[(letter + step) % SENTENCES.length] ?? "";
    document.moveDown().text(sentence.replace("{topic}", topic).replace("{day}", String(5 + letter)));
  }
  const chunks: Buffer[] = [];
  document.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
    document.end();
  });
}
