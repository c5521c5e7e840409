/** Measures of NĐ 30/2020/NĐ-CP, Phụ lục I, as data. Points unless said otherwise; 1 mm = 72/25.4 points. */

export const MM = 72 / 25.4;

/** A4 (part I.1). */
export const PAPER = { width: 210 * MM, height: 297 * MM } as const;

/** Margins (part I.3): top and bottom 20–25 mm, left 30–35 mm, right 15–20 mm. */
export const MARGIN = { top: 20 * MM, bottom: 20 * MM, left: 30 * MM, right: 15 * MM } as const;

/** Sizes (parts II, III); where the law leaves a choice, the one most organisations make. */
export const SIZE = {
  /** Quốc hiệu 12–13, Tiêu ngữ 13–14. */
  country: 12,
  motto: 13,
  /** Names of organisations 12–13. */
  issuer: 12,
  /** Số, ký hiệu 13; địa danh, ngày 13–14. */
  number: 13,
  place: 13,
  /** Trích yếu of a công văn 12–13. */
  letterAbstract: 12,
  /** "Nơi nhận" 12, its lines 11. */
  recipientsHead: 12,
  recipients: 11,
  /** Người soạn thảo và số lượng bản 11; address at the foot 11–12. */
  typist: 11,
  address: 11,
  /** Số trang 13–14. */
  page: 13,
  /** Marks of secrecy, urgency and circulation 13–14. */
  mark: 13,
  /** "Phụ lục" 14. */
  appendix: 14,
} as const;

/** Text of the body, titles and signature block: 13 or 14. */
export type BodySize = 13 | 14;

/** Single spacing of Times New Roman, times the size. */
export const SINGLE = 1.15;
/** Between lines: single to 1.5 (part II.6.e). */
export const LEADING = SINGLE * 1.1;
/** Between paragraphs: at least 6 pt. */
export const PARAGRAPH_GAP = 6;
/** First line of a paragraph: 1 cm or 1.27 cm. */
export const INDENT = 12.7 * MM;

/** Where the head's two columns meet, of the width of the text. */
export const HEAD_LEFT = 0.41;

/** Marks of urgency and secrecy: frames of 8 mm height (part III.2). */
export const MARK_HEIGHT = 8 * MM;

/** Room for the number: five figures at 13 pt. */
export const NUMBER_GAP = 38;
/** Room for day, month and year. */
export const DAY_GAP = 20;
export const YEAR_GAP = 36;

/** Room between position and name for the person's picture and the seal of 36 mm over it (cells 7c, 8). */
export const SIGNATURE_ROOM = 106;
export const SIGNATURE_PICTURE = { width: 120, height: 62 } as const;

/** One page: paper and the rectangle text stands in. */
export interface PageShape {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const PORTRAIT: PageShape = {
  width: PAPER.width,
  height: PAPER.height,
  left: MARGIN.left,
  right: PAPER.width - MARGIN.right,
  top: MARGIN.top,
  bottom: PAPER.height - MARGIN.bottom,
};

/** Along the width of A4, for tables (part I.2). */
export const LANDSCAPE: PageShape = {
  width: PAPER.height,
  height: PAPER.width,
  left: MARGIN.left,
  right: PAPER.height - MARGIN.right,
  top: MARGIN.top,
  bottom: PAPER.width - MARGIN.bottom,
};
