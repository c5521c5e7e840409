import type { Context } from "hono";
import { may } from "../../../../core/access/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { formatDate } from "../../../../core/ui/index.ts";
import { isUuid, type Outgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { OUTGOING_STATE_WORDS } from "../../outgoing/outgoing-states.ts";
import { submitDraft } from "../../outgoing/submit-draft.ts";
import { mayReadOutgoing } from "../../permissions.ts";
import { type Outcome, Outcomes } from "../shared/outcomes.tsx";
import { answerSelection } from "../shared/selection-export.ts";

const MOST = 100;
const CRUMBS = [{ href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" } }];

/** What can be done with several outgoing documents at once. */
export const OUTGOING_BULK = [
  { value: "submit", label: { vi: "Trình các dự thảo đã chọn", en: "Submit the selected drafts" } },
  {
    value: "export",
    label: { vi: "Xuất XLSX các văn bản đã chọn", en: "Export the selected (XLSX)" },
    download: true,
  },
] as const;

/** POST /outgoing/selected: puts drafts forward, or exports, document by document. */
export async function actOnSelectedOutgoing(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const ids = [...new Set(values(form, "selected"))].filter(isUuid).slice(0, MOST);
  const documents = await readable(c, actor, ids);
  if (documents.length === 0) {
    return redirectTo(c, "/outgoing", {
      tone: "info",
      message: {
        vi: "Chưa chọn văn bản nào. Đánh dấu ở đầu dòng rồi bấm lại.",
        en: "Nothing was selected. Tick the rows first.",
      },
    });
  }
  if (value(form, "do") === "export") return await exportSelected(c, actor, documents);
  const outcomes = await submitEach(c, actor, documents);
  if (outcomes.every((outcome) => outcome.done)) {
    return redirectTo(c, "/outgoing", {
      tone: "good",
      message: { vi: `Đã trình ${outcomes.length} dự thảo.`, en: `${outcomes.length} drafts submitted.` },
    });
  }
  return await answerPage(
    c,
    {
      title: OUTGOING_BULK[0].label,
      width: "narrow",
      crumbs: CRUMBS,
      children: <Outcomes outcomes={outcomes} back="/outgoing" />,
    },
    422,
  );
}

async function submitEach(
  c: Context<HttpEnv>,
  actor: PersonActor,
  documents: readonly Outgoing[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const document of documents) {
    const { id } = document;
    // In a list, what a secret document is about is not said.
    const name = document.symbol ?? (document.confidentiality > 0 ? "Dự thảo mật" : document.abstract);
    const item = { id, name, href: `/outgoing/${id}` };
    try {
      await transact(c.var.house, { actor }, (tx) => submitDraft(tx, actor, id));
      outcomes.push({ ...item, done: { vi: "Đã trình kiểm tra.", en: "Submitted for check." } });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      outcomes.push({ ...item, refused: error.sentence });
    }
  }
  return outcomes;
}

async function readable(
  c: Context<HttpEnv>,
  actor: PersonActor,
  ids: readonly string[],
): Promise<readonly Outgoing[]> {
  if (ids.length === 0) return [];
  const found = await c.var.house.database.queries
    .selectFrom("documents.outgoing")
    .selectAll()
    .where("id", "in", [...ids])
    .orderBy("drafted_at")
    .orderBy("id")
    .execute();
  return found.filter((document) => may(actor, mayReadOutgoing, subjectOfOutgoing(document)));
}

async function exportSelected(
  c: Context<HttpEnv>,
  actor: PersonActor,
  documents: readonly Outgoing[],
): Promise<Response> {
  return await answerSelection(c, actor, {
    kind: "outgoing-document",
    title: "Văn bản đi đã chọn",
    columns: [
      { key: "symbol", label: "Số, ký hiệu", width: 12 },
      { key: "date", label: "Ngày văn bản", width: 9, kind: "date" },
      { key: "abstract", label: "Trích yếu", width: 34 },
      { key: "drafter", label: "Người soạn", width: 14 },
      { key: "signer", label: "Người ký", width: 14 },
      { key: "state", label: "Tình trạng", width: 12 },
    ],
    documents,
    cells: (document) => ({
      symbol: document.symbol ?? "",
      date: document.issued_date === null ? "" : formatDate(document.issued_date),
      abstract: document.abstract,
      drafter: document.drafted_by_name,
      signer: document.signer_name,
      state: OUTGOING_STATE_WORDS[document.state].vi,
    }),
  });
}
