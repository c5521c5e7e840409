import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { type Appointment, peopleOf } from "../../../../core/directory/index.ts";
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
  DateField,
  ErrorSummary,
  type FieldErrors,
  Form,
  parseDay,
  SelectField,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { enterAbsence, removeAbsence } from "../../schedule/enter-absence.ts";
import { mayEnterAbsence } from "../../schedule/permissions.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";

/** GET /schedule/absences/new */
export async function newAbsencePage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const first = { appointment: actor.appointmentId };
  return await answerForm(c, (field) => (field === "appointment" ? first.appointment : ""), {}, 200);
}

/** POST /schedule/absences */
export async function enterAbsenceAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      enterAbsence(tx, actor, {
        appointmentId: value(form, "appointment"),
        from: parseDay(value(form, "from")),
        // One day off is the usual case: the last day may be left out.
        to: parseDay(value(form, "to").trim() === "" ? value(form, "from") : value(form, "to")),
        reason: value(form, "reason"),
      }),
    );
  } catch (error) {
    const refused = refusedForm(error);
    return await answerForm(c, (field) => value(form, field), refused.errors, refused.status);
  }
  return redirectTo(c, "/schedule", {
    tone: "good",
    message: { vi: "Đã ghi ngày vắng.", en: "The absence has been entered." },
  });
}

/** POST /schedule/absences/:id/remove */
export async function removeAbsenceAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
    removeAbsence(tx, actor, c.req.param("id") ?? ""),
  );
  return redirectTo(c, "/schedule", {
    tone: "good",
    message: { vi: "Đã bỏ ngày vắng khỏi lịch.", en: "The absence is out of the calendar." },
  });
}

/** Whom the person may enter: themselves, the people of the unit they head, as a clerk everybody of the body. */
async function peopleToChoose(queries: Queries, actor: PersonActor): Promise<readonly Appointment[]> {
  const everybody = await peopleOf(queries, actor.organisationId, localDateOf(new Date()));
  return everybody.filter((post) =>
    may(actor, mayEnterAbsence, {
      organisationId: post.organisationId,
      unitId: post.unitId,
      appointmentId: post.id,
    }),
  );
}

async function answerForm(
  c: Context<HttpEnv>,
  typed: (field: string) => string,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const people = await peopleToChoose(c.var.house.database.queries, actor);
  return await answerPage(
    c,
    {
      title: { vi: "Ghi ngày vắng", en: "Enter an absence" },
      crumbs: [{ href: "/schedule", label: { vi: "Lịch đơn vị", en: "Calendar of the unit" } }],
      width: "narrow",
      children: <AbsenceForm people={people} typed={typed} errors={errors} />,
    },
    status,
  );
}

interface AbsenceFormProps {
  readonly people: readonly Appointment[];
  typed(field: string): string;
  readonly errors: FieldErrors;
}

function AbsenceForm({ people, typed, errors }: AbsenceFormProps) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/schedule/absences" method="post" transactionId={randomUUID()} later>
        <SelectField
          name="appointment"
          label={{ vi: "Người vắng", en: "Who is away" }}
          options={people.map((post) => ({ value: post.id, label: `${post.fullName}, ${post.title}` }))}
          value={typed("appointment")}
          error={errors.appointment}
        />
        <DateField
          name="from"
          label={{ vi: "Từ ngày", en: "From" }}
          value={typed("from")}
          error={errors.from}
        />
        <DateField
          name="to"
          label={{ vi: "Đến hết ngày", en: "To the end of" }}
          hint={{ vi: "Bỏ trống nếu chỉ vắng một ngày.", en: "Leave empty for a single day." }}
          value={typed("to")}
          error={errors.to}
        />
        <TextField
          name="reason"
          label={{ vi: "Lý do", en: "Reason" }}
          hint={{
            vi: "Không bắt buộc; mọi người trong đơn vị đọc được.",
            en: "Optional; the unit can read it.",
          }}
          maxLength={200}
          value={typed("reason")}
          error={errors.reason}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Ghi vào lịch", en: "Enter" })}</Button>
        </Actions>
      </Form>
    </>
  );
}
