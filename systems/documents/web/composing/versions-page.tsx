import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { answerPage, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { Card, formatDateTime, useText } from "../../../../core/ui/index.ts";
import { compareTexts } from "../../composing/compare-texts.ts";
import { mayReadText } from "../../composing/permissions.ts";
import { getText, subjectOfText } from "../../composing/texts.ts";
import { readTypedText, type TypedText } from "../../composing/typed-text.ts";
import { Difference } from "./difference.tsx";
import { readingOfText } from "./reading-of-text.ts";

/** GET /compose/:id/versions?from=1&to=2: every text that became the file, and what was changed between two of them. */
export async function versionsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const text = await getText(queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadText, await subjectOfText(queries, text));
  await readingOfText(house, actor, text, "versions");
  const rows = await queries
    .selectFrom("documents.text_version")
    .selectAll()
    .where("text_id", "=", text.id)
    .orderBy("number", "desc")
    .execute();
  if (text.outgoing_id === null || rows.length === 0) throw notFound();
  const versions: Version[] = rows.map((row) => ({
    number: row.number,
    byName: row.by_name,
    at: row.at,
    pages: row.page_amount,
    content: readTypedText(row.content),
  }));
  const last = versions[0]?.number ?? 1;
  const to = pick(versions, c.req.query("to"), last);
  const from = pick(versions, c.req.query("from"), Math.max(1, (to?.number ?? 1) - 1));
  if (!from || !to) throw notFound();
  return await answerPage(c, {
    title: { vi: "Các lần sửa dự thảo", en: "Versions of the draft" },
    crumbs: [
      { href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" } },
      { href: `/outgoing/${text.outgoing_id}`, label: to.content.abstract || "Văn bản" },
    ],
    children: (
      <>
        <List versions={versions} id={text.id} from={from} to={to} />
        <Compared from={from} to={to} />
      </>
    ),
  });
}

interface Version {
  readonly number: number;
  readonly byName: string;
  readonly at: Date;
  readonly pages: number;
  readonly content: TypedText;
}

function pick(
  versions: readonly Version[],
  asked: string | undefined,
  otherwise: number,
): Version | undefined {
  const number = asked !== undefined && /^\d{1,6}$/.test(asked) ? Number(asked) : otherwise;
  return versions.find((version) => version.number === number);
}

interface ListProps {
  readonly versions: readonly Version[];
  readonly id: string;
  readonly from: Version;
  readonly to: Version;
}

function List({ versions, id, from, to }: ListProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Chọn lần sửa để so sánh", en: "Choose versions to compare" }}>
      <ol class="compose-versions" reversed>
        {versions.map((version) => (
          <li key={version.number}>
            <a
              href={`/compose/${id}/versions?from=${Math.max(1, version.number - 1)}&to=${version.number}`}
              aria-current={version.number === to.number ? "true" : undefined}
            >
              {text({ vi: `Lần ${version.number}`, en: `Version ${version.number}` })}
            </a>
            <span>
              {version.byName}, {formatDateTime(version.at)},{" "}
              {text({ vi: `${version.pages} trang`, en: `${version.pages} pages` })}
            </span>
            {version.number !== from.number && version.number < to.number && (
              <a href={`/compose/${id}/versions?from=${version.number}&to=${to.number}`}>
                {text({ vi: `so với lần ${to.number}`, en: `compare with ${to.number}` })}
              </a>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}

const FIELDS = [
  { name: "abstract", words: { vi: "Trích yếu", en: "Abstract" } },
  { name: "addressees", words: { vi: "Kính gửi", en: "Addressed to" } },
  { name: "body", words: { vi: "Nội dung", en: "Text" } },
  { name: "toPlaces", words: { vi: "Nơi nhận", en: "Recipients" } },
  { name: "authority", words: { vi: "Thẩm quyền ban hành", en: "Who decides" } },
  { name: "coSignerLines", words: { vi: "Người ký bên trái", en: "Signs at the left" } },
] as const;

function Compared({ from, to }: { readonly from: Version; readonly to: Version }) {
  const text = useText();
  const heading =
    from.number === to.number
      ? { vi: `Lần ${to.number}`, en: `Version ${to.number}` }
      : {
          vi: `Từ lần ${from.number} đến lần ${to.number}`,
          en: `From version ${from.number} to ${to.number}`,
        };
  return (
    <Card title={heading}>
      {FIELDS.filter(({ name }) => name === "body" || from.content[name] !== to.content[name]).map(
        ({ name, words }) => (
          <section key={name}>
            <h3>{text(words)}</h3>
            <Difference lines={compareTexts(from.content[name], to.content[name])} />
          </section>
        ),
      )}
    </Card>
  );
}
