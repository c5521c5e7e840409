import type { Context } from "hono";
import { may } from "../../../../core/access/index.ts";
import { localDateOf, type WorkingCalendar } from "../../../../core/calendar/index.ts";
import { type Appointment, type Organisation, peopleOf, unitsOf } from "../../../../core/directory/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import {
  Card,
  DeadlineChip,
  ErrorSummary,
  Facts,
  formatDateTime,
  LinkButton,
  useText,
} from "../../../../core/ui/index.ts";
import { mayAnswerRound, mayAssignAnswer, mayManageRound } from "../../opinion-rounds/permissions.ts";
import {
  type Answer,
  type Asked,
  answersOf,
  deadlineOf,
  extensionsOf,
  filesOfRound,
  lastDeadline,
  type MoreTime,
  type RoundFile,
  type RoundReminder,
  readableRound,
  readsAllAnswers,
  remindersOf,
  subjectOfAsked,
  subjectOfRound,
  type WholeRound,
} from "../../opinion-rounds/rounds.ts";
import { countRound } from "../../opinion-rounds/summarise.ts";
import { calendarOf, settledStanding, standingOf } from "../shared/deadlines.ts";
import { FileList } from "../shared/file-list.tsx";
import { recordReading } from "../shared/record-reading.ts";
import type { RefusedForm } from "../shared/refused-form.ts";
import { AnswerForms } from "./answer-forms.tsx";
import { AnswersTable } from "./answers-table.tsx";
import { ManageForms } from "./manage-forms.tsx";
import { RoundChip } from "./round-chip.tsx";

const LIST = { href: "/opinion-rounds", label: { vi: "Lấy ý kiến", en: "Opinion rounds" } };

/** A form that came back, and what was typed into it. */
export interface TypedForm {
  readonly action: string;
  /** Which of several forms of the same kind. */
  readonly of: string;
  readonly errors: RefusedForm["errors"];
  readonly value: (name: string) => string;
  readonly values: (name: string) => readonly string[];
}

/** Everything the page of a round shows to one person. */
export interface RoundCard {
  readonly whole: WholeRound;
  readonly actor: PersonActor;
  readonly now: Date;
  readonly calendar: WorkingCalendar;
  /** Every answer this person may read, oldest first. */
  readonly answers: readonly Answer[];
  /** Latest answers of everybody: for the count, where it may be read. */
  readonly latest: ReadonlyMap<string, Answer>;
  readonly readsAll: boolean;
  readonly manages: boolean;
  /** Those this person answers for, while the round is open. */
  readonly mine: readonly Asked[];
  /** The one of them that is answered now. */
  readonly answering: Asked | undefined;
  readonly assigns: readonly Asked[];
  readonly files: readonly RoundFile[];
  readonly extensions: readonly MoreTime[];
  readonly reminders: readonly RoundReminder[];
  readonly people: readonly Appointment[];
  readonly units: readonly Organisation[];
}

/** GET /opinion-rounds/:id */
export async function roundPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerRoundPage(c, undefined, 200);
}

/** The page, with a form that came back where there is one. */
export async function answerRoundPage(
  c: Context<HttpEnv>,
  typed: TypedForm | undefined,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const card = await loadRound(c, actor, typed?.of || queryText(c, "as", 36));
  const { document } = card.whole;
  await recordReading(house, actor, {
    kind: document.kind === "incoming" ? "incoming-document" : "outgoing-document",
    id: document.id,
    confidentiality: document.confidentiality,
    what: `opinion-round:${card.whole.round.id}`,
  });
  return await answerPage(
    c,
    {
      title: { vi: "Lấy ý kiến", en: "Opinion round" },
      lead: `${document.code} – ${document.abstract}`,
      crumbs: [LIST],
      children: <RoundView card={card} typed={typed} />,
    },
    status,
  );
}

async function loadRound(c: Context<HttpEnv>, actor: PersonActor, as: string): Promise<RoundCard> {
  const { database } = c.var.house;
  const { queries } = database;
  const whole = await readableRound(queries, actor, c.req.param("id") ?? "");
  const { round } = whole;
  const open = round.state === "open";
  const present = whole.asked.filter((each) => each.withdrawn_at === null);
  const manages = may(actor, mayManageRound, subjectOfRound(whole, actor));
  const readsAll = readsAllAnswers(whole, actor);
  const mine = present.filter((each) => may(actor, mayAnswerRound, subjectOfAsked(whole, each)));
  const assigns = open
    ? present.filter(
        (each) => each.unit_id !== null && may(actor, mayAssignAnswer, subjectOfAsked(whole, each)),
      )
    : [];
  const now = new Date();
  const [answers, files, extensions, reminders, calendar, people, units] = await Promise.all([
    answersOf(queries, round.id),
    filesOfRound(queries, round.id),
    extensionsOf(queries, round.id),
    remindersOf(queries, round.id),
    calendarOf(database, round.organisation_id),
    open && (manages || assigns.length > 0) ? peopleOf(queries, round.organisation_id, localDateOf(now)) : [],
    open && manages && whole.document.confidentiality === 0
      ? unitsOf(queries, round.organisation_id, localDateOf(now))
      : [],
  ]);
  const own = new Set(mine.map((each) => each.id));
  const latest = new Map(answers.filter((each) => each.latest).map((each) => [each.asked_id, each]));
  return {
    whole,
    actor,
    now,
    calendar,
    answers: answers.filter((each) => readsAll || own.has(each.asked_id)),
    latest,
    readsAll,
    manages: manages && open,
    mine: open ? mine : [],
    answering: open
      ? (mine.find((each) => each.id === as) ?? mine.find((each) => !latest.has(each.id)) ?? mine[0])
      : undefined,
    assigns,
    files,
    extensions,
    reminders,
    people,
    units,
  };
}

function RoundView({ card, typed }: { card: RoundCard; typed: TypedForm | undefined }) {
  const { whole } = card;
  return (
    <div class="stack">
      {typed && <ErrorSummary errors={typed.errors} />}
      <p class="chips">
        <RoundChip state={whole.round.state} />
        <Due card={card} />
      </p>
      <About card={card} />
      <AnswerForms card={card} typed={typed} />
      <Count card={card} />
      <AnswersTable card={card} />
      <ManageForms card={card} typed={typed} />
    </div>
  );
}

function Due({ card: { whole, now, calendar } }: { card: RoundCard }) {
  const { round } = whole;
  return (
    <DeadlineChip
      at={lastDeadline(whole)}
      standing={
        round.closed_at
          ? settledStanding(lastDeadline(whole), round.closed_at)
          : standingOf(lastDeadline(whole), now, calendar)
      }
    />
  );
}

function About({ card: { whole, files } }: { card: RoundCard }) {
  const text = useText();
  const { round, document } = whole;
  const own = files.filter((file) => file.answer_id === null);
  const silence = round.silence === null ? undefined : round.options[round.silence]?.label;
  return (
    <Card
      title={{ vi: "Nội dung xin ý kiến", en: "The question" }}
      actions={
        <LinkButton href={document.href} icon="document">
          {text({ vi: "Mở văn bản", en: "Open the document" })}
        </LinkButton>
      }
    >
      <p class="pre-line">{round.question}</p>
      {own.length > 0 && <FileList files={own.map((file) => fileLine(round.id, file))} />}
      <Facts
        facts={[
          {
            term: { vi: "Người lấy ý kiến", en: "Asked by" },
            value: `${round.asked_by_name}, ${round.asked_by_position}, ${formatDateTime(round.opened_at)}`,
          },
          { term: { vi: "Hạn trả lời", en: "Deadline" }, value: formatDateTime(round.deadline) },
          {
            term: { vi: "Không trả lời", en: "Silence" },
            value:
              silence === undefined
                ? text({ vi: "Ghi là không trả lời", en: "Counts as no answer" })
                : text({ vi: `Coi như “${silence}”`, en: `Counts as “${silence}”` }),
          },
          {
            term: { vi: "Xem trả lời của nhau", en: "Answers of others" },
            value: round.open_answers
              ? text({ vi: "Ngay khi có trả lời", en: "Read at once" })
              : text({ vi: "Sau khi kết thúc", en: "Read after the round is closed" }),
          },
          {
            term: { vi: "Kết thúc", en: "Closed" },
            value:
              round.closed_at &&
              [formatDateTime(round.closed_at), round.closed_by_name, round.close_reason]
                .filter(Boolean)
                .join(", "),
          },
        ]}
      />
    </Card>
  );
}

/** A file of a round as lists of files show it. */
export function fileLine(roundId: string, file: RoundFile) {
  return {
    name: file.name,
    size: Number(file.size),
    sha256: file.sha256,
    href: `/opinion-rounds/${roundId}/files/${file.id}`,
  };
}

function Count({ card: { whole, latest, readsAll } }: { card: RoundCard }) {
  const text = useText();
  const counted = countRound(whole, latest);
  const { round } = whole;
  return (
    <Card
      title={{ vi: "Tổng hợp", en: "Count" }}
      actions={
        readsAll &&
        (["pdf", "xlsx", "docx"] as const).map((kind) => (
          <LinkButton
            key={kind}
            href={`/opinion-rounds/${round.id}/summary.${kind}`}
            icon="download"
            kind="quiet"
          >
            {kind.toUpperCase()}
          </LinkButton>
        ))
      }
    >
      <p>
        {text({
          vi: `${counted.answered} trên ${counted.asked} người, đơn vị đã trả lời.`,
          en: `${counted.answered} of ${counted.asked} have answered.`,
        })}
      </p>
      {readsAll ? (
        <Facts
          facts={counted.options.map(({ label, amount, bySilence }) => ({
            term: label,
            value:
              bySilence === 0
                ? String(amount)
                : text({
                    vi: `${amount} (trong đó ${bySilence} không trả lời)`,
                    en: `${amount} (${bySilence} by silence)`,
                  }),
          }))}
        />
      ) : (
        <p>
          {text({
            vi: "Kết quả và trả lời của người khác hiện ở đây sau khi kết thúc.",
            en: "The result and the answers of others appear here once the round is closed.",
          })}
        </p>
      )}
    </Card>
  );
}

/** The deadline of one who is asked, in words. */
export function dueOf(whole: WholeRound, asked: Asked): string {
  return formatDateTime(deadlineOf(whole.round, asked));
}
