import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  ErrorSummary,
  type FieldErrors,
  Form,
  TextField,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { mayChangeReminderDays } from "../../tasks/permissions.ts";
import { changeReminderDays, type ReminderDays, reminderDaysOf } from "../../tasks/reminder-days.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";

/** GET /tasks/days: how many working days before and after a deadline people and their superiors are told. */
export async function daysPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayChangeReminderDays, actor);
  const days = await reminderDaysOf(c.var.house.database.queries, actor.organisationId);
  return await answerDays(c, (field) => String(days[field]), {}, 200);
}

/** POST /tasks/days */
export async function changeDaysAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const number = (field: string) => {
    const typed = value(form, field).trim();
    return /^\d{1,2}$/.test(typed) ? Number(typed) : Number.NaN;
  };
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      changeReminderDays(tx, actor, {
        before: number("before"),
        unit: number("unit"),
        leader: number("leader"),
      }),
    );
    return redirectTo(c, "/tasks", {
      tone: "good",
      message: { vi: "Đã đổi số ngày nhắc hạn.", en: "The days of reminders have been changed." },
    });
  } catch (error) {
    const refused = refusedForm(error);
    return await answerDays(c, (field) => value(form, field), refused.errors, refused.status);
  }
}

const FIELDS: readonly { readonly name: keyof ReminderDays; readonly label: Words; readonly hint: Words }[] =
  [
    {
      name: "before",
      label: {
        vi: "Nhắc người xử lý trước hạn (ngày làm việc)",
        en: "Remind before the deadline (working days)",
      },
      hint: { vi: "0: không nhắc trước hạn.", en: "0: no reminder before the deadline." },
    },
    {
      name: "unit",
      label: {
        vi: "Báo trưởng đơn vị khi quá hạn (ngày làm việc)",
        en: "Tell the head of the unit when overdue (working days)",
      },
      hint: { vi: "Một lần cho mỗi hạn.", en: "Once for each deadline." },
    },
    {
      name: "leader",
      label: {
        vi: "Báo lãnh đạo khi quá hạn (ngày làm việc)",
        en: "Tell the leader when overdue (working days)",
      },
      hint: {
        vi: "Cùng lúc hoặc sau trưởng đơn vị; một lần cho mỗi hạn.",
        en: "With or after the head of the unit; once for each deadline.",
      },
    },
  ];

async function answerDays(
  c: Context<HttpEnv>,
  shown: (field: keyof ReminderDays) => string,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  return await answerPage(
    c,
    {
      title: { vi: "Số ngày nhắc hạn", en: "Days of reminders" },
      lead: {
        vi: "Áp dụng cho mọi phần việc của cơ quan. Ngày đến hạn và mỗi ngày làm việc quá hạn luôn được nhắc.",
        en: "For every task of the organisation. The day itself and each working day of delay always remind.",
      },
      crumbs: [{ href: "/tasks", label: { vi: "Nhiệm vụ", en: "Tasks" } }],
      width: "narrow",
      children: <DaysForm shown={shown} errors={errors} />,
    },
    status,
  );
}

function DaysForm({
  shown,
  errors,
}: {
  readonly shown: (field: keyof ReminderDays) => string;
  readonly errors: FieldErrors;
}) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/tasks/days" method="post" transactionId={randomUUID()}>
        {FIELDS.map(({ name, label, hint }) => (
          <TextField
            key={name}
            name={name}
            label={label}
            hint={hint}
            inputMode="numeric"
            size={3}
            maxLength={2}
            value={shown(name)}
            error={errors[name]}
          />
        ))}
        <Actions>
          <Button kind="primary">{text({ vi: "Lưu", en: "Save" })}</Button>
        </Actions>
      </Form>
    </>
  );
}
