import { availableParallelism } from "node:os";
import type { Context } from "hono";
import { Refusal } from "../../errors.ts";
import { clientAddress, type HttpEnv } from "../../http/index.ts";
import type { House } from "../../system.ts";
import { keyRingOf } from "../key-ring/key-ring.ts";
import { revocationSettings } from "../key-ring/revocation-settings.ts";
import { type Allowance, createAllowance } from "./allowance.ts";
import { createExaminer, type Examiner } from "./examiner.ts";
import { type ReceivedFile, receiveFile } from "./receive-file.ts";
import type { FileReport } from "./report-schema.ts";

/** A file somebody had checked, while it is still here. */
export interface CheckedFile {
  readonly file: ReceivedFile;
  readonly report: FileReport;
  /** The answer goes on reading the file and closes it itself. */
  keep(): void;
}

/** The public check of one house: processes, shares of the callers, files being taken in. */
interface PublicCheck {
  readonly examiner: Examiner;
  readonly allowance: Allowance;
  /** Addresses of the callers, one entry a file. */
  readonly running: string[];
}

/** A whole office may stand behind one address. */
const BURST = 60;
const PER_SECOND = 1;
/** Files being sent or examined at the same time; more would fill the disk. */
const AT_ONCE = 64;
/** Of these, by one caller: slow lines must not keep everybody else out. */
const AT_ONCE_EACH = 8;
const PROCESSES = Math.max(1, Math.min(4, availableParallelism() - 1));
const checks = new WeakMap<House, PublicCheck>();

/**
 * Takes in the file of a request, examines it, and lets `answer` make the answer. The file is gone when it returns:
 * nothing is stored, and the log only counts.
 *
 * @throws Refusal 413, 415, 422, 400 as {@link receiveFile}; 429 asked too often; 503 too much at once
 */
export async function checkSentFile<Answer>(
  c: Context<HttpEnv>,
  answer: (checked: CheckedFile) => Promise<Answer>,
): Promise<Answer> {
  const { house } = c.var;
  const check = checkOf(house);
  const address = clientAddress(c);
  if (!isThisMachine(address)) {
    if (!check.allowance.take(address)) throw tooOften();
    if (check.running.filter((caller) => caller === address).length >= AT_ONCE_EACH) throw tooOften();
  }
  if (check.running.length >= AT_ONCE) throw busy();
  check.running.push(address);
  const startedAt = performance.now();
  try {
    const file = await receiveFile(c, house.config.maxCheckedBytes);
    let kept = false;
    try {
      const report = await check.examiner.examine({
        name: file.name,
        at: new Date(),
        place: { handle: file.handle.fd },
      });
      const milliseconds = Math.round(performance.now() - startedAt);
      const { format, verdict } = report;
      house.log.info({ format, verdict, bytes: file.size, milliseconds }, "a file was checked");
      return await answer({
        file,
        report,
        keep: () => {
          kept = true;
        },
      });
    } finally {
      if (!kept) await file.handle.close();
    }
  } finally {
    check.running.splice(check.running.indexOf(address), 1);
  }
}

function checkOf(house: House): PublicCheck {
  const known = checks.get(house);
  if (known !== undefined) return known;
  const { trust } = keyRingOf(house);
  const made: PublicCheck = {
    examiner: createExaminer({ trust, revocation: revocationSettings(house), processes: PROCESSES }),
    allowance: createAllowance(BURST, PER_SECOND),
    running: [],
  };
  checks.set(house, made);
  return made;
}

/** Programs of the operator on the same machine; a proxy names the caller it stands for. */
function isThisMachine(address: string): boolean {
  return address === "127.0.0.1" || address === "::1" || address === "::ffff:127.0.0.1";
}

function tooOften(): Refusal {
  return new Refusal("verify.too-often", 429, {
    vi: "Bạn đã kiểm tra nhiều tệp liên tiếp. Hãy đợi khoảng 10 giây rồi gửi lại.",
    en: "You had many files checked in a row. Wait about 10 seconds and send it again.",
  });
}

function busy(): Refusal {
  return new Refusal("verify.busy", 503, {
    vi: "Đang có nhiều người kiểm tra tệp cùng lúc. Hãy đợi khoảng 10 giây rồi gửi lại.",
    en: "Many people are having files checked right now. Wait about 10 seconds and send it again.",
  });
}
