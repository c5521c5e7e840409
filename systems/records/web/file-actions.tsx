import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { FormRefusal, notFound, type Sentence } from "../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  type Form as PostedForm,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../core/http/index.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import {
  ConfirmQuestion,
  DateField,
  ErrorSummary,
  type FieldErrors,
  parseDay,
  TextArea,
  TextField,
} from "../../../core/ui/index.ts";
import { acceptFile, returnFile, withdrawDeposit } from "../deposit/decide-deposit.ts";
import { keepBack } from "../deposit/keep-back.ts";
import { askPackage } from "../packages/request-package.ts";
import { FILE_ACTIONS, type FileAction } from "../states.ts";
import { removeItem } from "../work-files/add-items.ts";
import { closeWorkFile, reopenWorkFile } from "../work-files/close-work-file.ts";
import { freezeWorkFile, unfreezeWorkFile } from "../work-files/freeze-work-file.ts";
import { confirmRight, setRight } from "../work-files/rights.ts";
import { allowedActions, nextFileState, readWorkFile } from "../work-files/work-file.ts";
import { answerFile } from "./file-page.tsx";
import { reasonOf, refusedForm, requestIdOf } from "./forms.ts";
import { FILES_CRUMB, fileCrumb } from "./parts.tsx";

interface Act {
  readonly run: (tx: Transaction, actor: PersonActor, id: string, form: PostedForm) => Promise<unknown>;
  readonly done: Sentence;
  /** Asked on a page of its own before it is done. */
  readonly ask?: {
    readonly title: Sentence;
    readonly consequences: readonly Sentence[];
    readonly reason?: Sentence;
    readonly danger?: boolean;
  };
}

const REASON: Sentence = { vi: "Lý do", en: "Reason" };

const ACTS: Readonly<Partial<Record<FileAction, Act>>> = {
  close: {
    run: (tx, actor, id) => closeWorkFile(tx, actor, id),
    done: { vi: "Hồ sơ đã kết thúc.", en: "The file is closed." },
    ask: {
      title: { vi: "Kết thúc hồ sơ", en: "Close the file" },
      consequences: [
        {
          vi: "Bạn đã kiểm tra hồ sơ đủ văn bản, tài liệu, đúng thứ tự và đúng thời hạn lưu trữ.",
          en: "You have checked that everything is in, in order and with the right retention.",
        },
        {
          vi: "Sau khi kết thúc không thêm, rút văn bản được nữa; hạn nộp lưu bắt đầu tính từ hôm nay.",
          en: "Afterwards nothing is added or taken out; the term of deposit counts from today.",
        },
      ],
    },
  },
  reopen: {
    run: (tx, actor, id, form) => reopenWorkFile(tx, actor, id, reasonOf(form)),
    done: { vi: "Hồ sơ đã mở lại.", en: "The file is open again." },
    ask: {
      title: { vi: "Mở lại hồ sơ", en: "Reopen the file" },
      consequences: [
        {
          vi: "Hạn nộp lưu tính lại từ lần kết thúc sau.",
          en: "The term of deposit counts anew from the next closing.",
        },
      ],
      reason: REASON,
    },
  },
  "keep-back": {
    run: (tx, actor, id, form) => keepBack(tx, actor, id, keepBackOf(form)),
    done: { vi: "Đã ghi việc giữ lại hồ sơ.", en: "It is written down that the file is kept back." },
    ask: {
      title: { vi: "Giữ lại hồ sơ đến hạn nộp lưu", en: "Keep the file back" },
      consequences: [
        {
          vi: "Cần văn bản đồng ý của lãnh đạo; giữ lại không quá 2 năm kể từ hạn nộp.",
          en: "A leader's written consent is needed; at most two years beyond the term.",
        },
      ],
    },
  },
  "withdraw-deposit": {
    run: (tx, actor, id, form) => withdrawDeposit(tx, actor, id, reasonOf(form)),
    done: { vi: "Đã rút hồ sơ khỏi đợt nộp lưu.", en: "The file is withdrawn from the deposit." },
    ask: {
      title: { vi: "Rút hồ sơ đang nộp lưu", en: "Withdraw from the deposit" },
      consequences: [{ vi: "Gói nộp lưu đã đóng không dùng nữa.", en: "Its submission package is void." }],
      reason: REASON,
    },
  },
  accept: {
    run: (tx, actor, id) => acceptFile(tx, actor, id),
    done: {
      vi: "Lưu trữ đã tiếp nhận hồ sơ; gói bảo quản đang được lập.",
      en: "The archive has accepted the file; its archival package is being made.",
    },
    ask: {
      title: { vi: "Tiếp nhận hồ sơ vào lưu trữ", en: "Accept the file" },
      consequences: [
        {
          vi: "Từ đây hồ sơ do lưu trữ cơ quan quản lý, đơn vị không sửa được nữa.",
          en: "From now on the archive keeps the file; the unit cannot change it.",
        },
        {
          vi: "Gói bảo quản (AIP) được lập từ đúng gói nộp lưu đã nhận.",
          en: "The archival package is made from exactly the submission package.",
        },
      ],
    },
  },
  return: {
    run: (tx, actor, id, form) => returnFile(tx, actor, id, reasonOf(form)),
    done: { vi: "Đã trả lại hồ sơ cho đơn vị.", en: "The file is returned to its unit." },
    ask: {
      title: { vi: "Trả lại hồ sơ", en: "Return the file" },
      consequences: [
        { vi: "Người lập hồ sơ thấy đúng lý do bạn ghi.", en: "The keeper reads exactly your reason." },
      ],
      reason: REASON,
      danger: true,
    },
  },
  freeze: {
    run: (tx, actor, id, form) => freezeWorkFile(tx, actor, id, reasonOf(form)),
    done: { vi: "Hồ sơ đã đóng băng.", en: "The file is frozen." },
    ask: {
      title: { vi: "Đóng băng hồ sơ để kiểm tra", en: "Freeze the file for an inspection" },
      consequences: [
        {
          vi: "Không ai sửa, thêm, rút, nộp lưu được hồ sơ cho đến khi mở lại.",
          en: "Nobody changes or deposits the file until it is released.",
        },
      ],
      reason: { vi: "Căn cứ, cuộc thanh tra hoặc kiểm tra", en: "Basis: which inspection" },
    },
  },
  unfreeze: {
    run: (tx, actor, id, form) => unfreezeWorkFile(tx, actor, id, reasonOf(form)),
    done: { vi: "Hồ sơ đã mở lại.", en: "The file is released." },
    ask: {
      title: { vi: "Mở đóng băng hồ sơ", en: "Release the file" },
      consequences: [{ vi: "Công việc trên hồ sơ tiếp tục bình thường.", en: "Work on the file goes on." }],
      reason: REASON,
    },
  },
  remove: {
    run: (tx, actor, id, form) => removeItem(tx, actor, id, value(form, "item")),
    done: { vi: "Đã rút khỏi hồ sơ.", en: "Taken out of the file." },
    ask: {
      title: { vi: "Rút văn bản, tài liệu khỏi hồ sơ", en: "Take the document out" },
      consequences: [
        {
          vi: "Văn bản vẫn còn trong hệ thống và trong các hồ sơ khác.",
          en: "The document itself stays, also in other files.",
        },
      ],
    },
  },
  "package-sip": {
    run: (tx, actor, id) => askPackage(tx, actor, id, "sip", ""),
    done: { vi: "Gói nộp lưu đang được đóng.", en: "The submission package is being made." },
  },
  "package-aip": {
    run: (tx, actor, id) => askPackage(tx, actor, id, "aip", ""),
    done: { vi: "Gói bảo quản đang được lập.", en: "The archival package is being made." },
  },
  "package-dip": {
    run: (tx, actor, id, form) => askPackage(tx, actor, id, "dip", reasonOf(form)),
    done: { vi: "Gói sử dụng đang được lập.", en: "The dissemination package is being made." },
    ask: {
      title: { vi: "Lập gói sử dụng (DIP)", en: "Make a dissemination package" },
      consequences: [
        {
          vi: "Gói là bản sao của hồ sơ cho người đọc, kèm trình đọc mở được không cần hệ thống.",
          en: "A copy of the file for a reader, with a page that opens it without the system.",
        },
      ],
      reason: { vi: "Người sử dụng và mục đích", en: "Reader and purpose" },
    },
  },
  "set-rights": {
    run: (tx, actor, id, form) =>
      setRight(tx, actor, id, { holder: value(form, "holder"), level: levelOf(form) }),
    done: { vi: "Đã ghi quyền.", en: "The right is written down." },
  },
  "confirm-rights": {
    run: (tx, actor, id, form) =>
      confirmRight(tx, actor, id, value(form, "holder"), value(form, "decision") === "approve"),
    done: { vi: "Đã ghi quyết định về quyền.", en: "The decision is written down." },
  },
};

function levelOf(form: PostedForm): "work" | "read" | "none" {
  const level = (["work", "read", "none"] as const).find((each) => each === value(form, "level"));
  if (level) return level;
  throw new FormRefusal({ level: { vi: "Chọn quyền.", en: "Choose a right." } });
}

function keepBackOf(form: PostedForm): { readonly until: string; readonly consent: string } {
  const until = parseDay(value(form, "until"));
  const consent = value(form, "consent");
  const problems: Record<string, Sentence> = {};
  if (!until)
    problems.until = { vi: "Ghi ngày, ví dụ 31/12/2026.", en: "Give a day, for example 31/12/2026." };
  if (consent === "" || consent.length > 200)
    problems.consent = {
      vi: "Ghi số, ký hiệu và ngày văn bản đồng ý.",
      en: "Give number and day of the written consent.",
    };
  if (until && Object.keys(problems).length === 0) return { until, consent };
  throw new FormRefusal(problems);
}

function actOf(c: Context<HttpEnv>): { readonly action: FileAction; readonly act: Act } {
  const name = c.req.param("action") ?? "";
  const action = FILE_ACTIONS.find((each) => each === name);
  const act = action && ACTS[action];
  if (!act) throw notFound();
  return { action, act };
}

/** GET /files/:id/:action: asks before something that others will see. */
export async function askActionPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerAsk(c, {}, () => "", 200);
}

/** POST /files/:id/:action */
export async function actOnFile(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const id = c.req.param("id") ?? "";
  const { act } = actOf(c);
  const form = await readForm(c);
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      await act.run(tx, actor, id, form);
      return id;
    });
    return redirectTo(c, `/files/${id}`, { tone: "good", message: act.done });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return act.ask && status === 422
      ? await answerAsk(c, errors, (name) => value(form, name), status)
      : await answerFile(c, errors, status);
  }
}

async function answerAsk(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  typed: (name: string) => string,
  status: 200 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { action, act } = actOf(c);
  const { file, subject } = await readWorkFile(c.var.house.database.queries, actor, c.req.param("id") ?? "");
  if (!act.ask) throw notFound();
  nextFileState(file, action);
  if (!allowedActions(actor, file, subject).includes(action)) throw notFound();
  const { title, consequences, danger, reason } = act.ask;
  const item = typed("item") || queryText(c, "item", 36);
  return await answerPage(
    c,
    {
      title,
      lead: file.title,
      crumbs: [FILES_CRUMB, fileCrumb(file)],
      width: "narrow",
      children: (
        <>
          <ErrorSummary errors={errors} />
          <ConfirmQuestion
            question={{ vi: `${title.vi} ${file.notation}?`, en: `${title.en}: ${file.notation}?` }}
            consequences={consequences}
            action={`/files/${file.id}/${action}`}
            confirmLabel={title}
            danger={danger}
            cancelHref={`/files/${file.id}`}
            transactionId={randomUUID()}
          >
            {action === "remove" && <input type="hidden" name="item" value={item} />}
            {action === "keep-back" && <KeepBackFields errors={errors} typed={typed} />}
            {reason && (
              <TextArea
                name="reason"
                label={reason}
                hint={{ vi: "Từ 10 ký tự.", en: "At least 10 characters." }}
                value={typed("reason")}
                error={errors.reason}
                maxLength={500}
              />
            )}
          </ConfirmQuestion>
        </>
      ),
    },
    status,
  );
}

function KeepBackFields({
  errors,
  typed,
}: {
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string;
}) {
  return (
    <>
      <DateField
        name="until"
        label={{ vi: "Giữ lại đến ngày", en: "Kept back until" }}
        value={typed("until")}
        error={errors.until}
      />
      <TextField
        name="consent"
        label={{ vi: "Văn bản đồng ý (số, ký hiệu, ngày)", en: "Written consent (number, day)" }}
        value={typed("consent")}
        error={errors.consent}
        maxLength={200}
      />
    </>
  );
}
