import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, clearanceOf, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { type Appointment, holdersOf } from "../../../../core/directory/index.ts";
import {
  answerPage,
  type Form as Fields,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  EmptyState,
  ErrorSummary,
  Facts,
  type FieldErrors,
  formatDate,
  Notice,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { beginHandover } from "../../handover/begin-handover.ts";
import { getLeaver, type Leaver } from "../../handover/handovers.ts";
import { HANDOVER_KINDS, type HandoverKind } from "../../handover/kinds.ts";
import { openWorkOf } from "../../handover/open-work.ts";
import { mayHandOver, mayReadAbstracts, mayReadOpenWork } from "../../handover/permissions.ts";
import { receiversOf } from "../../handover/receivers.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { OpenWorkForm, OpenWorkList } from "./open-work-form.tsx";

/** GET /handovers/people/:id: everything a post has open, and handing it over. */
export async function leaverPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerLeaver(c, undefined, {}, 200);
}

/** POST /handovers/people/:id */
export async function beginAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const { house } = c.var;
  try {
    const kinds: Partial<Record<HandoverKind, string>> = {};
    for (const kind of HANDOVER_KINDS) kinds[kind] = value(form, `to-${kind}`);
    const { id } = await transact(house, { actor, ...requestIdOf(form) }, (tx) =>
      beginHandover(tx, house, actor, {
        appointmentId: c.req.param("id") ?? "",
        basis: value(form, "basis"),
        everything: value(form, "everything"),
        kinds,
        items: values(form, "item"),
        itemsTo: value(form, "itemsTo"),
      }),
    );
    return redirectTo(c, `/handovers/${id}`, {
      tone: "good",
      message: {
        vi: "Đang chuyển việc sang người nhận. Người nhận được báo khi xong.",
        en: "The work is being handed over. The receivers are told when it is done.",
      },
    });
  } catch (error) {
    const refused = refusedForm(error);
    return await answerLeaver(c, form, refused.errors, refused.status);
  }
}

async function answerLeaver(
  c: Context<HttpEnv>,
  form: Fields | undefined,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const now = new Date();
  const leaver = await getLeaver(queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadOpenWork, leaver);
  const hands = may(actor, mayHandOver, leaver);
  const [all, people, vacancies] = await Promise.all([
    openWorkOf(queries, house, leaver.appointmentId, now),
    hands ? receiversOf(queries, leaver, now) : [],
    vacanciesAfter(queries, leaver, now),
  ]);
  const abstracts = may(actor, mayReadAbstracts, leaver);
  const items = all
    .filter((item) => item.confidentiality <= clearanceOf(actor))
    .map((item) => (abstracts ? item : { ...item, abstract: "" }));
  return await answerPage(
    c,
    {
      title: { vi: `Việc còn mở của ${leaver.fullName}`, en: `Open work of ${leaver.fullName}` },
      crumbs: [{ href: "/handovers", label: { vi: "Bàn giao công việc", en: "Hand-overs" } }],
      children: (
        <div class="stack">
          <ErrorSummary errors={errors} />
          <About leaver={leaver} />
          {vacancies.map((words) => (
            <Notice key={words.vi} tone="attention">
              <Said words={words} />
            </Notice>
          ))}
          {all.length > items.length && (
            <Notice tone="attention">
              <Said words={hiddenWords(all.length - items.length)} />
            </Notice>
          )}
          {items.length === 0 ? (
            <Nothing />
          ) : hands ? (
            <OpenWorkForm
              action={`/handovers/people/${leaver.appointmentId}`}
              transactionId={(form && requestIdOf(form).requestId) ?? randomUUID()}
              leaver={leaver}
              items={items}
              people={people}
              form={form}
              errors={errors}
            />
          ) : (
            <OpenWorkList items={items} />
          )}
        </div>
      ),
    },
    status,
  );
}

function hiddenWords(n: number): Words {
  return {
    vi: `Còn ${n} văn bản mật trên quyền tiếp cận của bạn: người được tiếp cận độ mật đó bàn giao.`,
    en: `${n} more secret documents are above your clearance: somebody cleared hands them over.`,
  };
}

function Said({ words }: { readonly words: Words }) {
  return <p>{useText()(words)}</p>;
}

function About({ leaver }: { readonly leaver: Leaver }) {
  const text = useText();
  return (
    <Facts
      facts={[
        { term: { vi: "Chức vụ", en: "Post" }, value: leaver.title },
        { term: { vi: "Đơn vị", en: "Unit" }, value: leaver.unitName },
        {
          term: { vi: "Giữ chức vụ", en: "In office" },
          value: leaver.leftOn
            ? text({
                vi: `Đến trước ngày ${formatDate(leaver.leftOn)}`,
                en: `Until before ${formatDate(leaver.leftOn)}`,
              })
            : leaver.locked
              ? text({ vi: "Đang giữ, tài khoản bị khóa", en: "Yes, but the account is locked" })
              : text({ vi: "Đang giữ", en: "Yes" }),
        },
      ]}
    />
  );
}

function Nothing() {
  return (
    <EmptyState
      icon="check-circle"
      title={{ vi: "Không còn việc mở", en: "Nothing is open" }}
      explanation={{
        vi: "Người này không còn văn bản, phần việc, dự thảo, hồ sơ hay ủy quyền nào phải bàn giao.",
        en: "This person has no document, part, draft, work file or delegation left to hand over.",
      }}
    />
  );
}

const VACANT: readonly {
  readonly role: "clerk" | "leader" | "head-of-unit";
  readonly words: (unit: string) => Words;
}[] = [
  {
    role: "head-of-unit",
    words: (unit) => ({
      vi: `${unit} không còn trưởng đơn vị: dự thảo chờ kiểm tra và văn bản chưa phân công người xử lý chờ người thay; lãnh đạo kiểm tra được trong lúc đó.`,
      en: `${unit} has no head: drafts to check and documents without a person wait for a successor; leaders can check meanwhile.`,
    }),
  },
  {
    role: "leader",
    words: () => ({
      vi: "Cơ quan không còn lãnh đạo nào: không ai bút phê, ký văn bản. Hãy giao chức vụ cho người thay.",
      en: "The organisation has no leader: nobody directs or signs. Appoint a successor.",
    }),
  },
  {
    role: "clerk",
    words: () => ({
      vi: "Cơ quan không còn văn thư: không ai tiếp nhận, cấp số, phát hành văn bản. Hãy giao chức vụ cho người thay.",
      en: "The organisation has no clerk: nobody registers, numbers or issues documents. Appoint a successor.",
    }),
  },
];

/** What nobody does any more once this post is left: work that waits for a role and not for a person. */
async function vacanciesAfter(queries: Queries, leaver: Leaver, now: Date): Promise<readonly Words[]> {
  const today = localDateOf(now);
  const left = leaver.locked || (leaver.leftOn !== null && leaver.leftOn <= today);
  if (!left) return [];
  const stillThere = (held: readonly Appointment[]) => held.some(({ id }) => id !== leaver.appointmentId);
  const found: Words[] = [];
  for (const { role, words } of VACANT) {
    if (!leaver.roles.includes(role)) continue;
    const place = role === "head-of-unit" ? leaver.unitId : leaver.organisationId;
    if (!stillThere(await holdersOf(queries, role, place, today))) found.push(words(leaver.unitName));
  }
  return found;
}
