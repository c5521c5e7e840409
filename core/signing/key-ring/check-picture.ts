import type { Sentence } from "../../errors.ts";
import { decodePng } from "../appearance/png.ts";
import { PdfError } from "../pdf/errors.ts";
import type { SignerRole } from "../types.ts";

export const PICTURE_MAX_BYTES = 2_000_000;
/** A page scanned as a whole has less than this clear; a cut-out signature or seal has far more. */
const CLEAR_SHARE = 0.2;
const SMALLEST_SIDE = 100;

/**
 * What is wrong with a picture of a signature or a seal: it must be a PNG with transparency, blue for a person, red for
 * an organisation (NĐ 30/2020 PL I, II.7 and II.8).
 *
 * @returns undefined when it can be used
 */
export function pictureProblem(png: Uint8Array, kind: SignerRole): Sentence | undefined {
  if (png.length > PICTURE_MAX_BYTES) {
    return {
      vi: "Hình lớn hơn 2 MB. Hãy giảm kích thước rồi tải lại.",
      en: "The picture is larger than 2 MB. Make it smaller and send it again.",
    };
  }
  let picture: ReturnType<typeof decodePng>;
  try {
    picture = decodePng(png);
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    return {
      vi: "Tệp này không phải hình PNG dùng được. Hãy lưu lại dạng PNG thường (không xen dòng), cạnh dài không quá 6.000 điểm.",
      en: "This is not a usable PNG. Save it as a plain PNG (not interlaced), no side longer than 6,000 pixels.",
    };
  }
  if (Math.min(picture.width, picture.height) < SMALLEST_SIDE) {
    return {
      vi: `Hình quá nhỏ: cạnh ngắn cần ít nhất ${SMALLEST_SIDE} điểm.`,
      en: `The picture is too small: the short side needs at least ${SMALLEST_SIDE} pixels.`,
    };
  }
  const { clear, ink } = measure(picture);
  if (clear < CLEAR_SHARE) {
    return {
      vi: "Nền của hình không trong suốt nên sẽ che chữ trên văn bản. Hãy xóa nền trắng rồi lưu dạng PNG có nền trong suốt.",
      en: "The background of the picture is not transparent and would cover the text. Remove the white and save it as PNG with transparency.",
    };
  }
  if (ink === undefined)
    return { vi: "Hình không có nét nào nhìn thấy được.", en: "Nothing can be seen in the picture." };
  if (kind === "person" && ink.blue <= ink.red) {
    return {
      vi: "Chữ ký phải màu xanh (Nghị định 30/2020, Phụ lục I). Hãy dùng hình màu xanh.",
      en: "A signature must be blue (Decree 30/2020, Appendix I). Use a blue picture.",
    };
  }
  if (kind === "organisation" && (ink.red <= ink.blue || ink.red <= ink.green)) {
    return {
      vi: "Con dấu phải màu đỏ (Nghị định 30/2020, Phụ lục I). Hãy dùng hình màu đỏ.",
      en: "A seal must be red (Decree 30/2020, Appendix I). Use a red picture.",
    };
  }
  return undefined;
}

/** Share of clear pixels, and the average colour of the inked ones. */
function measure({ rgb, alpha }: ReturnType<typeof decodePng>): {
  clear: number;
  ink: { red: number; green: number; blue: number } | undefined;
} {
  if (alpha === undefined) return { clear: 0, ink: undefined };
  let [clear, inked, red, green, blue] = [0, 0, 0, 0, 0];
  for (const [index, opacity] of alpha.entries()) {
    if (opacity < 16) clear += 1;
    if (opacity < 128) continue;
    inked += 1;
    red += rgb[index * 3] ?? 0;
    green += rgb[index * 3 + 1] ?? 0;
    blue += rgb[index * 3 + 2] ?? 0;
  }
  const ink = inked === 0 ? undefined : { red: red / inked, green: green / inked, blue: blue / inked };
  return { clear: clear / alpha.length, ink };
}
