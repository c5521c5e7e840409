import type { Change, ChangeCode } from "./change.ts";
import type { PageDifference, PageDifferenceKind } from "./page-differences.ts";
import type { Sentence } from "./verdict.ts";

const CHANGES: Record<ChangeCode, Sentence> = {
  "long-term-data-added": { vi: "thêm dữ liệu xác thực lâu dài", en: "long-term validation data added" },
  "extensions-changed": { vi: "khai báo mở rộng thay đổi", en: "declared extensions changed" },
  "document-timestamp-added": { vi: "thêm dấu thời gian tài liệu", en: "document timestamp added" },
  "form-filled": { vi: "điền ô biểu mẫu", en: "form field filled" },
  "signature-added": { vi: "thêm chữ ký", en: "signature added" },
  "visible-signature-added": { vi: "thêm chữ ký có hình ảnh", en: "visible signature added" },
  "signature-field-added": { vi: "thêm ô chữ ký", en: "signature field added" },
  "metadata-changed": { vi: "cập nhật thông tin mô tả tệp", en: "file metadata updated" },
  "annotation-added": { vi: "thêm ghi chú", en: "annotation added" },
  "catalog-swapped": { vi: "toàn bộ nội dung bị thay bằng bản khác", en: "the whole content was exchanged" },
  "catalog-changed": { vi: "cấu trúc tài liệu bị thay đổi", en: "the document structure was changed" },
  "pages-removed": { vi: "có trang bị xóa", en: "pages were removed" },
  "pages-added": { vi: "có trang được thêm", en: "pages were added" },
  "pages-reordered": { vi: "thứ tự trang bị đổi", en: "pages were reordered" },
  "page-geometry-changed": { vi: "trang bị xoay hoặc cắt", en: "a page was rotated or cropped" },
  "page-content-changed": { vi: "nội dung trang bị thay đổi", en: "page content was replaced" },
  "page-changed": { vi: "trang bị thay đổi", en: "a page was changed" },
  "annotation-covers": {
    vi: "có chú thích hoặc hình ảnh được dán thêm",
    en: "an annotation was placed over the page",
  },
  "annotation-changed": { vi: "chú thích có sẵn bị thay đổi", en: "an existing annotation was changed" },
  "annotation-removed": { vi: "chú thích có sẵn bị xóa", en: "an existing annotation was removed" },
  "form-changed": { vi: "biểu mẫu bị thay đổi", en: "the form was changed" },
  "field-added": { vi: "có ô mới được thêm vào biểu mẫu", en: "a field was added to the form" },
  "field-removed": { vi: "có ô của biểu mẫu bị xóa", en: "a form field was removed" },
  "field-changed": { vi: "ô của biểu mẫu bị sửa hoặc di chuyển", en: "a form field was altered or moved" },
  "signature-removed": { vi: "có chữ ký bị gỡ bỏ", en: "a signature was removed" },
  "signature-replaced": { vi: "có chữ ký bị thay thế", en: "a signature was replaced" },
  "signature-appearance-replaced": {
    vi: "hình ảnh của chữ ký trước bị thay đổi",
    en: "the appearance of an earlier signature was replaced",
  },
  "signature-covers-text": {
    vi: "hình ảnh chữ ký thêm sau che nội dung đã ký",
    en: "a later signature's appearance covers signed content",
  },
  "appearance-not-of-value": {
    vi: "nội dung hiển thị của ô không khớp với giá trị",
    en: "a field shows something other than its value",
  },
  "lock-broken": { vi: "ô đã khóa bị thay đổi", en: "a locked field was changed" },
  "certification-broken": {
    vi: "thay đổi trái với mức chứng nhận của tài liệu",
    en: "a change that the certification forbids",
  },
  "long-term-data-removed": {
    vi: "dữ liệu xác thực lâu dài bị gỡ hoặc sửa",
    en: "long-term validation data were removed or altered",
  },
  "information-changed": {
    vi: "thông tin mô tả tài liệu bị sửa",
    en: "the document information was altered",
  },
  "object-redirected": {
    vi: "đối tượng đã ký bị trỏ sang nội dung khác",
    en: "a signed object was redirected",
  },
  "object-unlisted": {
    vi: "có nội dung chèn thêm ngoài bảng tham chiếu",
    en: "content was appended outside the cross-reference",
  },
  "object-defined-twice": { vi: "một đối tượng được định nghĩa hai lần", en: "an object is defined twice" },
  "foreign-bytes": { vi: "có dữ liệu lạ được chèn vào cuối tệp", en: "foreign bytes were appended" },
  "cross-reference-suspicious": { vi: "bảng tham chiếu bất thường", en: "the cross-reference is suspicious" },
  "not-analysable": {
    vi: "phần thêm sau không phân tích được",
    en: "the later part cannot be analysed",
  },
};

const PAGES: Record<PageDifferenceKind, (pages: Sentence, several: boolean) => Sentence> = {
  replaced: ({ vi, en }, many) => ({ vi: `${vi} đã bị thay`, en: `${en} ${was(many)} replaced` }),
  damaged: ({ vi, en }) => ({
    vi: `dữ liệu của ${vi} bị hỏng hoặc bị sửa`,
    en: `data of ${en} were damaged or edited`,
  }),
  removed: ({ vi, en }, many) => ({ vi: `${vi} đã bị xóa`, en: `${en} ${was(many)} removed` }),
  added: ({ vi, en }, many) => ({ vi: `${vi} đã được thêm vào`, en: `${en} ${was(many)} added` }),
  swapped: ({ vi, en }) => ({ vi: `${vi} đã bị đổi chỗ cho nhau`, en: `${en} were exchanged` }),
  reordered: ({ vi, en }, many) => ({
    vi: `${vi} đã bị chuyển sang vị trí khác`,
    en: `${en} ${was(many)} moved to another place`,
  }),
  rotated: ({ vi, en }, many) => ({ vi: `${vi} đã bị xoay`, en: `${en} ${was(many)} rotated` }),
  resized: ({ vi, en }, many) => ({
    vi: `${vi} đã bị cắt hoặc đổi khổ`,
    en: `${en} ${was(many)} cropped or resized`,
  }),
  "fonts-replaced": ({ vi, en }) => ({
    vi: `phông chữ của ${vi} đã bị thay`,
    en: `the fonts of ${en} were replaced`,
  }),
  "pictures-replaced": ({ vi, en }) => ({
    vi: `hình ảnh của ${vi} đã bị thay`,
    en: `the pictures of ${en} were replaced`,
  }),
  "resources-replaced": ({ vi, en }) => ({
    vi: `thành phần hiển thị của ${vi} đã bị thay`,
    en: `drawing resources of ${en} were replaced`,
  }),
};

/** Findings that the differences between pages say better. */
const SAID_BY_PAGES = new Set<ChangeCode>([
  "catalog-swapped",
  "pages-removed",
  "pages-added",
  "pages-reordered",
  "page-geometry-changed",
  "page-content-changed",
  "page-changed",
  "object-redirected",
]);

const MOST_PHRASES = 4;

/** The sentence of a finding about a later revision. */
export function changeSentence(change: Change): Sentence {
  const { vi, en } = CHANGES[change.code];
  if (change.pages === undefined || change.pages.length === 0) return { vi, en };
  const pages = pagesPhrase(change.pages);
  return { vi: `${vi} ở ${pages.vi}`, en: `${en} on ${pages.en}` };
}

/** The sentence of what happened to pages. */
export function pageDifferenceSentence({ kind, pages }: PageDifference): Sentence {
  return PAGES[kind](pagesPhrase(pages), pages.length > 1);
}

/** What happened to pages in one phrase; empty when nothing did. */
export function differencesSentence(differences: readonly PageDifference[]): Sentence {
  return joined(differences.map(pageDifferenceSentence));
}

/** All that was altered after signing in one phrase: pages first, then what else is suspicious. */
export function alterationSentence(
  changes: readonly Change[],
  differences: readonly PageDifference[],
): Sentence {
  const phrases = differences.map(pageDifferenceSentence);
  const told = new Set<string>();
  for (const change of changes) {
    if (change.level < 4 || (differences.length > 0 && SAID_BY_PAGES.has(change.code))) continue;
    const phrase = changeSentence(change);
    if (!told.has(phrase.vi)) phrases.push(phrase);
    told.add(phrase.vi);
  }
  return joined(phrases);
}

function joined(phrases: readonly Sentence[]): Sentence {
  const shown = phrases.slice(0, MOST_PHRASES);
  return { vi: shown.map(({ vi }) => vi).join("; "), en: shown.map(({ en }) => en).join("; ") };
}

/** "trang 3", "trang 2 và 5", "trang 2, 4–7 và 9". */
function pagesPhrase(pages: readonly number[]): Sentence {
  const runs: string[] = [];
  for (let i = 0; i < pages.length; ) {
    const first = pages[i] ?? 0;
    let length = 1;
    while (pages[i + length] === first + length) length += 1;
    if (length > 2) runs.push(`${first}–${first + length - 1}`);
    else runs.push(...Array.from({ length }, (_, offset) => String(first + offset)));
    i += length;
  }
  const last = runs.pop() ?? "";
  const before = runs.length === 0 ? "" : runs.join(", ");
  return {
    vi: before === "" ? `trang ${last}` : `trang ${before} và ${last}`,
    en: before === "" ? `page${last.includes("–") ? "s" : ""} ${last}` : `pages ${before} and ${last}`,
  };
}

function was(several: boolean): string {
  return several ? "were" : "was";
}
