import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
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
  Card,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDateTime,
  SelectField,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import {
  answerOpinion,
  giveOpinion,
  MOST_OPINION,
  type Opinion,
  opinionsOn,
} from "../../composing/opinions.ts";
import { mayReadText, mayWriteText } from "../../composing/permissions.ts";
import { clean } from "../../composing/text/parse-text.ts";
import { getText, type KeptText, subjectOfText } from "../../composing/texts.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { readingOfText } from "./reading-of-text.ts";

/** GET /compose/:id/opinions: the text with what others think of it beside each line. */
export async function opinionsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const text = await readable(c, actor);
  const line = c.req.query("line") ?? "0";
  return await show(c, actor, text, { line, opinion: "", errors: {}, status: 200 });
}

/** POST /compose/:id/opinions: gives an opinion, or answers one. */
export async function opinionsAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const text = await readable(c, actor);
  const form = await readForm(c);
  const [line, opinion, answered] = [value(form, "line"), value(form, "opinion"), value(form, "answers")];
  try {
    await transact(house, { actor, ...requestIdOf(form) }, async (tx) => {
      if (answered !== "")
        await answerOpinion(tx, actor, {
          opinionId: answered,
          taken: value(form, "do") === "take",
          answer: value(form, "answer"),
        });
      else await giveOpinion(tx, actor, { textId: text.id, line: Number(line) || 0, opinion });
    });
    return redirectTo(c, `/compose/${text.id}/opinions`, {
      tone: "good",
      message: { vi: "Đã ghi.", en: "Recorded." },
    });
  } catch (error) {
    return await show(c, actor, text, { line, opinion, ...refusedForm(error), answered });
  }
}

async function readable(c: Context<HttpEnv>, actor: PersonActor): Promise<KeptText> {
  const { house } = c.var;
  const { queries } = house.database;
  const text = await getText(queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadText, await subjectOfText(queries, text));
  await readingOfText(house, actor, text, "opinions");
  return text;
}

interface Shown {
  readonly line: string;
  readonly opinion: string;
  readonly errors: FieldErrors;
  readonly status: 200 | 409 | 422 | 423 | 503;
  /** The opinion whose answer was refused. */
  readonly answered?: string;
}

interface Row {
  readonly line: number;
  readonly text: string;
  readonly opinions: readonly Opinion[];
}

async function show(
  c: Context<HttpEnv>,
  actor: PersonActor,
  text: KeptText,
  shown: Shown,
): Promise<Response> {
  const { queries } = c.var.house.database;
  const subject = await subjectOfText(queries, text);
  const opinions = await opinionsOn(queries, text.id);
  const author = may(actor, mayWriteText, subject);
  const { rows, others } = placed(text.content.body, opinions);
  const back = text.outgoing_id === null ? `/compose/${text.id}` : `/outgoing/${text.outgoing_id}`;
  const { answer, ...errors } = shown.errors;
  return await answerPage(
    c,
    {
      title: { vi: "Góp ý bản soạn", en: "Opinions on the text" },
      lead: text.content.abstract,
      crumbs: [
        { href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" } },
        { href: back, label: { vi: "Văn bản", en: "Document" } },
      ],
      children: (
        <>
          <ErrorSummary errors={errors} />
          <Give id={text.id} rows={rows} shown={{ ...shown, errors }} />
          <Beside
            rows={rows}
            others={others}
            id={text.id}
            author={author}
            refused={{ id: shown.answered, answer }}
          />
        </>
      ),
    },
    shown.status,
  );
}

/** Opinions stand beside the line whose words they quote, wherever it has moved to. */
function placed(body: string, opinions: readonly Opinion[]): { rows: Row[]; others: Opinion[] } {
  const rows = clean(body)
    .split("\n")
    .map((line, at) => ({ line: at + 1, text: line.trim(), opinions: [] as Opinion[] }))
    .filter((row) => row.text !== "");
  const others: Opinion[] = [];
  for (const opinion of opinions) {
    const matching = opinion.line === 0 ? [] : rows.filter((row) => row.text.startsWith(opinion.quote));
    const near = matching.sort(
      (a, b) => Math.abs(a.line - opinion.line) - Math.abs(b.line - opinion.line),
    )[0];
    if (near) near.opinions.push(opinion);
    else others.push(opinion);
  }
  return { rows, others };
}

function Give({
  id,
  rows,
  shown,
}: {
  readonly id: string;
  readonly rows: readonly Row[];
  readonly shown: Shown;
}) {
  const text = useText();
  const short = (words: string): string => (words.length > 70 ? `${words.slice(0, 70)}…` : words);
  return (
    <Card title={{ vi: "Góp ý", en: "Give an opinion" }}>
      <Form
        action={`/compose/${id}/opinions`}
        method="post"
        keep={`opinion:${id}`}
        later
        transactionId={randomUUID()}
      >
        <SelectField
          name="line"
          label={{ vi: "Về", en: "About" }}
          options={[
            { value: "0", label: { vi: "Toàn văn bản", en: "The whole text" } },
            ...rows.map((row) => ({ value: String(row.line), label: `${row.line}: ${short(row.text)}` })),
          ]}
          value={shown.line}
          error={shown.errors.line}
        />
        <TextArea
          name="opinion"
          label={{ vi: "Ý kiến", en: "Opinion" }}
          maxLength={MOST_OPINION}
          value={shown.opinion}
          error={shown.errors.opinion}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Gửi góp ý", en: "Send" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

interface Answering {
  readonly id: string;
  readonly author: boolean;
  readonly refused: { readonly id: string | undefined; readonly answer: FieldErrors[string] };
}

function Beside({
  rows,
  others,
  ...answering
}: Answering & { readonly rows: readonly Row[]; readonly others: readonly Opinion[] }) {
  const text = useText();
  return (
    <Card title={{ vi: "Bản soạn và các góp ý", en: "The text and what is thought of it" }}>
      {others.map((opinion) => (
        <OneOpinion key={opinion.id} opinion={opinion} {...answering} />
      ))}
      <ol class="compose-lines">
        {rows.map((row) => (
          <li key={row.line} value={row.line}>
            <p>
              <span class="compose-line-number">{row.line}</span> {row.text}
            </p>
            <div>
              {row.opinions.map((opinion) => (
                <OneOpinion key={opinion.id} opinion={opinion} {...answering} />
              ))}
              <a class="compose-comment" href={`/compose/${answering.id}/opinions?line=${row.line}`}>
                {text({ vi: "Góp ý dòng này", en: "Comment" })}
                <span class="visually-hidden"> {row.line}</span>
              </a>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function OneOpinion({ opinion, id, author, refused }: Answering & { readonly opinion: Opinion }) {
  const text = useText();
  return (
    <div class="compose-opinion">
      <p class="compose-opinion-by">
        <strong>{opinion.by_name}</strong>
        {opinion.by_position !== "" && `, ${opinion.by_position}`} · {formatDateTime(opinion.at)} ·{" "}
        {text({ vi: `lần sửa ${opinion.version}`, en: `version ${opinion.version}` })}
      </p>
      {opinion.line !== 0 && <blockquote>{opinion.quote}</blockquote>}
      <p>{opinion.opinion}</p>
      {opinion.taken !== null ? (
        <p class="compose-answer">
          {opinion.taken
            ? text({ vi: "Đã tiếp thu.", en: "Taken up." })
            : text({ vi: "Không tiếp thu:", en: "Not taken up:" })}{" "}
          {opinion.answer}
        </p>
      ) : (
        author && (
          <Form action={`/compose/${id}/opinions`} method="post" transactionId={randomUUID()}>
            <input type="hidden" name="answers" value={opinion.id} />
            <TextArea
              name="answer"
              label={{ vi: "Giải trình", en: "Answer" }}
              hint={{
                vi: "Cần nêu lý do khi không tiếp thu.",
                en: "A reason is needed when it is not taken up.",
              }}
              optional
              rows={2}
              maxLength={MOST_OPINION}
              error={refused.id === opinion.id ? refused.answer : undefined}
            />
            <Actions>
              <Button name="do" value="take">
                {text({ vi: "Tiếp thu", en: "Take up" })}
              </Button>
              <Button name="do" value="decline">
                {text({ vi: "Không tiếp thu", en: "Do not take up" })}
              </Button>
            </Actions>
          </Form>
        )
      )}
    </div>
  );
}
