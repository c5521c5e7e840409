import type { Context } from "hono";
import { endOfWorkingDay, instantAt, loadCalendar } from "../../../../core/calendar/index.ts";
import { FormRefusal, Refusal, type Sentence } from "../../../../core/errors.ts";
import { type HttpEnv, requireSession, value, values } from "../../../../core/http/index.ts";
import { type PersonActor, type Transaction, transact } from "../../../../core/transaction/index.ts";
import { parseDay } from "../../../../core/ui/index.ts";
import { acceptDossier, refuseDossier } from "../accept-dossier.ts";
import { getDossier } from "../dossier.ts";
import {
  apologise,
  askPayment,
  recallResult,
  recordWithdrawal,
  returnResult,
  stopDossier,
} from "../end-dossier.ts";
import { forwardDossier, takeOver } from "../forward-dossier.ts";
import { signPapers } from "../papers/sign-papers.ts";
import { attachResult, signResult } from "../results.ts";
import { askSupplement, recordSupplement } from "../supplement.ts";
import { OFFICIAL_ACTIONS, type OfficialAction } from "./allowed.ts";
import { answerDossier, doneOn } from "./dossier-page.tsx";
import { type PostedFiles, readPostedFiles } from "./posted-files.ts";

/** What a form says, without the prefix of its action. */
interface Sent {
  readonly id: string;
  readonly seen: number;
  text(field: string): string;
  all(field: string): readonly string[];
  readonly posted: PostedFiles;
}

type Work = (tx: Transaction, actor: PersonActor, sent: Sent) => Promise<unknown>;

const WORK: Readonly<Record<Exclude<OfficialAction, "sign" | "sign-papers">, Work>> = {
  accept: (tx, actor, sent) => acceptDossier(tx, actor, sent),
  refuse: (tx, actor, sent) => refuseDossier(tx, actor, { ...stepOf(sent) }),
  forward: (tx, actor, sent) => {
    const personId = sent.text("person");
    return forwardDossier(tx, actor, {
      ...stepOf(sent),
      to: sent.text("to"),
      ...(personId === "" ? {} : { personId }),
    });
  },
  "take-over": (tx, actor, sent) => takeOver(tx, actor, stepOf(sent)),
  result: (tx, actor, sent) => {
    const [file] = sent.posted.filesOf("result-result", null);
    if (!file)
      throw new FormRefusal({ result: { vi: "Chọn tệp kết quả.", en: "Choose the file of the result." } });
    return attachResult(tx, actor, { ...stepOf(sent), file });
  },
  return: (tx, actor, sent) =>
    returnResult(tx, actor, { ...stepOf(sent), receivedBy: sent.text("receivedBy") }),
  supplement: (tx, actor, sent) =>
    askSupplement(tx, actor, {
      ...stepOf(sent),
      components: sent.all("components"),
      others: sent.text("others"),
      phone: sent.text("phone"),
    }),
  "record-supplement": (tx, actor, sent) =>
    recordSupplement(tx, actor, {
      ...stepOf(sent),
      files: sent.posted.filesOf("record-supplement-files", null),
    }),
  payment: (tx, actor, sent) => askPayment(tx, actor, stepOf(sent)),
  apologise: async (tx, actor, sent) => {
    const day = parseDay(sent.text("newDue"));
    if (day === undefined)
      throw new FormRefusal({
        newDue: {
          vi: "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 04/03/2022.",
          en: "Enter day/month/year, such as 04/03/2022.",
        },
      });
    const row = await getDossier(tx.queries, sent.id);
    const calendar = await loadCalendar(tx.queries, row.organisation_id);
    return await apologise(tx, actor, {
      ...stepOf(sent),
      newDueAt: endOfWorkingDay(instantAt(day), calendar),
    });
  },
  recall: (tx, actor, sent) => recallResult(tx, actor, stepOf(sent)),
  withdraw: (tx, actor, sent) => recordWithdrawal(tx, actor, stepOf(sent)),
  stop: (tx, actor, sent) => stopDossier(tx, actor, stepOf(sent)),
};

const DONE: Readonly<Record<OfficialAction, Sentence>> = {
  accept: {
    vi: "Đã tiếp nhận. Giấy hẹn nằm ở mục Giấy tờ của hồ sơ.",
    en: "Accepted. The slip is among the papers.",
  },
  refuse: { vi: "Đã từ chối và báo cho người dân.", en: "Refused; the citizen is told." },
  forward: { vi: "Đã chuyển bước.", en: "Handed on." },
  "take-over": { vi: "Bạn đã nhận xử lý hồ sơ này.", en: "You have taken it." },
  result: { vi: "Đã đính kèm kết quả.", en: "The result is attached." },
  "sign-papers": { vi: "Đã ký số giấy tờ của hồ sơ.", en: "The papers are sealed." },
  sign: { vi: "Đã ký số kết quả.", en: "The result is signed." },
  return: { vi: "Đã trả kết quả, hồ sơ kết thúc.", en: "Returned; the dossier has ended." },
  supplement: { vi: "Đã gửi yêu cầu bổ sung; thời hạn tạm dừng.", en: "Asked; the clock stands still." },
  "record-supplement": { vi: "Đã ghi nhận bổ sung; thời hạn chạy tiếp.", en: "Recorded; the clock goes on." },
  payment: { vi: "Đã yêu cầu nghĩa vụ tài chính; thời hạn tạm dừng.", en: "Asked; the clock stands still." },
  apologise: { vi: "Đã gửi phiếu xin lỗi với ngày hẹn mới.", en: "The apology with the new day is sent." },
  recall: { vi: "Đã thu hồi để xử lý lại.", en: "Taken back." },
  withdraw: { vi: "Đã ghi nhận người dân rút hồ sơ.", en: "The withdrawal is recorded." },
  stop: { vi: "Đã dừng xử lý và báo cho người dân.", en: "Stopped; the citizen is told." },
};

/** POST /dossiers/:id/:action */
export async function officialAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const action = OFFICIAL_ACTIONS.find((each) => each === c.req.param("action"));
  if (action === undefined) return await c.notFound();
  const posted = await readPostedFiles(c);
  const { form } = posted;
  const sent: Sent = {
    id: c.req.param("id") ?? "",
    seen: Number(value(form, "seen")),
    text: (field) => value(form, `${action}-${field}`),
    all: (field) => values(form, `${action}-${field}`),
    posted,
  };
  const requestId = value(form, "transactionId");
  const request = requestId.length >= 8 && requestId.length <= 100 ? { requestId } : {};
  try {
    if (action === "sign-papers") {
      await signPapers(house, actor, { id: sent.id, pin: sent.text("pin"), ...request });
    } else if (action === "sign") {
      const keyId = sent.text("key");
      await signResult(house, actor, {
        ...stepOf(sent),
        fileId: sent.text("file"),
        pin: sent.text("pin"),
        ...(keyId === "" ? {} : { keyId }),
        ...request,
      });
    } else {
      await transact(house, { actor, ...request }, async (tx) => {
        await WORK[action](tx, actor, sent);
        return true;
      });
    }
  } catch (error) {
    if (!(error instanceof Refusal) || ![409, 422, 423, 503].includes(error.status)) throw error;
    const problems = error instanceof FormRefusal ? error.problems : { [error.field ?? ""]: error.sentence };
    const named = Object.fromEntries(
      Object.entries(problems).map(([field, sentence]) => [ownName(action, field), sentence]),
    );
    return await answerDossier(c, named, form.fields, error.status === 409 ? 409 : 422, action);
  }
  const { vi, en } = DONE[action];
  return doneOn(c, { id: sent.id }, vi, en);
}

/** A file field is named in full already, because the gate names the field it refuses. */
function ownName(action: OfficialAction, field: string): string {
  return field === "" || field.startsWith(`${action}-`) ? field : `${action}-${field}`;
}

function stepOf(sent: Sent): { readonly id: string; readonly seen: number; readonly note: string } {
  return { id: sent.id, seen: sent.seen, note: sent.text("note") };
}
