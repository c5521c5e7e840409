import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { assertMay } from "../../access/index.ts";
import { findOrganisations, type OrganisationNode, organisationTree } from "../../directory/index.ts";
import { answerPage, type HttpEnv, readForm, redirectTo, requireSession, value } from "../../http/index.ts";
import {
  Actions,
  Button,
  DateField,
  ErrorSummary,
  type FieldErrors,
  FieldGroup,
  Form,
  formatDate,
  LinkButton,
  parseTypedDate,
  RegisterTable,
  SelectField,
  TextField,
  useText,
} from "../../ui/index.ts";
import { changeTimetable, clock, listTimetables, type OwnedTimetable } from "../change-timetable.ts";
import { mayChangeCalendar } from "../permissions.ts";
import { localDateOf } from "../vietnam-time.ts";
import { DEFAULT_SESSIONS } from "../working-calendar.ts";
import { formErrors, requestOf } from "./form-answers.ts";
import { sessionWords } from "./words.tsx";

const CALENDAR = { href: "/administration/calendar", label: { vi: "Lịch làm việc", en: "Working calendar" } };
const HOURS = { href: "/administration/calendar/hours", label: { vi: "Giờ làm việc", en: "Working hours" } };
const SESSIONS = [
  { vi: "Buổi sáng", en: "Morning" },
  { vi: "Buổi chiều", en: "Afternoon" },
  { vi: "Buổi khác", en: "Another session" },
];
const PROVINCE = { vi: "Các cơ quan của tỉnh (mặc định)", en: "Organisations of the province (default)" };

/** /administration/calendar/hours: the working hours of the province and of single organisations. */
export function hoursPages(app: Hono<HttpEnv>): void {
  app.get(HOURS.href, (c) => showHours(c));
  app.get(`${HOURS.href}/new`, async (c) => {
    administrator(c);
    return await showForm(c, blank(), {});
  });
  app.post(HOURS.href, (c) => keep(c));
}

function administrator(c: Context<HttpEnv>) {
  const { actor } = requireSession(c);
  assertMay(actor, mayChangeCalendar, undefined);
  return actor;
}

async function showHours(c: Context<HttpEnv>): Promise<Response> {
  administrator(c);
  const { queries } = c.var.house.database;
  const stored = await listTimetables(queries);
  // Until somebody sets others, the province works the usual hours.
  const rows: OwnedTimetable[] = stored.some(({ organisationId }) => organisationId === null)
    ? [...stored]
    : [{ organisationId: null, validFrom: "1900-01-01", sessions: DEFAULT_SESSIONS }, ...stored];
  const ids = rows.flatMap(({ organisationId }) => organisationId ?? []);
  const names = new Map(
    (await findOrganisations(queries, ids, localDateOf(new Date()))).map(({ id, name }) => [id, name]),
  );
  return await answerPage(c, {
    title: HOURS.label,
    crumbs: [CALENDAR],
    lead: {
      vi: "Thời hạn tính theo giờ dùng giờ làm việc của cơ quan; cơ quan không có giờ riêng theo giờ của tỉnh.",
      en: "Deadlines in hours use the hours of the organisation; without its own, those of the province.",
    },
    actions: <NewButton />,
    children: <HoursTable rows={rows} names={names} />,
  });
}

function NewButton() {
  const text = useText();
  return (
    <LinkButton href={`${HOURS.href}/new`} kind="primary" icon="plus">
      {text({ vi: "Đặt giờ làm việc", en: "Set hours" })}
    </LinkButton>
  );
}

function HoursTable({
  rows,
  names,
}: {
  rows: readonly OwnedTimetable[];
  names: ReadonlyMap<string, string>;
}) {
  const text = useText();
  return (
    <RegisterTable<OwnedTimetable>
      id="hours"
      caption={HOURS.label}
      action={HOURS.href}
      rows={rows}
      rowKey={(row) => `${row.organisationId}-${row.validFrom}`}
      columns={[
        {
          key: "organisation",
          label: { vi: "Cơ quan", en: "Organisation" },
          phone: "title",
          cell: ({ organisationId }) =>
            organisationId === null
              ? text(PROVINCE)
              : (names.get(organisationId) ??
                text({ vi: "Cơ quan đã kết thúc hoạt động", en: "An organisation that has ended" })),
        },
        {
          key: "from",
          label: { vi: "Áp dụng từ", en: "From" },
          kind: "date",
          cell: ({ validFrom }) =>
            validFrom === "1900-01-01" ? text({ vi: "mặc định", en: "default" }) : formatDate(validFrom),
        },
        {
          key: "sessions",
          label: { vi: "Các buổi", en: "Sessions" },
          cell: ({ sessions }) => sessionWords(sessions),
        },
      ]}
      empty={{
        icon: "clock",
        title: { vi: "Chưa đặt giờ làm việc", en: "No hours yet" },
        explanation: {
          vi: "Giờ làm việc của tỉnh hiện ở đây.",
          en: "The hours of the province appear here.",
        },
      }}
    />
  );
}

interface TypedHours {
  readonly organisation: string;
  readonly validFrom: string;
  readonly sessions: readonly { readonly from: string; readonly to: string }[];
  readonly transactionId: string;
}

function blank(): TypedHours {
  return {
    organisation: "",
    validFrom: "",
    sessions: SESSIONS.map((_, index) => {
      const usual = DEFAULT_SESSIONS[index];
      return usual ? { from: clock(usual.from), to: clock(usual.to) } : { from: "", to: "" };
    }),
    transactionId: randomUUID(),
  };
}

async function keep(c: Context<HttpEnv>): Promise<Response> {
  const actor = administrator(c);
  const form = await readForm(c);
  const typed: TypedHours = {
    organisation: value(form, "organisation"),
    validFrom: value(form, "validFrom"),
    sessions: SESSIONS.map((_, index) => ({
      from: value(form, `from${index}`),
      to: value(form, `to${index}`),
    })),
    transactionId: value(form, "transactionId"),
  };
  const options = await organisations(c);
  if (typed.organisation !== "" && !options.some((option) => option.value === typed.organisation)) {
    return await showForm(c, typed, {
      organisation: { vi: "Chọn một cơ quan trong danh sách.", en: "Choose an organisation from the list." },
    });
  }
  try {
    await changeTimetable(c.var.house, {
      organisationId: typed.organisation === "" ? null : typed.organisation,
      validFrom: parseTypedDate(typed.validFrom),
      sessions: typed.sessions,
      actor,
      ...requestOf(form),
    });
  } catch (error) {
    return await showForm(c, typed, formErrors(error));
  }
  return redirectTo(c, HOURS.href, {
    tone: "good",
    message: { vi: "Đã đặt giờ làm việc.", en: "The hours are set." },
  });
}

interface OrganisationOption {
  readonly value: string;
  readonly label: string;
}

async function organisations(c: Context<HttpEnv>): Promise<readonly OrganisationOption[]> {
  const options: OrganisationOption[] = [];
  const add = (nodes: readonly OrganisationNode[], depth: number): void => {
    for (const node of nodes) {
      options.push({ value: node.id, label: `${"\u00a0\u00a0".repeat(depth)}${node.name}` });
      add(node.children, depth + 1);
    }
  };
  add(await organisationTree(c.var.house.database.queries, localDateOf(new Date())), 0);
  return options;
}

async function showForm(c: Context<HttpEnv>, typed: TypedHours, errors: FieldErrors): Promise<Response> {
  const options = await organisations(c);
  return await answerPage(
    c,
    {
      title: { vi: "Đặt giờ làm việc", en: "Set working hours" },
      crumbs: [CALENDAR, HOURS],
      width: "narrow",
      children: <HoursForm typed={typed} errors={errors} options={options} />,
    },
    Object.keys(errors).length > 0 ? 422 : 200,
  );
}

interface HoursFormProps {
  typed: TypedHours;
  errors: FieldErrors;
  options: readonly OrganisationOption[];
}

function HoursForm({ typed, errors, options }: HoursFormProps) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={HOURS.href} method="post" transactionId={typed.transactionId}>
        <SelectField
          name="organisation"
          label={{ vi: "Cơ quan", en: "Organisation" }}
          prompt={PROVINCE}
          options={options}
          value={typed.organisation}
          error={errors.organisation}
        />
        <DateField
          name="validFrom"
          label={{ vi: "Áp dụng từ ngày", en: "From" }}
          value={parseTypedDate(typed.validFrom) ?? typed.validFrom}
          error={errors.validFrom}
        />
        {SESSIONS.map((label, index) => (
          <FieldGroup key={label.vi} field={{ name: `session${index}`, label, optional: index > 0 }}>
            <div class="sessions">
              <TextField
                name={`from${index}`}
                label={{ vi: "Từ", en: "From" }}
                value={typed.sessions[index]?.from}
                error={errors[`from${index}`]}
                size={6}
                maxLength={5}
                inputMode="numeric"
                autocomplete="off"
                optional={index > 0}
              />
              <TextField
                name={`to${index}`}
                label={{ vi: "Đến", en: "To" }}
                value={typed.sessions[index]?.to}
                error={errors[`to${index}`]}
                size={6}
                maxLength={5}
                inputMode="numeric"
                autocomplete="off"
                optional={index > 0}
              />
            </div>
          </FieldGroup>
        ))}
        <Actions>
          <Button kind="primary">{text({ vi: "Đặt giờ", en: "Set the hours" })}</Button>
          <LinkButton href={HOURS.href} kind="quiet">
            {text({ vi: "Không đặt", en: "Leave it" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
