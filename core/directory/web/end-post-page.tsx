import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../access/index.ts";
import { localDateOf } from "../../calendar/vietnam-time.ts";
import { FormRefusal, notFound } from "../../errors.ts";
import { answerPage, type HttpEnv, readForm, redirectTo, requireSession, value } from "../../http/index.ts";
import { transact } from "../../transaction/index.ts";
import {
  Actions,
  Button,
  DateField,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  parseTypedDate,
  TextField,
  useText,
} from "../../ui/index.ts";
import { endAppointment } from "../end-appointment.ts";
import { findAppointment } from "../people.ts";
import { mayManageAppointments } from "../permissions.ts";

/** GET /directory/posts/:id/end: an administrator ends an official's post. */
export async function endPostPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerEnd(c, { lastDay: formatDate(localDateOf(new Date())), basis: "" }, {}, 200);
}

/** POST /directory/posts/:id/end */
export async function endPostAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const typed = { lastDay: value(form, "lastDay"), basis: value(form, "basis") };
  const requestId = value(form, "transactionId");
  try {
    const held = await transact(
      c.var.house,
      { actor, ...(requestId.length >= 8 && requestId.length <= 90 ? { requestId } : {}) },
      (tx) =>
        endAppointment(tx, actor, {
          appointmentId: idOf(c),
          lastDay: parseTypedDate(typed.lastDay) ?? "",
          basis: typed.basis,
        }),
    );
    return redirectTo(c, `/directory/people/${held.personId}`, {
      tone: "good",
      message: {
        vi: `Đã kết thúc chức vụ ${held.title} của ${held.fullName}. Trưởng đơn vị và lãnh đạo được báo để bàn giao việc còn mở.`,
        en: `The post of ${held.fullName} ends. The head of the unit and the leaders are told to hand the open work over.`,
      },
    });
  } catch (error) {
    if (error instanceof FormRefusal) return await answerEnd(c, typed, error.problems, 422);
    throw error;
  }
}

function idOf(c: Context<HttpEnv>): string {
  const id = c.req.param("id") ?? "";
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw notFound();
  return id;
}

interface Typed {
  readonly lastDay: string;
  readonly basis: string;
}

async function answerEnd(
  c: Context<HttpEnv>,
  typed: Typed,
  errors: FieldErrors,
  status: 200 | 422,
): Promise<Response> {
  assertMay(requireSession(c).actor, mayManageAppointments, undefined);
  const held = await findAppointment(c.var.house.database.queries, idOf(c), localDateOf(new Date()));
  if (!held) throw notFound();
  const back = `/directory/people/${held.personId}`;
  return await answerPage(
    c,
    {
      title: { vi: `Kết thúc chức vụ của ${held.fullName}`, en: `End the post of ${held.fullName}` },
      lead: `${held.title}, ${held.unitName}`,
      crumbs: [{ href: back, label: held.fullName }],
      width: "narrow",
      children: (
        <>
          <ErrorSummary errors={errors} />
          <EndForm action={`/directory/posts/${held.id}/end`} typed={typed} errors={errors} />
        </>
      ),
    },
    status,
  );
}

interface EndFormProps {
  readonly action: string;
  readonly typed: Typed;
  readonly errors: FieldErrors;
}

function EndForm({ action, typed, errors }: EndFormProps) {
  const text = useText();
  return (
    <Form action={action} method="post" transactionId={randomUUID()}>
      <DateField
        name="lastDay"
        label={{ vi: "Ngày cuối giữ chức vụ", en: "Last day in the post" }}
        hint={{
          vi: "Hôm qua: thôi ngay. Quyền và ủy quyền hết theo chức vụ; việc còn mở chờ bàn giao.",
          en: "Yesterday: it ends at once. Rights and delegations fall away; open work waits to be handed over.",
        }}
        value={typed.lastDay}
        error={errors.lastDay}
      />
      <TextField
        name="basis"
        label={{ vi: "Căn cứ (số, ngày quyết định)", en: "Basis (number and date of the decision)" }}
        value={typed.basis}
        maxLength={300}
        error={errors.basis}
      />
      <Actions>
        <Button kind="danger">{text({ vi: "Kết thúc chức vụ", en: "End the post" })}</Button>
      </Actions>
    </Form>
  );
}
