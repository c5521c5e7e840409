import { FormRefusal } from "../../core/errors.ts";

/** Shortest reason that still explains something; the practice of the systems in use is 10 characters. */
export const MIN_REASON = 10;
const MAX_REASON = 500;

/** Checks a reason that another person will read. @throws FormRefusal on the field `reason` */
export function requireReason(text: string): string {
  const reason = text.normalize("NFC").trim();
  if (reason.length >= MIN_REASON && reason.length <= MAX_REASON) return reason;
  throw new FormRefusal({
    reason: {
      vi: `Nêu lý do để người nhận hiểu và làm đúng (từ ${MIN_REASON} đến ${MAX_REASON} ký tự).`,
      en: `Give the reason, so that the other side understands (${MIN_REASON} to ${MAX_REASON} characters).`,
    },
  });
}
