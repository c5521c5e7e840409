import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { assertMay, clearanceByRoles } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { type Clearance, clearancesOf, peopleOf } from "../../../../core/directory/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
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
  DateField,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  parseTypedDate,
  RegisterTable,
  SelectField,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { mayDecideClearance } from "../../permissions.ts";
import { decideClearance } from "../../secrecy/decide-clearance.ts";
import { degreeWords } from "../../secrecy/secrecy.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { shownColumns } from "../shared/shown-columns.ts";
import { SECRECY_WORDS } from "../shared/words.ts";

/** Pages on which a leader decides who may see secret documents. */
export function secrecyPages(app: Hono<HttpEnv>): void {
  app.get("/clearances", clearancesPage);
  app.post("/clearances", decideAction);
}

/** GET /clearances: everybody of the organisation with the degree they may see, and why. */
async function clearancesPage(c: Context<HttpEnv>): Promise<Response> {
  const person = queryText(c, "appointment", 36);
  return await answerClearances(
    c,
    { errors: {}, typed: (name) => (name === "appointment" ? person : "") },
    200,
  );
}

/** POST /clearances */
async function decideAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const typed = (name: string) => value(form, name);
  try {
    const person = await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      decideClearance(tx, actor, {
        appointmentId: typed("appointment"),
        level: /^[0-3]$/.test(typed("level")) ? Number(typed("level")) : -1,
        until: typed("until") === "" ? null : (parseTypedDate(typed("until")) ?? typed("until")),
        basis: typed("basis"),
      }),
    );
    const degree = degreeWords(Number(typed("level")));
    return redirectTo(c, "/clearances", {
      tone: "good",
      message: {
        vi: `Từ hôm nay, ${person.fullName} được tiếp cận văn bản đến độ: ${degree.vi}.`,
        en: `From today ${person.fullName} may see documents up to: ${degree.en}.`,
      },
    });
  } catch (error) {
    const refused = refusedForm(error);
    return await answerClearances(c, { errors: refused.errors, typed }, refused.status);
  }
}

interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly level: number;
  readonly decided: Clearance | undefined;
}

async function peopleRows(c: Context<HttpEnv>, actor: PersonActor): Promise<readonly PersonRow[]> {
  const { queries } = c.var.house.database;
  const today = localDateOf(new Date());
  const people = await peopleOf(queries, actor.organisationId, today);
  const decided = await clearancesOf(
    queries,
    people.map((person) => person.id),
    today,
  );
  return people.map((person) => ({
    id: person.id,
    name: person.fullName,
    title: person.title,
    unit: person.unitName,
    level: decided.get(person.id)?.level ?? clearanceByRoles(person.roles),
    decided: decided.get(person.id),
  }));
}

async function answerClearances(
  c: Context<HttpEnv>,
  { errors, typed }: { readonly errors: FieldErrors; readonly typed: (name: string) => string },
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayDecideClearance, { organisationId: actor.organisationId });
  const people = await peopleRows(c, actor);
  const query = new URL(c.req.url).searchParams;
  const others = people.filter((person) => person.id !== actor.appointmentId);
  return await answerPage(
    c,
    {
      title: { vi: "Quyền tiếp cận văn bản mật", en: "Access to secret documents" },
      lead: {
        vi: "Người được tiếp cận một độ mật vẫn chỉ xem được văn bản mật giao cho mình. Mỗi lần xem đều ghi trong nhật ký.",
        en: "Who may see a degree of secrecy still sees only the secret documents given to him. Every reading is in the audit log.",
      },
      crumbs: [{ href: "/registers", label: { vi: "Sổ văn bản", en: "Registers" } }],
      children: (
        <div class="dense">
          <Card title={{ vi: "Quyết định quyền tiếp cận", en: "Decide access" }}>
            <ErrorSummary errors={errors} />
            <DecideForm people={others} errors={errors} typed={typed} />
          </Card>
          <RegisterTable
            id="clearances"
            caption={{ vi: "Người trong cơ quan", en: "People of the organisation" }}
            columns={COLUMNS}
            shown={shownColumns(query, COLUMNS)}
            query={query}
            rows={people}
            rowKey={(row) => row.id}
            rowHref={(row) => `/clearances?appointment=${row.id}`}
            action="/clearances"
            empty={{
              icon: "person",
              title: { vi: "Cơ quan chưa có ai", en: "Nobody yet" },
              explanation: {
                vi: "Người giữ chức vụ của cơ quan hiện ở đây.",
                en: "People in office appear here.",
              },
            }}
          />
        </div>
      ),
    },
    status,
  );
}

const COLUMNS: readonly Column<PersonRow>[] = [
  { key: "name", label: { vi: "Họ và tên", en: "Name" }, phone: "title", cell: (row) => row.name },
  { key: "title", label: { vi: "Chức vụ", en: "Position" }, phone: "plain", cell: (row) => row.title },
  { key: "unit", label: { vi: "Đơn vị", en: "Unit" }, phone: "plain", cell: (row) => row.unit },
  {
    key: "level",
    label: { vi: "Được tiếp cận đến độ", en: "May see up to" },
    cell: (row) => degreeWords(row.level).vi,
  },
  {
    key: "basis",
    label: { vi: "Căn cứ", en: "Basis" },
    cell: ({ decided }) =>
      decided
        ? [
            `${decided.basis} (${decided.decidedByName})`,
            `từ ${formatDate(decided.validFrom)}`,
            decided.validTo ? `trước ngày ${formatDate(decided.validTo)}` : "",
          ]
            .filter(Boolean)
            .join(", ")
        : "Theo vai trò",
  },
];

interface DecideFormProps {
  readonly people: readonly PersonRow[];
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string;
}

function DecideForm({ people, errors, typed }: DecideFormProps) {
  const text = useText();
  const field = (name: string) => ({ name, value: typed(name), error: errors[name] });
  return (
    <Form action="/clearances" method="post" transactionId={randomUUID()}>
      <SelectField
        {...field("appointment")}
        label={{ vi: "Người được quyết định", en: "Who" }}
        prompt={{ vi: "Chọn người", en: "Choose somebody" }}
        options={people.map((person) => ({
          value: person.id,
          label: `${person.name} – ${person.title}, ${person.unit}`,
        }))}
      />
      <SelectField
        {...field("level")}
        label={{ vi: "Được tiếp cận đến độ", en: "May see up to" }}
        prompt={{ vi: "Chọn độ mật", en: "Choose the degree" }}
        options={SECRECY_WORDS.map((label, level) => ({ value: String(level), label }))}
      />
      <DateField {...field("until")} label={{ vi: "Đến hết ngày", en: "Until" }} optional />
      <TextField
        {...field("basis")}
        label={{ vi: "Căn cứ (số, ngày quyết định)", en: "Basis (number and date of the decision)" }}
        maxLength={200}
      />
      <Actions>
        <Button kind="primary" icon="check">
          {text({ vi: "Quyết định", en: "Decide" })}
        </Button>
      </Actions>
    </Form>
  );
}
