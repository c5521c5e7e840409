import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import {
  type Delegation,
  endDelegation,
  findDelegation,
  mayEndDelegation,
  mayReadDelegation,
} from "../../../../core/directory/index.ts";
import { notFound } from "../../../../core/errors.ts";
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
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDate,
  formatDateTime,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import { stateOfDelegation } from "../../delegating/delegation-words.ts";
import { isUuid } from "../../outgoing/outgoing.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { DelegatedKinds, DelegatedScope, DelegationChip } from "./delegation-look.tsx";

/** GET /delegations/:id: one delegation; those concerned end it here. */
export async function delegationPage(c: Context<HttpEnv>): Promise<Response> {
  return await answer(c, "", {}, 200);
}

/** POST /delegations/:id: ends it early. */
export async function endDelegationAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const held = await delegationOf(c);
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      endDelegation(tx, actor, { id: held.id, reason: value(form, "reason") }),
    );
    return redirectTo(c, `/delegations/${held.id}`, {
      tone: "good",
      message: {
        vi: "Đã kết thúc ủy quyền. Cả hai người được báo ngay.",
        en: "The delegation has ended. Both people are told at once.",
      },
    });
  } catch (error) {
    const refused = refusedForm(error);
    return await answer(c, value(form, "reason"), refused.errors, refused.status);
  }
}

async function delegationOf(c: Context<HttpEnv>): Promise<Delegation> {
  const id = c.req.param("id") ?? "";
  const held = isUuid(id) ? await findDelegation(c.var.house.database.queries, id) : undefined;
  if (!held) throw notFound();
  assertMay(requireSession(c).actor, mayReadDelegation, held);
  return held;
}

async function answer(
  c: Context<HttpEnv>,
  reason: string,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const held = await delegationOf(c);
  const state = stateOfDelegation(held, localDateOf(new Date()));
  const ends = (state === "ahead" || state === "in-force") && may(actor, mayEndDelegation, held);
  return await answerPage(
    c,
    {
      title: {
        vi: `Ủy quyền của ${held.fromName} cho ${held.toName}`,
        en: `Delegation from ${held.fromName} to ${held.toName}`,
      },
      crumbs: [{ href: "/delegations", label: { vi: "Ủy quyền", en: "Delegations" } }],
      width: "narrow",
      children: (
        <div class="stack">
          <ErrorSummary errors={errors} />
          <p class="chips">
            <DelegationChip held={held} />
          </p>
          <Card>
            <About held={held} />
          </Card>
          {ends && <EndForm id={held.id} reason={reason} errors={errors} />}
        </div>
      ),
    },
    status,
  );
}

function About({ held }: { held: Delegation }) {
  return (
    <Facts
      facts={[
        { term: { vi: "Người ủy quyền", en: "From" }, value: `${held.fromName}, ${held.fromTitle}` },
        { term: { vi: "Người được ủy quyền", en: "To" }, value: `${held.toName}, ${held.toTitle}` },
        { term: { vi: "Việc", en: "What" }, value: <DelegatedKinds held={held} /> },
        { term: { vi: "Phạm vi", en: "Scope" }, value: <DelegatedScope held={held} /> },
        {
          term: { vi: "Thời hạn", en: "Time" },
          value: `${formatDate(held.begins)} – ${formatDate(held.ends)}`,
        },
        { term: { vi: "Căn cứ", en: "Basis" }, value: held.basis },
        { term: { vi: "Lúc ủy quyền", en: "Given" }, value: formatDateTime(held.givenAt) },
        {
          term: { vi: "Kết thúc sớm", en: "Ended early" },
          value:
            held.endedAt &&
            `${formatDateTime(held.endedAt)}, ${held.endedByName ?? ""}: ${held.endReason ?? ""}`,
        },
      ]}
    />
  );
}

function EndForm({ id, reason, errors }: { id: string; reason: string; errors: FieldErrors }) {
  const text = useText();
  return (
    <Card title={{ vi: "Kết thúc trước hạn", en: "End it early" }}>
      <Form action={`/delegations/${id}`} method="post" transactionId={randomUUID()}>
        <TextArea
          name="reason"
          label={{ vi: "Lý do", en: "Reason" }}
          hint={{
            vi: "Hiệu lực ngay; việc đã làm theo ủy quyền giữ nguyên. Từ 10 ký tự.",
            en: "At once; what was done under it stands. At least 10 characters.",
          }}
          value={reason}
          error={errors.reason}
          maxLength={300}
          rows={2}
        />
        <Actions>
          <Button kind="danger">{text({ vi: "Kết thúc ủy quyền", en: "End the delegation" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}
