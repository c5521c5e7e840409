import type { Context } from "hono";
import { assertMay } from "../../access/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../http/index.ts";
import { loadAliases } from "../../search/index.ts";
import {
  Actions,
  Button,
  EmptyState,
  Form,
  formatDate,
  formatNumber,
  LinkButton,
  Notice,
  TextField,
  useText,
} from "../../ui/index.ts";
import { ORGANISATION_KINDS } from "../organisation.ts";
import { type OrganisationNode, organisationTree } from "../organisation-tree.ts";
import { mayReadDirectory } from "../permissions.ts";
import { type FoundOrganisation, searchOrganisations } from "../search-organisations.ts";
import { type FoundPerson, searchPeople } from "../search-people.ts";
import { DateChooser, DemoCodeMark, KIND_WORDS, onDate, type ShownDate, shownDate } from "./words.tsx";

export const DIRECTORY = { href: "/directory", label: { vi: "Danh bạ", en: "Directory" } };
const MOST_ORGANISATIONS = 50;
const MOST_PEOPLE = 10;

/** GET /directory: the tree of the province, or what fits the words typed. */
export async function directoryPage(c: Context<HttpEnv>): Promise<Response> {
  assertMay(requireSession(c).actor, mayReadDirectory, undefined);
  const q = queryText(c, "q", 200);
  const date = shownDate(c);
  const { queries } = c.var.house.database;
  const tree = q === "" ? await organisationTree(queries, date.day) : [];
  const found =
    q === ""
      ? undefined
      : {
          organisations: await searchOrganisations(queries, q, {
            asOf: date.day,
            limit: MOST_ORGANISATIONS,
            aliases: await loadAliases(queries),
            kinds: ORGANISATION_KINDS,
          }),
          people: await searchPeople(queries, q, { asOf: date.day, limit: MOST_PEOPLE + 1 }),
        };
  return await answerPage(c, {
    title: DIRECTORY.label,
    lead: {
      vi: "Cơ quan, đơn vị, mã định danh và cán bộ của tỉnh; tên gõ có dấu hay không dấu đều được.",
      en: "Organisations, units, codes and officials; names can be typed with or without marks.",
    },
    actions: <Exports date={date} />,
    children: (
      <>
        <SearchForm q={q} date={date} />
        <DateChooser action={DIRECTORY.href} date={date} q={q} />
        {date.chosen && <DateNotice date={date} />}
        {found ? <Results q={q} date={date} {...found} /> : <Province roots={tree} date={date} />}
      </>
    ),
  });
}

function Exports({ date }: { date: ShownDate }) {
  const text = useText();
  return (
    <LinkButton href={onDate("/directory/export.xlsx", date)} icon="table" download>
      {text({ vi: "Xuất XLSX", en: "Export XLSX" })}
    </LinkButton>
  );
}

function SearchForm({ q, date }: { q: string; date: ShownDate }) {
  const text = useText();
  return (
    <Form action={DIRECTORY.href} method="get" className="directory-search">
      {date.chosen && <input type="hidden" name="asOf" value={date.day} />}
      <TextField
        name="q"
        type="search"
        label={{
          vi: "Tìm cơ quan, đơn vị, cán bộ hoặc mã định danh",
          en: "Organisation, unit, official or code",
        }}
        hint={{ vi: "Ví dụ: dak ha, Sở Thông tin, H34.31, 000.00.31.H34", en: "For example: dak ha, H34.31" }}
        value={q}
        maxLength={200}
        autocomplete="off"
        optional
      />
      <Button kind="primary" icon="search">
        {text({ vi: "Tìm", en: "Search" })}
      </Button>
    </Form>
  );
}

/** Says that the page does not show today. */
export function DateNotice({ date }: { date: ShownDate }) {
  const text = useText();
  return (
    <Notice tone="info">
      {text({
        vi: `Đang xem danh bạ theo ngày ${formatDate(date.day)}, không phải hôm nay.`,
        en: `Shown as of ${formatDate(date.day)}, not today.`,
      })}
    </Notice>
  );
}

interface ResultsProps {
  q: string;
  date: ShownDate;
  organisations: readonly FoundOrganisation[];
  people: readonly FoundPerson[];
}

function Results({ q, date, organisations, people }: ResultsProps) {
  const text = useText();
  if (organisations.length + people.length === 0) {
    return (
      <EmptyState
        icon="search"
        title={{ vi: `Không có mục nào khớp “${q}”`, en: `Nothing fits “${q}”` }}
        explanation={{
          vi: "Thử ít từ hơn, chỉ phần đầu của tên, hoặc mã định danh; kiểm tra cả ngày đang xem.",
          en: "Try fewer words, the beginning of a name, or a code; check the date shown too.",
        }}
        action={
          <LinkButton href={onDate(DIRECTORY.href, date)}>
            {text({ vi: "Về cây cơ quan", en: "Back to the tree" })}
          </LinkButton>
        }
      />
    );
  }
  return (
    <>
      {organisations.length > 0 && (
        <section class="directory-part" aria-labelledby="found-organisations">
          <h2 id="found-organisations">
            {text({ vi: "Cơ quan, đơn vị", en: "Organisations and units" })}{" "}
            <span class="count">{formatNumber(organisations.length)}</span>
          </h2>
          <ul class="found">
            {organisations.map((organisation) => (
              <li key={organisation.id}>
                <OrganisationLine organisation={organisation} date={date} />
              </li>
            ))}
          </ul>
          {organisations.length === MOST_ORGANISATIONS && (
            <p class="found-more">
              {text({
                vi: `Chỉ hiện ${MOST_ORGANISATIONS} kết quả đầu; gõ thêm từ để thu hẹp.`,
                en: `Only the first ${MOST_ORGANISATIONS} are shown; type more words.`,
              })}
            </p>
          )}
        </section>
      )}
      {people.length > 0 && (
        <section class="directory-part" aria-labelledby="found-people">
          <h2 id="found-people">{text({ vi: "Cán bộ", en: "Officials" })}</h2>
          <PeopleList people={people.slice(0, MOST_PEOPLE)} date={date} />
          {people.length > MOST_PEOPLE && (
            <Actions>
              <LinkButton href={onDate(`/directory/people?q=${encodeURIComponent(q)}`, date)} icon="person">
                {text({ vi: "Xem tất cả cán bộ khớp", en: "All officials that fit" })}
              </LinkButton>
            </Actions>
          )}
        </section>
      )}
    </>
  );
}

function OrganisationLine({ organisation, date }: { organisation: FoundOrganisation; date: ShownDate }) {
  const text = useText();
  const { id, name, kind, code, code102, demoCode, parentName } = organisation;
  return (
    <>
      <a class="found-name" href={onDate(`/directory/organisations/${id}`, date)}>
        {name}
      </a>
      <p class="found-more">{[text(KIND_WORDS[kind]), parentName].filter(Boolean).join(" · ")}</p>
      {(code ?? code102) && (
        <p class="found-codes">
          <code>{code ?? code102}</code> {demoCode && <DemoCodeMark />}
        </p>
      )}
    </>
  );
}

/** People with their posts, each leading to their page. */
export function PeopleList({ people, date }: { people: readonly FoundPerson[]; date: ShownDate }) {
  return (
    <ul class="found">
      {people.map((person) => (
        <li key={person.id}>
          <a class="found-name" href={onDate(`/directory/people/${person.id}`, date)}>
            {person.fullName}
          </a>
          {person.posts.map((post) => (
            <p key={post.id} class="found-more">
              {[post.title, post.unitName, post.unitId === post.organisationId ? "" : post.organisationName]
                .filter(Boolean)
                .join(" · ")}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Province({ roots, date }: { roots: readonly OrganisationNode[]; date: ShownDate }) {
  const text = useText();
  if (roots.length === 0) {
    return (
      <EmptyState
        icon="unit"
        title={{ vi: "Chưa có cơ quan nào", en: "No organisations yet" }}
        explanation={{
          vi: `Vào ngày ${formatDate(date.day)} danh bạ chưa có cơ quan nào của tỉnh. Cơ quan và đơn vị hiện ở đây khi được khai báo.`,
          en: `On ${formatDate(date.day)} the directory holds no organisation of the province.`,
        }}
      />
    );
  }
  return (
    <section class="directory-part" aria-labelledby="tree">
      <h2 id="tree">{text({ vi: "Cây cơ quan của tỉnh", en: "Organisations of the province" })}</h2>
      {roots.some((root) => root.demoCode) && (
        <p class="tree-note">
          <DemoCodeMark />{" "}
          {text({
            vi: "Các mã định danh dưới đây do bản trình diễn tự đặt, không phải mã được cấp.",
            en: "The codes below were made up for the demonstration; nobody issued them.",
          })}
        </p>
      )}
      <Branches nodes={roots} date={date} depth={0} />
    </section>
  );
}

function Branches({
  nodes,
  date,
  depth,
}: {
  nodes: readonly OrganisationNode[];
  date: ShownDate;
  depth: number;
}) {
  const text = useText();
  return (
    <ul class="tree">
      {nodes.map((node) => {
        const line = (
          <>
            <a href={onDate(`/directory/organisations/${node.id}`, date)}>{node.name}</a>
            {node.code && <code class="tree-code">{node.code}</code>}
          </>
        );
        if (node.children.length === 0) {
          return (
            <li key={node.id} class="tree-leaf">
              {line}
            </li>
          );
        }
        return (
          <li key={node.id}>
            <details open={depth === 0}>
              <summary>
                <span class="visually-hidden">{text({ vi: "Mở, đóng ", en: "Open, close " })}</span>
                <span>{node.name}</span> <span class="count">{formatNumber(node.children.length)}</span>
              </summary>
              <p class="tree-self">{line}</p>
              <Branches nodes={node.children} date={date} depth={depth + 1} />
            </details>
          </li>
        );
      })}
    </ul>
  );
}
