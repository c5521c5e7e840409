import { FormRefusal } from "../../../core/errors.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import "./tables.ts";

/** A file in the store. */
export interface NewRoundFile {
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
}

export const MOST_ROUND_FILES = 10;
/** Of one file, bytes. */
export const MOST_ROUND_FILE_BYTES = 50 * 1024 * 1024;

/** Keeps the files of a question (no answer) or of an answer. @throws FormRefusal on `files` */
export async function keepRoundFiles(
  tx: Transaction,
  {
    roundId,
    answerId,
    files,
  }: { readonly roundId: string; readonly answerId: string | null; readonly files: readonly NewRoundFile[] },
): Promise<void> {
  if (files.length === 0) return;
  if (files.length > MOST_ROUND_FILES)
    throw new FormRefusal({
      files: {
        vi: `Kèm nhiều nhất ${MOST_ROUND_FILES} tệp. Gộp bớt rồi gửi lại.`,
        en: `At most ${MOST_ROUND_FILES} files. Join some and send again.`,
      },
    });
  if (files.some(({ size }) => size > MOST_ROUND_FILE_BYTES || size === 0))
    throw new FormRefusal({
      files: {
        vi: `Mỗi tệp không rỗng và không quá ${MOST_ROUND_FILE_BYTES / 1024 / 1024} MB.`,
        en: `No file may be empty or larger than ${MOST_ROUND_FILE_BYTES / 1024 / 1024} MB.`,
      },
    });
  await tx.queries
    .insertInto("documents.opinion_file")
    .values(
      files.map(({ sha256, size, name }, position) => ({
        id: uuidv7(tx.now),
        round_id: roundId,
        answer_id: answerId,
        position,
        sha256,
        size,
        name,
      })),
    )
    .execute();
}
