import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localYearOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
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
  type Column,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  formatNumber,
  Radios,
  RegisterTable,
  StateChip,
  type Tone,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { askClosing } from "../../closing/ask-closing.ts";
import { isBookClosed } from "../../closing/assert-book-open.ts";
import { CLOSING_STATE_WORDS, type ClosingState } from "../../closing/closing-states.ts";
import { type Closing, listClosings } from "../../closing/closings.ts";
import { mayAskClosing, mayReadClosing } from "../../closing/permissions.ts";
import { BOOKS, type BookName, bookYears } from "../../register-books.ts";
import { bookOf } from "../registers/books.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { shownColumns } from "../shared/shown-columns.ts";

/** A register of a year that is over and still open. */
interface OpenBook {
  readonly book: BookName;
  readonly secret: boolean;
  readonly year: number;
}

/** GET /registers/closings: registers that can be closed, and those that were. */
export async function closingsPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerClosings(c, {}, 200);
}

/** POST /registers/closings */
export async function askClosingAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const [name = "", kind = "", year = ""] = value(form, "book").split("/");
  try {
    const id = await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      askClosing(tx, actor, {
        book: BOOKS.find((book) => book === name) ?? "copies",
        secret: kind === "secret",
        year: /^\d{4}$/.test(year) ? Number(year) : 0,
      }),
    );
    return redirectTo(c, `/registers/closings/${id}`, {
      tone: "good",
      message: {
        vi: "Đã khóa sổ: sổ không nhận thêm dòng nào. Bản in đang được lập; lãnh đạo được báo để xác nhận.",
        en: "The register is closed: it takes no more entries. It is being printed; the leaders are told to confirm.",
      },
    });
  } catch (error) {
    const refused = refusedForm(error);
    return await answerClosings(c, refused.errors, refused.status);
  }
}

async function answerClosings(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { organisationId } = actor;
  assertMay(actor, mayReadClosing, { organisationId, secret: false });
  const { queries } = c.var.house.database;
  const withSecret = may(actor, mayReadClosing, { organisationId, secret: true });
  const [open, closings] = await Promise.all([
    may(actor, mayAskClosing, { organisationId, secret: false }) ? openBooks(queries, actor) : [],
    listClosings(queries, organisationId, withSecret),
  ]);
  const query = new URL(c.req.url).searchParams;
  return await answerPage(
    c,
    {
      title: { vi: "Khóa sổ văn bản", en: "Closing of registers" },
      lead: {
        vi: "Hết năm, văn thư khóa sổ, lãnh đạo xác nhận; bản in và bản XLSX được giữ kèm mã băm. Sổ đã khóa chỉ đính chính bằng ghi chú.",
        en: "At the year's end the clerk closes a register and a leader confirms; the print and the XLSX are kept with their hash. A closed register is corrected by notes only.",
      },
      crumbs: [{ href: "/registers", label: { vi: "Sổ văn bản", en: "Registers" } }],
      children: (
        <div class="dense">
          <ErrorSummary errors={errors} />
          {open.length > 0 && (
            <Card title={{ vi: "Sổ của năm đã hết, chưa khóa", en: "Registers of past years still open" }}>
              <AskForm open={open} errors={errors} />
            </Card>
          )}
          <RegisterTable
            id="closings"
            caption={{ vi: "Sổ đã khóa và chờ xác nhận", en: "Closed registers and those that wait" }}
            columns={COLUMNS}
            shown={shownColumns(query, COLUMNS)}
            query={query}
            rows={closings}
            rowKey={(row) => row.id}
            rowHref={(row) => `/registers/closings/${row.id}`}
            rowFresh={(row) => row.state === "asked"}
            action="/registers/closings"
            empty={{
              icon: "lock",
              title: { vi: "Chưa khóa sổ nào", en: "No register was closed yet" },
              explanation: {
                vi: "Từ ngày 01/01, văn thư khóa sổ của năm vừa hết ở trang này.",
                en: "From 1 January on the clerk closes the registers of the past year here.",
              },
            }}
          />
        </div>
      ),
    },
    status,
  );
}

/** The years a register has lines in, but this year, that are not closed. */
async function openBooks(queries: Queries, actor: PersonActor): Promise<readonly OpenBook[]> {
  const { organisationId } = actor;
  const thisYear = localYearOf(new Date());
  const found: OpenBook[] = [];
  for (const book of BOOKS) {
    const years = (await bookYears(queries, organisationId, book)).filter((year) => year < thisYear);
    const kinds = book === "copies" ? [false] : [false, true];
    for (const year of years)
      for (const secret of kinds.filter((kind) =>
        may(actor, mayAskClosing, { organisationId, secret: kind }),
      ))
        if (!(await isBookClosed(queries, { organisationId, book, secret, year })))
          found.push({ book, secret, year });
  }
  return found.sort((a, b) => b.year - a.year);
}

function AskForm({ open, errors }: { open: readonly OpenBook[]; errors: FieldErrors }) {
  const text = useText();
  return (
    <Form action="/registers/closings" method="post" transactionId={randomUUID()}>
      <Radios
        name="book"
        label={{ vi: "Khóa sổ nào", en: "Which register" }}
        error={errors.book ?? errors.year}
        options={open.map(({ book, secret, year }) => ({
          value: `${book}/${secret ? "secret" : "common"}/${year}`,
          label: titleOf({ book, secret, year }),
        }))}
      />
      <Actions>
        <Button kind="primary" icon="lock">
          {text({ vi: "Khóa sổ, trình lãnh đạo xác nhận", en: "Close and ask the leader to confirm" })}
        </Button>
      </Actions>
    </Form>
  );
}

/** "Sổ đăng ký văn bản đến năm 2025". */
export function titleOf({ book, secret, year }: OpenBook): Words {
  const { vi, en } = bookOf(book, secret).title;
  return { vi: `${vi} năm ${year}`, en: `${en} ${year}` };
}

const TONES: Readonly<Record<ClosingState, Tone>> = {
  asked: "attention",
  closed: "good",
  returned: "neutral",
};

export function ClosingStateChip({ state }: { state: ClosingState }) {
  return <StateChip tone={TONES[state]} label={CLOSING_STATE_WORDS[state]} />;
}

const COLUMNS: readonly Column<Closing>[] = [
  {
    key: "book",
    label: { vi: "Sổ", en: "Register" },
    phone: "title",
    cell: (row) => <Title closing={row} />,
  },
  {
    key: "state",
    label: { vi: "Tình trạng", en: "State" },
    kind: "state",
    phone: "plain",
    cell: (row) => <ClosingStateChip state={row.state} />,
  },
  {
    key: "entries",
    label: { vi: "Số dòng", en: "Lines" },
    kind: "number",
    cell: (row) => (row.entries === null ? "–" : formatNumber(row.entries)),
  },
  {
    key: "asked",
    label: { vi: "Văn thư khóa", en: "Closed by" },
    cell: (row) => `${row.asked_by_name}, ${formatDate(row.asked_at)}`,
  },
  {
    key: "decided",
    label: { vi: "Lãnh đạo", en: "Leader" },
    cell: (row) => (row.decided_at ? `${row.decided_by_name ?? ""}, ${formatDate(row.decided_at)}` : "–"),
  },
];

function Title({ closing }: { closing: Closing }) {
  const text = useText();
  return <>{text(titleOf(closing))}</>;
}
