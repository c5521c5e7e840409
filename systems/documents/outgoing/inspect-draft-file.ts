import { FormRefusal } from "../../../core/errors.ts";
import {
  listSignatures,
  normalisePdf,
  PdfError,
  pageBoxes,
  prepareForNumbering,
  proposeSignaturePlace,
} from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import { convertedFile, isOfficeFile } from "../converting/converted-file.ts";
import type { NamedFile } from "./create-draft.ts";

/**
 * Goes through everything that signing will do to the file, up to the signature itself, so that a file that cannot be
 * signed is refused to its author now and not to the leader later. A Word file is converted first; it becomes the
 * `source` of the PDF.
 *
 * @throws FormRefusal on the field `file` with the reason in plain words
 */
export async function inspectDraftFile(
  house: House,
  sent: NamedFile,
): Promise<NamedFile & { readonly pageAmount: number }> {
  const file = isOfficeFile(sent) ? await convertedFile(house, sent) : sent;
  try {
    const pdf = await normalisePdf(await house.files.bytes(file.sha256));
    if (listSignatures(pdf).length > 0)
      throw new PdfError("pdf.already-signed", "A draft must carry no signature");
    const prepared = prepareForNumbering(pdf);
    proposeSignaturePlace(prepared);
    return { ...file, pageAmount: pageBoxes(prepared).length };
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    throw new FormRefusal({
      file: {
        vi: `${error.sentence.vi}. Hãy xuất lại tệp PDF từ phần mềm soạn thảo rồi chọn lại.`,
        en: `${error.sentence.en}. Export the PDF again from your word processor and choose it again.`,
      },
    });
  }
}

/**
 * Checks that all files together fit one message of the axis: base64 makes them a third larger.
 * @throws FormRefusal on the field `attachments`
 */
export function assertFitsMessage(
  house: Pick<House, "config">,
  files: readonly { readonly size: number }[],
): void {
  const limit = largestContent(house);
  if (files.reduce((sum, file) => sum + file.size, 0) <= limit) return;
  const megabytes = Math.floor(limit / 1_000_000);
  throw new FormRefusal({
    attachments: {
      vi: `Tổng dung lượng các tệp vượt quá ${megabytes} MB mà một văn bản gửi qua trục được mang. Bỏ bớt hoặc giảm dung lượng tệp.`,
      en: `All files together are larger than the ${megabytes} MB one message may carry. Remove a file or make it smaller.`,
    },
  });
}

/** Bytes of files that one message can carry. */
export function largestContent(house: Pick<House, "config">): number {
  return Math.floor((house.config.maxMessageBytes * 3) / 4 - 1_000_000);
}
