import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { FormRefusal } from "../../../../core/errors.ts";
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
  DateField,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  Notice,
  Radios,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import { getIncoming, type Incoming, subjectOfIncoming } from "../../incoming/incoming.ts";
import { mayReadIncoming } from "../../permissions.ts";
import { decideExtension } from "../../tasks/decide-extension.ts";
import { getExtension } from "../../tasks/get-extension.ts";
import { mayDecideExtension } from "../../tasks/permissions.ts";
import { dayOf } from "../shared/deadlines.ts";
import { recordReading } from "../shared/record-reading.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";

interface Typed {
  readonly errors: FieldErrors;
  readonly value: (name: string) => string;
}

/** GET /tasks/extensions/:id: one request for a later deadline; whoever set the deadline decides here. */
export async function extensionPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerExtension(c);
}

/** POST /tasks/extensions/:id */
export async function decideExtensionAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const form = await readForm(c);
  try {
    const request = await getExtension(house.database.queries, c.req.param("id") ?? "");
    await transact(house, { actor, ...requestIdOf(form) }, async (tx) => {
      const decision = value(form, "decision");
      if (decision !== "grant" && decision !== "refuse") {
        assertMay(actor, mayDecideExtension, request);
        throw new FormRefusal({
          decision: { vi: "Chọn đồng ý hoặc không đồng ý.", en: "Choose to grant or to refuse." },
        });
      }
      return await decideExtension(tx, actor, {
        incomingId: request.incoming_id,
        extensionId: request.id,
        grant: decision === "grant",
        deadline: await dayOf(house, actor, form, "grantedDeadline", tx.now),
        reason: value(form, "decisionReason"),
      });
    });
    return redirectTo(c, `/incoming/${request.incoming_id}`, {
      tone: "good",
      message: {
        vi: "Đã quyết định. Người xin gia hạn được báo ngay.",
        en: "Decided. Whoever asked is told at once.",
      },
    });
  } catch (error) {
    const refused = refusedForm(error);
    const typed = { errors: refused.errors, value: (name: string) => value(form, name) };
    return await answerExtension(c, typed, refused.status);
  }
}

async function answerExtension(
  c: Context<HttpEnv>,
  typed?: Typed,
  status: 200 | 409 | 422 | 423 | 503 = 200,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const request = await getExtension(queries, c.req.param("id") ?? "");
  const document = await getIncoming(queries, request.incoming_id);
  assertMay(actor, mayReadIncoming, await subjectOfIncoming(queries, document));
  await recordReading(house, actor, {
    kind: "incoming-document",
    id: document.id,
    confidentiality: document.confidentiality,
    what: "extension",
  });
  const decides = request.state === "asked" && may(actor, mayDecideExtension, request);
  return await answerPage(
    c,
    {
      title: { vi: "Đề nghị gia hạn", en: "Request for a later deadline" },
      lead: document.abstract,
      crumbs: [
        { href: "/tasks", label: { vi: "Nhiệm vụ", en: "Tasks" } },
        { href: `/incoming/${document.id}`, label: document.symbol },
      ],
      width: "narrow",
      children: (
        <>
          {typed && <ErrorSummary errors={typed.errors} />}
          <About request={request} document={document} />
          {decides && <DecideForm id={request.id} wanted={request.wanted_deadline} typed={typed} />}
        </>
      ),
    },
    status,
  );
}

type Shown = Awaited<ReturnType<typeof getExtension>>;

function About({ request, document }: { request: Shown; document: Incoming }) {
  const scope =
    request.scope === "unit"
      ? { vi: "Hạn của đơn vị", en: "The unit's deadline" }
      : { vi: "Hạn của cá nhân", en: "The person's deadline" };
  return (
    <>
      {request.state !== "asked" && (
        <Notice
          tone={request.state === "granted" ? "good" : "attention"}
          title={
            request.state === "granted"
              ? { vi: `Đã được ${request.decider_name} gia hạn`, en: `Extended by ${request.decider_name}` }
              : request.state === "refused"
                ? { vi: `${request.decider_name} không gia hạn`, en: `${request.decider_name} refused` }
                : { vi: "Đề nghị không còn hiệu lực", en: "The request has lapsed" }
          }
        >
          {request.granted_deadline && <p>{formatDateTime(request.granted_deadline)}</p>}
          {request.decision_reason && <p>{request.decision_reason}</p>}
        </Notice>
      )}
      <Facts
        facts={[
          {
            term: { vi: "Văn bản", en: "Document" },
            value: <a href={`/incoming/${document.id}`}>{`${document.symbol} – ${document.abstract}`}</a>,
          },
          { term: { vi: "Đơn vị", en: "Unit" }, value: request.unit_name },
          {
            term: { vi: "Người xin", en: "Asked by" },
            value: `${request.asked_by_name}, ${formatDateTime(request.asked_at)}`,
          },
          { term: scope, value: formatDateTime(request.old_deadline) },
          { term: { vi: "Xin đến", en: "Wanted" }, value: formatDateTime(request.wanted_deadline) },
          { term: { vi: "Lý do", en: "Reason" }, value: request.reason },
          { term: { vi: "Người quyết định", en: "Decided by" }, value: request.decider_name },
        ]}
      />
    </>
  );
}

function DecideForm({ id, wanted, typed }: { id: string; wanted: Date; typed: Typed | undefined }) {
  const text = useText();
  return (
    <Card title={{ vi: "Việc của bạn: quyết định", en: "Your step: decide" }}>
      <Form action={`/tasks/extensions/${id}`} method="post" transactionId={randomUUID()}>
        <Radios
          name="decision"
          label={{ vi: "Quyết định", en: "Decision" }}
          value={typed?.value("decision")}
          error={typed?.errors.decision}
          options={[
            { value: "grant", label: { vi: "Đồng ý gia hạn", en: "Grant" } },
            { value: "refuse", label: { vi: "Không đồng ý", en: "Refuse" } },
          ]}
        />
        <DateField
          name="grantedDeadline"
          label={{ vi: "Gia hạn đến hết giờ làm việc ngày", en: "To the end of office hours on" }}
          hint={{
            vi: `Để trống: đúng hạn được xin, ${formatDateTime(wanted)}.`,
            en: `Empty: as wanted, ${formatDateTime(wanted)}.`,
          }}
          optional
          value={typed?.value("grantedDeadline")}
          error={typed?.errors.grantedDeadline}
        />
        <TextArea
          name="decisionReason"
          label={{ vi: "Lý do, ý kiến", en: "Reason" }}
          hint={{
            vi: "Bắt buộc khi không đồng ý, từ 10 ký tự.",
            en: "Needed for a refusal, at least 10 characters.",
          }}
          optional
          value={typed?.value("decisionReason")}
          error={typed?.errors.decisionReason}
          maxLength={500}
          rows={3}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Gửi quyết định", en: "Decide" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}
