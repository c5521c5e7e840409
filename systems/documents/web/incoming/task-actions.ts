import { FormRefusal } from "../../../../core/errors.ts";
import { value, values } from "../../../../core/http/index.ts";
import { parseDay } from "../../../../core/ui/index.ts";
import { askExtension } from "../../tasks/ask-extension.ts";
import { linkToOrigin } from "../../tasks/link-to-origin.ts";
import { reportPart } from "../../tasks/report-part.ts";
import { reportProgress } from "../../tasks/report-progress.ts";
import { urgeTasks } from "../../tasks/urge-tasks.ts";
import { dayOf } from "../shared/deadlines.ts";
import type { CardAction } from "./incoming-actions.ts";

/** Actions on the tasks of a document, by the last part of their address. */
export const TASK_CARD_ACTIONS: Readonly<Record<string, CardAction>> = {
  "report-progress": {
    run: ({ tx, actor, id, form }) =>
      reportProgress(tx, actor, {
        incomingId: id,
        taskId: value(form, "task"),
        percent: wholeNumber(value(form, "percent")),
        note: value(form, "note"),
      }),
    done: () => ({ vi: "Đã ghi tiến độ.", en: "Progress noted." }),
  },
  "report-part": {
    run: ({ tx, actor, id, form }) =>
      reportPart(tx, actor, {
        incomingId: id,
        taskId: value(form, "task"),
        result: value(form, "partResult"),
      }),
    done: () => ({
      vi: "Đã báo xong phần việc của đơn vị. Đơn vị chủ trì được báo ngay.",
      en: "Your unit's part is reported done. The lead unit is told at once.",
    }),
  },
  "ask-extension": {
    run: async ({ house, tx, actor, id, form }) =>
      await askExtension(tx, actor, {
        incomingId: id,
        taskId: value(form, "task"),
        deadline: await dayOf(house, actor, form, "wantedDeadline", tx.now),
        reason: value(form, "extensionReason"),
      }),
    done: () => ({
      vi: "Đã gửi đề nghị gia hạn tới người định hạn.",
      en: "The request went to whoever set the deadline.",
    }),
  },
  "link-origin": {
    run: ({ tx, actor, id, form }) => {
      const issuedDate = readOptionalDay(value(form, "originDate"));
      return linkToOrigin(tx, actor, {
        incomingId: id,
        symbol: value(form, "originSymbol"),
        ...(issuedDate === undefined ? {} : { issuedDate }),
      });
    },
    done: () => ({
      vi: "Đã gắn với văn bản chỉ đạo. Mọi nhiệm vụ theo văn bản đó nằm trên một trang.",
      en: "Linked to the directive. All its tasks are on one page.",
    }),
  },
  urge: {
    run: ({ tx, actor, id, form }) =>
      urgeTasks(tx, actor, {
        incomingId: id,
        tasks: values(form, "urgedTasks"),
        tone: value(form, "tone"),
        content: value(form, "urgeContent"),
      }),
    done: () => ({
      vi: "Đã đôn đốc. Bảng nhắc việc bên dưới cho thấy ai được nhắc và đã xem lúc nào.",
      en: "Urged. The table of reminders shows who was told and when they saw it.",
    }),
  },
};

/** @throws FormRefusal on `originDate` */
function readOptionalDay(typed: string): string | undefined {
  if (typed.trim() === "") return undefined;
  const day = parseDay(typed);
  if (day !== undefined) return day;
  throw new FormRefusal({
    originDate: {
      vi: "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 04/03/2022.",
      en: "Enter day/month/year, such as 04/03/2022.",
    },
  });
}

/** Digits only; anything else is no number, so that the use case names the field. */
function wholeNumber(typed: string): number {
  return /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
}
