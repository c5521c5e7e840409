import type { Context } from "hono";
import { z } from "zod";
import { assertMay, parseRole, ROLE_WORDS } from "../../access/index.ts";
import { notFound } from "../../errors.ts";
import { answerPage, type HttpEnv, requireSession } from "../../http/index.ts";
import {
  Card,
  EmptyState,
  Facts,
  formatDate,
  LinkButton,
  Notice,
  StateChip,
  useText,
} from "../../ui/index.ts";
import type { Organisation } from "../organisation.ts";
import type { Appointment } from "../people.ts";
import { mayReadDirectory } from "../permissions.ts";
import { DateNotice, DIRECTORY } from "./directory-page.tsx";
import { loadOrganisation, type OrganisationCard } from "./load-organisation.ts";
import { DateChooser, DemoCodeMark, KIND_WORDS, onDate, type ShownDate, shownDate } from "./words.tsx";

/** GET /directory/organisations/:id: codes, units, people and history of one organisation. */
export async function organisationPage(c: Context<HttpEnv>): Promise<Response> {
  assertMay(requireSession(c).actor, mayReadDirectory, undefined);
  const id = z.uuid().safeParse(c.req.param("id"));
  if (!id.success) throw notFound();
  const date = shownDate(c);
  const card = await loadOrganisation(c.var.house.database.queries, id.data, date.day);
  const here = `/directory/organisations/${id.data}`;
  const { parent, organisation } = card;
  return await answerPage(c, {
    title: organisation.name,
    crumbs: [
      { ...DIRECTORY, href: onDate(DIRECTORY.href, date) },
      ...(parent
        ? [{ href: onDate(`/directory/organisations/${parent.id}`, date), label: parent.name }]
        : []),
    ],
    actions: card.people.length > 0 && <PeopleExport here={here} date={date} />,
    children: (
      <>
        <DateChooser action={here} date={date} />
        {!card.exists && <NotThen card={card} date={date} />}
        {card.exists && date.chosen && <DateNotice date={date} />}
        <Identity card={card} date={date} />
        <Units card={card} date={date} />
        <People people={card.people} exists={card.exists} date={date} />
        <History card={card} date={date} />
      </>
    ),
  });
}

function PeopleExport({ here, date }: { here: string; date: ShownDate }) {
  const text = useText();
  return (
    <LinkButton href={onDate(`${here}/people.xlsx`, date)} icon="table" download>
      {text({ vi: "Xuất danh sách cán bộ (XLSX)", en: "Export officials (XLSX)" })}
    </LinkButton>
  );
}

function NotThen({ card, date }: { card: OrganisationCard; date: ShownDate }) {
  const text = useText();
  const before = date.day < card.organisation.validFrom;
  const day = formatDate(date.day);
  return (
    <Notice tone="attention">
      <p>
        {before
          ? text({
              vi: `Ngày ${day} cơ quan này chưa có; thông tin dưới đây có hiệu lực từ ${formatDate(card.organisation.validFrom)}.`,
              en: `On ${day} it did not exist yet; what follows is valid from ${formatDate(card.organisation.validFrom)}.`,
            })
          : text({
              vi: `Ngày ${day} cơ quan này đã kết thúc hoạt động; thông tin dưới đây là lần cuối.`,
              en: `On ${day} it had ended; what follows is its last state.`,
            })}
      </p>
      {card.successors.length > 0 && (
        <p>
          {text({ vi: "Cơ quan kế thừa: ", en: "Taken over by: " })}
          <Links organisations={card.successors} date={date} />
        </p>
      )}
    </Notice>
  );
}

function Links({ organisations, date }: { organisations: readonly Organisation[]; date: ShownDate }) {
  return (
    <>
      {organisations.map((organisation, index) => (
        <span key={organisation.id}>
          {index > 0 && "; "}
          <a href={onDate(`/directory/organisations/${organisation.id}`, date)}>{organisation.name}</a>
        </span>
      ))}
    </>
  );
}

function Identity({ card, date }: { card: OrganisationCard; date: ShownDate }) {
  const text = useText();
  const { organisation, parent } = card;
  const code = (value: string | null) =>
    value && (
      <>
        <code>{value}</code> {organisation.demoCode && <DemoCodeMark />}
      </>
    );
  return (
    <Card>
      <Facts
        facts={[
          { term: { vi: "Loại", en: "Kind" }, value: text(KIND_WORDS[organisation.kind]) },
          {
            term: { vi: "Trực thuộc", en: "Belongs to" },
            value: parent && <Links organisations={[parent]} date={date} />,
          },
          { term: { vi: "Tên viết tắt", en: "Abbreviation" }, value: organisation.shortName },
          {
            term: { vi: "Mã định danh (QĐ 20/2020/QĐ-TTg)", en: "Code (QĐ 20/2020/QĐ-TTg)" },
            value: code(organisation.code),
          },
          {
            term: {
              vi: "Mã định danh 13 ký tự (QCVN 102:2016)",
              en: "Code of 13 characters (QCVN 102:2016)",
            },
            value: code(organisation.code102),
          },
          {
            term: { vi: "Mã đơn vị hành chính (Tổng cục Thống kê)", en: "Code of the Statistics Office" },
            value: organisation.gsoCode && <code>{organisation.gsoCode}</code>,
          },
          {
            term: { vi: "Thư điện tử công vụ", en: "Work e-mail" },
            value: organisation.email && <a href={`mailto:${organisation.email}`}>{organisation.email}</a>,
          },
          { term: { vi: "Hiệu lực", en: "Valid" }, value: text(validity(organisation)) },
        ]}
      />
    </Card>
  );
}

function validity({ validFrom, validTo }: Organisation): { vi: string; en: string } {
  const from = formatDate(validFrom);
  if (validTo === null) return { vi: `từ ${from} đến nay`, en: `since ${from}` };
  const to = formatDate(validTo);
  return { vi: `từ ${from} đến trước ${to}`, en: `from ${from} until before ${to}` };
}

function Units({ card, date }: { card: OrganisationCard; date: ShownDate }) {
  const lists = [
    { title: { vi: "Phòng, ban", en: "Units" }, organisations: card.units },
    { title: { vi: "Cơ quan trực thuộc", en: "Organisations below" }, organisations: card.below },
  ].filter(({ organisations }) => organisations.length > 0);
  return (
    <>
      {lists.map(({ title, organisations }) => (
        <Card key={title.vi} title={title}>
          <ul class="link-columns">
            {organisations.map((organisation) => (
              <li key={organisation.id}>
                <Links organisations={[organisation]} date={date} />
              </li>
            ))}
          </ul>
        </Card>
      ))}
    </>
  );
}

interface PeopleProps {
  people: readonly Appointment[];
  exists: boolean;
  date: ShownDate;
}

function People({ people, exists, date }: PeopleProps) {
  const text = useText();
  if (!exists) return null;
  const byUnit = [...Map.groupBy(people, (post) => post.unitId)];
  return (
    <Card title={{ vi: "Cán bộ", en: "Officials" }}>
      {people.length === 0 && (
        <EmptyState
          icon="person"
          title={{ vi: "Chưa có cán bộ nào", en: "No officials" }}
          explanation={{
            vi: "Người giữ chức vụ ở đây sẽ hiện trong danh sách này.",
            en: "People with a post here appear in this list.",
          }}
        />
      )}
      {byUnit.map(([unitId, posts]) => (
        <section key={unitId} class="unit-people">
          <h3>{posts[0]?.unitName}</h3>
          <table class="people-table">
            <caption class="visually-hidden">{posts[0]?.unitName}</caption>
            <thead>
              <tr>
                <th scope="col">{text({ vi: "Họ và tên", en: "Name" })}</th>
                <th scope="col">{text({ vi: "Chức vụ", en: "Position" })}</th>
                <th scope="col">{text({ vi: "Vai trò", en: "Roles" })}</th>
                <th scope="col">{text({ vi: "Thư công vụ", en: "Work e-mail" })}</th>
              </tr>
            </thead>
            <tbody>
              {posts.map((post) => (
                <PersonRow key={post.id} post={post} date={date} />
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </Card>
  );
}

/** How an appointment is held, when it is not simply the main one. */
const HELD_WORDS = {
  primary: undefined,
  concurrent: { vi: "kiêm nhiệm", en: "concurrent" },
  acting: { vi: "quyền", en: "acting" },
  seconded: { vi: "biệt phái", en: "seconded" },
} as const;

function PersonRow({ post, date }: { post: Appointment; date: ShownDate }) {
  const text = useText();
  const held = HELD_WORDS[post.kind];
  const roles = post.roles.flatMap((role) => parseRole(role) ?? []).map((role) => text(ROLE_WORDS[role]));
  return (
    <tr>
      <th scope="row">
        <a href={onDate(`/directory/people/${post.personId}`, date)}>{post.fullName}</a>
      </th>
      <td>
        {post.title}
        {held && ` (${text(held)})`}
      </td>
      <td>{roles.join(", ") || "–"}</td>
      <td>{post.email ? <a href={`mailto:${post.email}`}>{post.email}</a> : "–"}</td>
    </tr>
  );
}

function History({ card, date }: { card: OrganisationCard; date: ShownDate }) {
  const text = useText();
  const { predecessors, successors, versions, acts, organisation } = card;
  if (predecessors.length + successors.length + acts.length === 0 && versions.length < 2) return null;
  return (
    <Card title={{ vi: "Quá trình", en: "History" }}>
      <Facts
        facts={[
          ...(predecessors.length > 0
            ? [
                {
                  term: { vi: "Kế thừa từ", en: "Took over from" },
                  value: <Links organisations={predecessors} date={date} />,
                },
              ]
            : []),
          ...(successors.length > 0
            ? [
                {
                  term: { vi: "Cơ quan kế thừa", en: "Taken over by" },
                  value: <Links organisations={successors} date={date} />,
                },
              ]
            : []),
          ...acts.map((act) => ({
            term: { vi: `Từ ${formatDate(act.effective)} theo`, en: `From ${formatDate(act.effective)} by` },
            value: act.legalBasis,
          })),
        ]}
      />
      {versions.length > 1 && (
        <>
          <h3>{text({ vi: "Các thời kỳ", en: "Versions" })}</h3>
          <ol class="versions">
            {versions.map((version) => (
              <li key={version.validFrom}>
                <a href={`/directory/organisations/${version.id}?asOf=${version.validFrom}`}>
                  {version.name}
                </a>{" "}
                {text(validity(version))}
                {version.code && (
                  <>
                    {" · "}
                    <code>{version.code}</code>
                  </>
                )}{" "}
                {version.validFrom === organisation.validFrom && (
                  <StateChip tone="info" label={{ vi: "đang xem", en: "shown" }} />
                )}
              </li>
            ))}
          </ol>
        </>
      )}
    </Card>
  );
}
