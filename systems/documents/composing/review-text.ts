import type { Sentence } from "../../../core/errors.ts";
import type { ComposedDocument } from "./layout/composed.ts";
import { type Block, plainText } from "./text/blocks.ts";

/** Something in the text that does not look as the law wants it; the author decides. */
export interface Remark {
  readonly code: string;
  readonly sentence: Sentence;
  /** Line of the text, 0 = none. */
  readonly line: number;
}

/**
 * Looks through a document for what a checker of form would send back (NĐ 30/2020 Art. 11.2): numbers of articles and
 * clauses that jump, gaps of a template, missing bases, addressees, abstract.
 */
export function reviewText(document: ComposedDocument): readonly Remark[] {
  const { form, text } = document;
  const remarks: Remark[] = [];
  const add = (code: string, line: number, vi: string, en: string): void => {
    remarks.push({ code, line, sentence: { vi, en } });
  };
  if (document.signer.name === "")
    add("composing.no-signer", 0, "Chưa chọn người ký.", "Nobody is chosen to sign.");
  if (document.abstract === "")
    add("composing.no-abstract", 0, "Chưa có trích yếu.", "There is no abstract.");
  if (form === "letter" && document.addressees.length === 0)
    add("composing.no-addressee", 0, "Công văn chưa ghi nơi kính gửi.", "The letter has no addressee.");
  if ((form === "decision" || form === "resolution") && text.bases.length === 0)
    add(
      "composing.no-bases",
      0,
      "Chưa có căn cứ ban hành: bắt đầu nội dung bằng các dòng “Căn cứ …”.",
      "There is no legal basis: begin the text with lines “Căn cứ …”.",
    );
  if ((form === "decision" || form === "resolution") && !text.blocks.some(isArticle))
    add(
      "composing.no-article",
      0,
      "Chưa có Điều nào, ví dụ “Điều 1. …”.",
      "There is no article, such as “Điều 1. …”.",
    );
  const gap = document.abstract.includes("…") || document.addressees.some((line) => line.includes("…"));
  const unfilled = [...text.bases, ...text.blocks, ...text.attachments.flatMap(({ blocks }) => blocks)].find(
    (block) => block.kind === "paragraph" && plainText(block.runs).includes("…"),
  );
  if (gap || unfilled)
    add(
      "composing.unfilled",
      unfilled?.line ?? 0,
      "Còn chỗ “…” của mẫu chưa điền.",
      "A “…” of the template is not filled in yet.",
    );
  for (const blocks of [text.blocks, ...text.attachments.map((attachment) => attachment.blocks)])
    reviewNumbers(blocks, add);
  return remarks;
}

function isArticle(block: Block): boolean {
  return block.kind === "paragraph" && block.role === "article";
}

/** Articles run on through the whole text; clauses begin with 1 in every article and points with a in every clause. */
function reviewNumbers(
  blocks: readonly Block[],
  add: (code: string, line: number, vi: string, en: string) => void,
): void {
  let article = 0;
  let clause = 0;
  for (const block of blocks) {
    if (block.kind !== "paragraph") continue;
    if (block.role === "article") {
      const number = Number(/\d+/.exec(block.mark)?.[0] ?? 0);
      if (article > 0 && number !== article + 1 && /\d+\.$/.test(block.mark))
        add(
          "composing.article-order",
          block.line,
          `Điều ${number} đứng sau Điều ${article}.`,
          `Article ${number} follows article ${article}.`,
        );
      article = number;
      clause = 0;
    } else if (block.role === "clause" && /^\d+\.$/.test(block.mark) && article > 0) {
      const number = Number.parseInt(block.mark, 10);
      if (number !== clause + 1)
        add(
          "composing.clause-order",
          block.line,
          `Trong Điều ${article}, khoản ${number} đứng sau khoản ${clause}.`.replace(
            "đứng sau khoản 0",
            "đứng đầu",
          ),
          `In article ${article}, clause ${number} follows clause ${clause}.`,
        );
      clause = number;
    } else if (block.role === "division" && plainText(block.runs) !== "") clause = 0;
  }
}
