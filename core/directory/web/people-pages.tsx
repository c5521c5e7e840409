import type { Context } from "hono";
import { z } from "zod";
import { assertMay, may, parseRole, ROLE_WORDS } from "../../access/index.ts";
import { notFound } from "../../errors.ts";
import { answerPage, type HttpEnv, queryNumber, queryText, requireSession } from "../../http/index.ts";
import {
  Button,
  Card,
  EmptyState,
  Facts,
  Form,
  formatDate,
  LinkButton,
  Pagination,
  TextField,
  useText,
} from "../../ui/index.ts";
import { type Appointment, appointmentsOf, findPerson } from "../people.ts";
import { mayManageAppointments, mayReadDirectory } from "../permissions.ts";
import { searchPeople } from "../search-people.ts";
import { DateNotice, DIRECTORY, PeopleList } from "./directory-page.tsx";
import { DateChooser, onDate, type ShownDate, shownDate } from "./words.tsx";

const PAGE = 50;
const PEOPLE = { href: "/directory/people", label: { vi: "Tìm cán bộ", en: "Find officials" } };

/** GET /directory/people: people by parts of their names. */
export async function peoplePage(c: Context<HttpEnv>): Promise<Response> {
  assertMay(requireSession(c).actor, mayReadDirectory, undefined);
  const q = queryText(c, "q", 100);
  const date = shownDate(c);
  const from = queryNumber(c, "from", { min: 0, max: 100_000, fallback: 0 });
  const found = await searchPeople(c.var.house.database.queries, q, {
    asOf: date.day,
    limit: PAGE + 1,
    offset: from,
  });
  const at = (offset: number) => onDate(`${PEOPLE.href}?q=${encodeURIComponent(q)}&from=${offset}`, date);
  return await answerPage(c, {
    title: PEOPLE.label,
    crumbs: [{ ...DIRECTORY, href: onDate(DIRECTORY.href, date) }],
    children: (
      <>
        <PeopleSearch q={q} date={date} />
        {date.chosen && <DateNotice date={date} />}
        {found.length === 0 ? (
          <NobodyFound q={q} />
        ) : (
          <>
            <PeopleList people={found.slice(0, PAGE)} date={date} />
            <Pagination
              count={Math.min(found.length, PAGE)}
              previous={from > 0 ? at(Math.max(0, from - PAGE)) : undefined}
              next={found.length > PAGE ? at(from + PAGE) : undefined}
            />
          </>
        )}
      </>
    ),
  });
}

function PeopleSearch({ q, date }: { q: string; date: ShownDate }) {
  const text = useText();
  return (
    <Form action={PEOPLE.href} method="get" className="directory-search">
      {date.chosen && <input type="hidden" name="asOf" value={date.day} />}
      <TextField
        name="q"
        type="search"
        label={{ vi: "Họ và tên", en: "Name" }}
        hint={{
          vi: "Một phần tên cũng được, có dấu hay không dấu; ví dụ: y lan, A Thôn",
          en: "A part is enough, with or without marks",
        }}
        value={q}
        maxLength={100}
        autocomplete="off"
      />
      <Button kind="primary" icon="search">
        {text({ vi: "Tìm", en: "Search" })}
      </Button>
    </Form>
  );
}

function NobodyFound({ q }: { q: string }) {
  return q === "" ? (
    <EmptyState
      icon="person"
      title={{ vi: "Gõ tên người cần tìm", en: "Type a name" }}
      explanation={{
        vi: "Danh sách hiện họ tên, chức vụ và đơn vị của cán bộ đang giữ chức vụ.",
        en: "The list shows name, position and unit of officials in office.",
      }}
    />
  ) : (
    <EmptyState
      icon="person"
      title={{ vi: `Không có cán bộ nào khớp “${q}”`, en: `Nobody fits “${q}”` }}
      explanation={{
        vi: "Thử bớt từ hoặc gõ không dấu; người đã thôi chức vụ chỉ hiện khi xem theo ngày cũ.",
        en: "Try fewer words or no marks; who has left office shows only on an earlier date.",
      }}
    />
  );
}

/** GET /directory/people/:id: somebody's posts; nothing private. */
export async function personPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadDirectory, undefined);
  const ends = may(actor, mayManageAppointments, undefined);
  const id = z.uuid().safeParse(c.req.param("id"));
  const { queries } = c.var.house.database;
  const person = id.success ? await findPerson(queries, id.data) : undefined;
  if (!person) throw notFound();
  const date = shownDate(c);
  const posts = await appointmentsOf(queries, person.id, date.day);
  return await answerPage(c, {
    title: person.fullName,
    crumbs: [{ ...DIRECTORY, href: onDate(DIRECTORY.href, date) }, PEOPLE],
    width: "narrow",
    children: (
      <>
        <DateChooser action={`/directory/people/${person.id}`} date={date} />
        {date.chosen && <DateNotice date={date} />}
        <Card>
          <Facts
            facts={[
              {
                term: { vi: "Thư công vụ", en: "Work e-mail" },
                value: person.email && <a href={`mailto:${person.email}`}>{person.email}</a>,
              },
            ]}
          />
        </Card>
        {posts.length === 0 && (
          <EmptyState
            icon="person"
            title={{
              vi: `Ngày ${formatDate(date.day)} không giữ chức vụ nào`,
              en: `No post on ${formatDate(date.day)}`,
            }}
            explanation={{
              vi: "Chọn một ngày khác để xem chức vụ từng giữ.",
              en: "Choose another date to see earlier posts.",
            }}
          />
        )}
        {posts.map((post) => (
          <Post
            key={post.id}
            post={post}
            date={date}
            ends={ends && post.personId !== actor.personId && !date.chosen}
          />
        ))}
      </>
    ),
  });
}

function Post({ post, date, ends }: { post: Appointment; date: ShownDate; ends: boolean }) {
  const text = useText();
  const link = (id: string, name: string) => (
    <a href={onDate(`/directory/organisations/${id}`, date)}>{name}</a>
  );
  const roles = post.roles.flatMap((role) => parseRole(role) ?? []).map((role) => text(ROLE_WORDS[role]));
  const until =
    post.validTo === null
      ? ""
      : ` ${text({ vi: "đến trước", en: "until before" })} ${formatDate(post.validTo)}`;
  return (
    <Card
      title={post.title}
      actions={
        ends && (
          <LinkButton href={`/directory/posts/${post.id}/end`}>
            {text({ vi: "Kết thúc chức vụ", en: "End the post" })}
          </LinkButton>
        )
      }
    >
      <Facts
        facts={[
          {
            term: { vi: "Cơ quan", en: "Organisation" },
            value: link(post.organisationId, post.organisationName),
          },
          ...(post.unitId === post.organisationId
            ? []
            : [{ term: { vi: "Đơn vị", en: "Unit" }, value: link(post.unitId, post.unitName) }]),
          { term: { vi: "Vai trò", en: "Roles" }, value: roles.join(", ") },
          {
            term: { vi: "Giữ chức vụ", en: "Held" },
            value: `${text({ vi: "từ", en: "since" })} ${formatDate(post.validFrom)}${until}`,
          },
        ]}
      />
    </Card>
  );
}
