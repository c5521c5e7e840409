import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { holdersOf } from "../../../../core/directory/index.ts";
import { Refusal, type Sentence } from "../../../../core/errors.ts";
import {
  answerPage,
  flash,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { ConfirmQuestion, ErrorSummary, Radios } from "../../../../core/ui/index.ts";
import type { Incoming } from "../../incoming/incoming.ts";
import { presentIncomingDocument } from "../../incoming/present-incoming-document.ts";
import { registerIncomingDocument } from "../../incoming/register-incoming-document.ts";
import { isUuid } from "../../outgoing/outgoing.ts";

/** As many as a page of the list shows, twice over. */
const MOST = 100;

/** POST /incoming/selected: registers or presents the ticked documents, each in a transaction of its own. */
export async function actOnSelected(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const form = await readForm(c);
  const ids = [...new Set(values(form, "selected"))].filter(isUuid).slice(0, MOST);
  const what = value(form, "do") === "present" ? "present" : "register";
  const back = `/incoming?view=${what === "present" ? "present" : "intake"}`;
  if (ids.length === 0) {
    return redirectTo(c, back, {
      tone: "info",
      message: {
        vi: "Chưa chọn văn bản nào. Đánh dấu ở đầu dòng rồi bấm lại.",
        en: "Nothing was selected. Tick the rows first.",
      },
    });
  }
  if (what === "register") {
    // Oldest first, so that numbers follow the order of arrival (NĐ 30/2020 Art. 22.2).
    const outcome = await each(house, actor, await byArrival(house, ids), (tx, id) =>
      registerIncomingDocument(tx, actor, id),
    );
    return answerOutcome(c, back, outcome, (done) => {
      const numbers = done.flatMap((document) => document.arrival_number ?? []).sort((a, b) => a - b);
      return {
        vi: `Đã vào sổ ${done.length} văn bản, số đến ${numbers.join(", ")}.`,
        en: `${done.length} documents registered, arrival numbers ${numbers.join(", ")}.`,
      };
    });
  }
  const leader = value(form, "leader");
  if (!isUuid(leader))
    return await askForLeader(c, actor, ids, form.fields.has("leader") || form.fields.has("asked"));
  const outcome = await each(house, actor, ids, (tx, id) => presentIncomingDocument(tx, actor, id, leader));
  return answerOutcome(c, back, outcome, (done) => ({
    vi: `Đã trình ${done[0]?.presented_to_name ?? ""} ${done.length} văn bản.`,
    en: `${done.length} documents presented to ${done[0]?.presented_to_name ?? ""}.`,
  }));
}

interface Outcome {
  readonly done: readonly Incoming[];
  readonly refused: readonly Sentence[];
}

async function each(
  house: House,
  actor: PersonActor,
  ids: readonly string[],
  act: (tx: Parameters<Parameters<typeof transact>[2]>[0], id: string) => Promise<Incoming>,
): Promise<Outcome> {
  const done: Incoming[] = [];
  const refused: Sentence[] = [];
  for (const id of ids) {
    try {
      done.push(await transact(house, { actor }, (tx) => act(tx, id)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push(error.sentence);
    }
  }
  return { done, refused };
}

function answerOutcome(
  c: Context<HttpEnv>,
  back: string,
  { done, refused }: Outcome,
  say: (done: readonly Incoming[]) => Sentence,
): Response {
  const good = done.length > 0 ? say(done) : { vi: "", en: "" };
  const [reason] = refused;
  const bad = reason
    ? {
        vi: `${refused.length} văn bản chưa làm được: ${reason.vi}`,
        en: `${refused.length} documents could not be done: ${reason.en}`,
      }
    : { vi: "", en: "" };
  flash(c, {
    tone: reason ? (done.length > 0 ? "attention" : "bad") : "good",
    message: { vi: [good.vi, bad.vi].join(" ").trim(), en: [good.en, bad.en].join(" ").trim() },
  });
  return redirectTo(c, back);
}

async function byArrival(house: House, ids: readonly string[]): Promise<string[]> {
  const rows = await house.database.queries
    .selectFrom("documents.incoming")
    .select("id")
    .where("id", "in", [...ids])
    .orderBy("arrived_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => row.id);
}

async function askForLeader(
  c: Context<HttpEnv>,
  actor: PersonActor,
  ids: readonly string[],
  again: boolean,
): Promise<Response> {
  const leaders = await holdersOf(
    c.var.house.database.queries,
    "leader",
    actor.organisationId,
    localDateOf(new Date()),
  );
  const error = again ? { vi: "Chọn lãnh đạo để trình.", en: "Choose a leader." } : undefined;
  const question = { vi: `Trình ${ids.length} văn bản?`, en: `Present ${ids.length} documents?` };
  return await answerPage(
    c,
    {
      title: { vi: "Trình lãnh đạo", en: "Present to a leader" },
      width: "narrow",
      crumbs: [{ href: "/incoming?view=present", label: { vi: "Văn bản đến", en: "Incoming documents" } }],
      children: (
        <>
          {error && <ErrorSummary errors={{ leader: error }} />}
          <ConfirmQuestion
            question={question}
            consequences={[
              {
                vi: "Lãnh đạo nhận thông báo và thấy các văn bản này trong mục Trình tôi.",
                en: "The leader is told and finds these documents under Presented to me.",
              },
            ]}
            action="/incoming/selected"
            confirmLabel={{ vi: "Trình lãnh đạo", en: "Present" }}
            cancelHref="/incoming?view=present"
            transactionId={randomUUID()}
          >
            <input type="hidden" name="do" value="present" />
            <input type="hidden" name="asked" value="1" />
            {ids.map((id) => (
              <input key={id} type="hidden" name="selected" value={id} />
            ))}
            <Radios
              name="leader"
              label={{ vi: "Trình ai", en: "To whom" }}
              error={error}
              value={leaders.length === 1 ? leaders[0]?.id : undefined}
              options={leaders.map((held) => ({ value: held.id, label: `${held.title} ${held.fullName}` }))}
            />
          </ConfirmQuestion>
        </>
      ),
    },
    again ? 422 : 200,
  );
}
