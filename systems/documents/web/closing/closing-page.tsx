import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { notFound } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  formatNumber,
  LinkButton,
  Notice,
  TextArea,
  TextField,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import {
  type BookNote,
  type Closing,
  getClosing,
  notesOf,
  subjectOfClosing,
} from "../../closing/closings.ts";
import { confirmClosing, returnClosing } from "../../closing/decide-closing.ts";
import { noteCorrection } from "../../closing/note-correction.ts";
import { mayAskClosing, mayConfirmClosing, mayReadClosing } from "../../closing/permissions.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { sendFile } from "../shared/send-file.ts";
import { ClosingStateChip, titleOf } from "./closings-page.tsx";

/** GET /registers/closings/:id: the print, what was decided, the corrections. */
export async function closingPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerClosing(c, { errors: {}, typed: () => "" }, 200);
}

const DONE: Readonly<Record<string, Words>> = {
  confirm: {
    vi: "Đã xác nhận khóa sổ. Bản in này là sổ chính thức của năm.",
    en: "The closing is confirmed. This print is the register of the year.",
  },
  return: {
    vi: "Đã trả lại. Sổ mở lại để văn thư bổ sung; văn thư được báo lý do.",
    en: "Returned. The register is open again; the clerk is told why.",
  },
  note: { vi: "Đã ghi đính chính.", en: "The correction is noted." },
};

/** POST /registers/closings/:id/{confirm,return,note} */
export async function actOnClosing(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const id = c.req.param("id") ?? "";
  const action = c.req.param("action") ?? "";
  const message = DONE[action];
  if (!message) throw notFound();
  const form = await readForm(c);
  const typed = (name: string) => value(form, name);
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      if (action === "confirm") await confirmClosing(tx, actor, id, typed("seen"));
      else if (action === "return") await returnClosing(tx, actor, id, typed("reason"));
      else
        await noteCorrection(tx, actor, {
          closingId: id,
          line: typed("line"),
          correction: typed("correction"),
        });
    });
    return redirectTo(c, `/registers/closings/${id}`, { tone: "good", message });
  } catch (error) {
    const refused = refusedForm(error);
    return await answerClosing(c, { errors: refused.errors, typed }, refused.status);
  }
}

/** GET /registers/closings/:id/book.pdf and .xlsx: the kept files, never made anew. */
export async function closingFile(c: Context<HttpEnv>, kind: "pdf" | "xlsx"): Promise<Response> {
  const { closing } = await readClosing(c, kind);
  const [sha256, size] =
    kind === "pdf" ? [closing.pdf_sha256, closing.pdf_size] : [closing.xlsx_sha256, closing.xlsx_size];
  if (sha256 === null || size === null) throw notFound();
  const type =
    kind === "pdf" ? "application/pdf" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  return await sendFile(c, { sha256, size, name: `${titleOf(closing).vi}.${kind}`, type });
}

/** The closing, its rights checked; reading the print of a secret register is in the audit log. */
async function readClosing(
  c: Context<HttpEnv>,
  what: string,
): Promise<{ actor: PersonActor; closing: Closing }> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const closing = await getClosing(house.database.queries, actor.organisationId, c.req.param("id") ?? "");
  assertMay(actor, mayReadClosing, subjectOfClosing(closing));
  if (closing.secret || what !== "page") {
    await transact(house, { actor }, async (tx) => {
      tx.record({
        action: what === "page" ? "documents.read" : "documents.export",
        objectKind: "book",
        objectId: closing.id,
        data: { kind: what, secret: closing.secret },
      });
    });
  }
  return { actor, closing };
}

interface Shown {
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string;
}

async function answerClosing(
  c: Context<HttpEnv>,
  shown: Shown,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor, closing } = await readClosing(c, "page");
  const notes = await notesOf(c.var.house.database.queries, closing.id);
  const subject = subjectOfClosing(closing);
  return await answerPage(
    c,
    {
      title: titleOf(closing),
      width: "narrow",
      crumbs: [
        { href: "/registers", label: { vi: "Sổ văn bản", en: "Registers" } },
        { href: "/registers/closings", label: { vi: "Khóa sổ", en: "Closing" } },
      ],
      children: (
        <>
          <ErrorSummary errors={shown.errors} />
          <p>
            <ClosingStateChip state={closing.state} />
          </p>
          <Standing closing={closing} />
          {closing.state === "asked" && may(actor, mayConfirmClosing, subject) && (
            <Decision closing={closing} {...shown} />
          )}
          {closing.state === "closed" && (
            <Notes notes={notes} closing={closing} may={may(actor, mayAskClosing, subject)} {...shown} />
          )}
        </>
      ),
    },
    status,
  );
}

function Standing({ closing }: { closing: Closing }) {
  const text = useText();
  const { entries, first_number, last_number, pdf_sha256, xlsx_sha256 } = closing;
  const here = `/registers/closings/${closing.id}`;
  return (
    <>
      {closing.state === "asked" && pdf_sha256 === null && (
        <Notice tone="info">
          {text({
            vi: "Bản in đang được lập, thường chưa đến một phút. Tải lại trang để xem.",
            en: "The print is being made, usually within a minute. Reload the page to see it.",
          })}
        </Notice>
      )}
      <Facts
        facts={[
          { term: { vi: "Số dòng", en: "Lines" }, value: entries === null ? null : formatNumber(entries) },
          {
            term: { vi: "Từ số – đến số", en: "Numbers" },
            value: first_number === null ? null : `${first_number} – ${last_number}`,
          },
          {
            term: { vi: "Văn thư khóa sổ", en: "Closed by" },
            value: `${closing.asked_by_name}, ${formatDateTime(closing.asked_at)}`,
          },
          {
            term: { vi: "Lãnh đạo quyết định", en: "Decided by" },
            value: closing.decided_at && `${closing.decided_by_name}, ${formatDateTime(closing.decided_at)}`,
          },
          ...(closing.return_reason === null
            ? []
            : [{ term: { vi: "Lý do trả lại", en: "Reason" }, value: closing.return_reason }]),
          {
            term: { vi: "SHA-256 của bản in", en: "SHA-256 of the print" },
            value: pdf_sha256 && <code>{pdf_sha256}</code>,
          },
          {
            term: { vi: "SHA-256 của XLSX", en: "SHA-256 of the XLSX" },
            value: xlsx_sha256 && <code>{xlsx_sha256}</code>,
          },
        ]}
      />
      {pdf_sha256 && (
        <Actions>
          <LinkButton href={`${here}/book.pdf`} icon="print" download>
            {text({ vi: "Bản in PDF", en: "Print (PDF)" })}
          </LinkButton>
          <LinkButton href={`${here}/book.xlsx`} icon="table" download>
            {text({ vi: "Bản XLSX", en: "XLSX" })}
          </LinkButton>
        </Actions>
      )}
    </>
  );
}

function Decision({ closing, errors, typed }: Shown & { closing: Closing }) {
  const text = useText();
  const here = `/registers/closings/${closing.id}`;
  return (
    <Card title={{ vi: "Lãnh đạo xác nhận", en: "Confirmation" }}>
      {closing.pdf_sha256 && (
        <Form action={`${here}/confirm`} method="post" transactionId={randomUUID()}>
          <input type="hidden" name="seen" value={closing.pdf_sha256} />
          <p>
            {text({
              vi: "Xem bản in trước. Sau khi xác nhận, sổ này không ai thêm hay sửa được nữa.",
              en: "Look at the print first. Once confirmed, nobody can add to this register or change it.",
            })}
          </p>
          <Actions>
            <Button kind="primary" icon="check">
              {text({ vi: "Xác nhận khóa sổ", en: "Confirm the closing" })}
            </Button>
          </Actions>
        </Form>
      )}
      <Form action={`${here}/return`} method="post" transactionId={randomUUID()}>
        <TextArea
          name="reason"
          label={{ vi: "Hoặc trả lại, nêu lý do", en: "Or return it with the reason" }}
          value={typed("reason")}
          error={errors.reason}
          maxLength={500}
        />
        <Actions>
          <Button kind="danger">{text({ vi: "Trả lại văn thư", en: "Return to the clerk" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function Notes({
  notes,
  closing,
  may: mayNote,
  errors,
  typed,
}: Shown & { notes: readonly BookNote[]; closing: Closing; may: boolean }) {
  const text = useText();
  return (
    <Card title={{ vi: "Đính chính", en: "Corrections" }}>
      {notes.length === 0 && <p>{text({ vi: "Chưa có đính chính nào.", en: "There is no correction." })}</p>}
      <ol>
        {notes.map((note) => (
          <li key={note.id}>
            <strong>{note.line}</strong>: {note.correction} ({note.by_name}, {note.by_position},{" "}
            {formatDateTime(note.at)})
          </li>
        ))}
      </ol>
      {mayNote && (
        <Form
          action={`/registers/closings/${closing.id}/note`}
          method="post"
          transactionId={randomUUID()}
          keep={`book-note:${closing.id}`}
        >
          <TextField
            name="line"
            label={{ vi: "Dòng (số, hoặc số và ký hiệu)", en: "Line (number, or number and notation)" }}
            value={typed("line")}
            error={errors.line}
            maxLength={60}
          />
          <TextArea
            name="correction"
            label={{ vi: "Chỗ sai và nội dung đúng", en: "What is wrong and what is right" }}
            value={typed("correction")}
            error={errors.correction}
            maxLength={1000}
          />
          <Actions>
            <Button kind="primary">{text({ vi: "Ghi đính chính", en: "Note the correction" })}</Button>
          </Actions>
        </Form>
      )}
    </Card>
  );
}
