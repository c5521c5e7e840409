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
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  LinkButton,
  LongWork,
  Notice,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { closeHandover, confirmHandover } from "../../handover/confirm-handover.ts";
import {
  getHandover,
  type HandoverItem,
  mayReadMinutes,
  shownItems,
  type WholeHandover,
} from "../../handover/handovers.ts";
import { KIND_WORDS } from "../../handover/kinds.ts";
import { mayConfirmHandover, mayReadHandover, maySignHandover } from "../../handover/permissions.ts";
import { signHandover } from "../../handover/sign-handover.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { sendFile } from "../shared/send-file.ts";
import { HandoverChip, ItemChip } from "./look.tsx";

/** GET /handovers/:id: how far it is, what became of every item, who confirmed, the minutes. */
export async function handoverPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerHandover(c, {}, 200);
}

/** POST /handovers/:id/confirm */
export async function confirmAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const id = c.req.param("id") ?? "";
  try {
    await confirmHandover(c.var.house, actor, { id, ...requestIdOf(form) });
  } catch (error) {
    const refused = refusedForm(error);
    return await answerHandover(c, refused.errors, refused.status);
  }
  return redirectTo(c, `/handovers/${id}`, {
    tone: "good",
    message: { vi: "Đã xác nhận nhận bàn giao.", en: "You have confirmed what was handed over." },
  });
}

/** POST /handovers/:id/sign */
export async function signAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const id = c.req.param("id") ?? "";
  try {
    await signHandover(c.var.house, actor, { id, pin: value(form, "pin"), ...requestIdOf(form) });
  } catch (error) {
    const refused = refusedForm(error);
    return await answerHandover(c, refused.errors, refused.status);
  }
  return redirectTo(c, `/handovers/${id}`, {
    tone: "good",
    message: { vi: "Đã ký số biên bản bàn giao.", en: "The minutes are signed." },
  });
}

/** GET /handovers/:id/minutes.pdf: the kept file, never made anew. */
export async function minutesFile(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const whole = await getHandover(c.var.house.database.queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadHandover, whole.subject);
  const { handover } = whole;
  if (handover.minutes_sha256 === null || handover.minutes_size === null || !mayReadMinutes(actor, whole))
    throw notFound();
  await transact(c.var.house, { actor }, async (tx) => {
    tx.record({
      action: "documents.export",
      objectKind: "handover",
      objectId: handover.id,
      data: { kind: "pdf" },
    });
  });
  return await sendFile(c, {
    sha256: handover.minutes_sha256,
    size: handover.minutes_size,
    name: `Biên bản bàn giao ${handover.from_name}.pdf`,
    type: "application/pdf",
  });
}

async function answerHandover(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const id = c.req.param("id") ?? "";
  const first = await getHandover(queries, id);
  assertMay(actor, mayReadHandover, first.subject);
  // Everybody confirmed, but the process died before the last minutes were kept.
  await closeHandover(house, actor, id);
  const whole = first.handover.state === "to-confirm" ? await getHandover(queries, id) : first;
  const { handover, receivers } = whole;
  const mine = receivers.find((each) => each.appointment_id === actor.appointmentId);
  const minutes = handover.minutes_sha256 !== null && mayReadMinutes(actor, whole);
  const items = shownItems(actor, whole);
  return await answerPage(
    c,
    {
      title: { vi: `Bàn giao của ${handover.from_name}`, en: `Hand-over of ${handover.from_name}` },
      crumbs: [{ href: "/handovers", label: { vi: "Bàn giao công việc", en: "Hand-overs" } }],
      children: (
        <div class="stack">
          <ErrorSummary errors={errors} />
          <p class="chips">
            <HandoverChip state={handover.state} />
          </p>
          {handover.state === "moving" && <Progress whole={whole} />}
          <About whole={whole} minutes={minutes} />
          {mine && mine.confirmed_at === null && handover.state === "to-confirm" && (
            <ConfirmForm
              id={id}
              can={may(actor, mayConfirmHandover, whole.subject)}
              n={
                whole.items.filter(
                  (item) => item.state === "moved" && item.to_appointment === actor.appointmentId,
                ).length
              }
            />
          )}
          {handover.state === "confirmed" &&
            handover.signed_at === null &&
            may(actor, maySignHandover, whole.subject) && <SignForm id={id} errors={errors} />}
          <Items whole={whole} items={items} abstracts={mayReadMinutes(actor, whole)} />
        </div>
      ),
    },
    status,
  );
}

function Progress({ whole: { handover, items } }: { readonly whole: WholeHandover }) {
  const done = items.filter(({ state }) => state !== "waiting").length;
  return (
    <LongWork
      title={{ vi: "Đang chuyển việc sang người nhận", en: "The work is being handed over" }}
      standing={done === 0 ? { state: "waiting" } : { state: "running", done, total: items.length }}
      laterHref={`/handovers/${handover.id}`}
      laterLabel={{
        vi: "biên bản này (tải lại trang để xem tiến độ)",
        en: "these minutes (reload to see how far it is)",
      }}
    />
  );
}

function About({ whole, minutes }: { readonly whole: WholeHandover; readonly minutes: boolean }) {
  const text = useText();
  const { handover, receivers } = whole;
  return (
    <Card
      actions={
        minutes && (
          <LinkButton href={`/handovers/${handover.id}/minutes.pdf`} icon="download">
            {text({ vi: "Biên bản (PDF)", en: "Minutes (PDF)" })}
          </LinkButton>
        )
      }
      title={{ vi: "Biên bản", en: "Minutes" }}
    >
      <Facts
        facts={[
          {
            term: { vi: "Người bàn giao", en: "From" },
            value: `${handover.from_name}, ${handover.from_title}, ${handover.unit_name}`,
          },
          { term: { vi: "Căn cứ", en: "Basis" }, value: handover.basis },
          {
            term: { vi: "Người lập", en: "Drawn up by" },
            value: `${handover.asked_by_name}, ${handover.asked_by_title}, ${formatDateTime(handover.asked_at)}`,
          },
          ...receivers.map((receiver) => ({
            term: { vi: "Người nhận", en: "Receiver" },
            value: `${receiver.full_name}, ${receiver.title}: ${
              receiver.confirmed_at
                ? text({
                    vi: `đã xác nhận ${formatDateTime(receiver.confirmed_at)}`,
                    en: `confirmed ${formatDateTime(receiver.confirmed_at)}`,
                  })
                : text({ vi: "chưa xác nhận", en: "not confirmed yet" })
            }`,
          })),
          {
            term: { vi: "Ký số", en: "Signed" },
            value: handover.signed_at && `${handover.asked_by_name}, ${formatDateTime(handover.signed_at)}`,
          },
        ]}
      />
    </Card>
  );
}

function ConfirmForm({ id, can, n }: { readonly id: string; readonly can: boolean; readonly n: number }) {
  const text = useText();
  if (!can) return null;
  return (
    <Card title={{ vi: "Xác nhận của bạn", en: "Your confirmation" }}>
      <p>
        {text({
          vi: `${n} việc dưới đây đã chuyển sang bạn, thời hạn giữ nguyên. Xem rồi xác nhận đã nhận.`,
          en: `The ${n} items below are yours now, deadlines as they were. Look at them and confirm.`,
        })}
      </p>
      <Form action={`/handovers/${id}/confirm`} method="post" transactionId={randomUUID()} later={true}>
        <Actions>
          <Button kind="primary" icon="check">
            {text({ vi: "Xác nhận đã nhận", en: "Confirm" })}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}

function SignForm({ id, errors }: { readonly id: string; readonly errors: FieldErrors }) {
  const text = useText();
  return (
    <Card title={{ vi: "Ký số biên bản", en: "Sign the minutes" }}>
      <Form action={`/handovers/${id}/sign`} method="post" transactionId={randomUUID()}>
        <TextField
          name="pin"
          type="password"
          label={{ vi: "Mã PIN của khóa ký", en: "PIN of your key" }}
          error={errors.pin}
          autocomplete="off"
        />
        <Actions>
          <Button kind="primary" icon="pen">
            {text({ vi: "Ký số", en: "Sign" })}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}

interface ItemsProps {
  readonly whole: WholeHandover;
  readonly items: readonly HandoverItem[];
  readonly abstracts: boolean;
}

function Items({ whole, items, abstracts }: ItemsProps) {
  const text = useText();
  const names = new Map(whole.receivers.map((each) => [each.appointment_id, each.full_name]));
  const hidden = whole.items.length - items.length;
  return (
    <Card title={{ vi: `Việc bàn giao: ${whole.items.length}`, en: `Items: ${whole.items.length}` }}>
      {hidden > 0 && (
        <Notice tone="info">
          <p>
            {text({
              vi: `${hidden} văn bản mật trên quyền tiếp cận của bạn không hiện ở đây.`,
              en: `${hidden} secret documents above your clearance are not shown.`,
            })}
          </p>
        </Notice>
      )}
      <ul class="tasks">
        {items.map((item) => (
          <li key={`${item.kind}/${item.object_id}`} class="task">
            <div class="task-words">
              <a class="task-link" href={item.href}>
                {[item.code, abstracts ? item.abstract : ""].filter(Boolean).join(" – ")}
              </a>
              <p class="task-hint">
                {[
                  text(KIND_WORDS[item.kind].name),
                  item.to_appointment ? (names.get(item.to_appointment) ?? "") : "",
                  item.deadline
                    ? text({
                        vi: `hạn ${formatDateTime(item.deadline)}`,
                        en: `due ${formatDateTime(item.deadline)}`,
                      })
                    : "",
                  text({ vi: item.reason_vi, en: item.reason_en }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </div>
            <div class="task-state">
              <ItemChip state={item.state} />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
