import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { assertMay, ROLE_WORDS } from "../../access/index.ts";
import { localDateOf } from "../../calendar/index.ts";
import { type OrganisationNode, organisationTree, RANKS, type Rank, ROLES } from "../../directory/index.ts";
import { notFound } from "../../errors.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../http/index.ts";
import {
  Actions,
  Button,
  Card,
  Checkboxes,
  ConfirmQuestion,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  LinkButton,
  Notice,
  RegisterTable,
  SelectField,
  StateChip,
  TextField,
  useText,
  type Words,
} from "../../ui/index.ts";
import { lockAccount, resetPassword, unlockAccount } from "../accounts.ts";
import { createOfficial } from "../create-official.ts";
import { findAccount, type ListedAccount, listAccounts } from "../list-accounts.ts";
import type { OneTimeLink } from "../one-time-link.ts";
import { manageAccounts } from "../permissions.ts";
import { removeSecondFactor } from "../remove-second-factor.ts";
import { isUuid } from "./account.tsx";
import { formErrors, requestIdOf } from "./form-errors.ts";

const PEOPLE = { href: "/administration/people", label: { vi: "Tài khoản cán bộ", en: "Accounts" } };
const PAGE_ROWS = 50;

/** /administration/people: find, make, lock and reset accounts. */
export function administrationPages(app: Hono<HttpEnv>): void {
  app.get("/administration/people", async (c) => await showList(c));
  app.get("/administration/people/new", async (c) => {
    const { actor } = requireSession(c);
    assertMay(actor, manageAccounts, undefined);
    return await showNew(c, { ...BLANK, transactionId: randomUUID() }, {});
  });
  app.post("/administration/people/new", async (c) => await create(c));
  app.get("/administration/people/:id", async (c) => {
    const account = await accountOf(c);
    return await answerPage(c, {
      title: account.fullName,
      crumbs: [PEOPLE],
      children: <OneAccount account={account} />,
    });
  });
  app.get("/administration/people/:id/:act", async (c) => {
    const account = await accountOf(c);
    const act = ACTS.find((each) => each.name === c.req.param("act"));
    if (!act) throw notFound();
    const here = `/administration/people/${account.id}`;
    return await answerPage(c, {
      title: account.fullName,
      crumbs: [PEOPLE],
      width: "narrow",
      children: (
        <ConfirmQuestion
          question={act.question(account)}
          consequences={act.consequences}
          action={`${here}/${act.name}`}
          confirmLabel={act.label}
          danger={act.danger}
          cancelHref={here}
          transactionId={randomUUID()}
        />
      ),
    });
  });
  app.post("/administration/people/:id/:act", async (c) => await perform(c));
}

interface Act {
  readonly name: "lock" | "unlock" | "reset" | "remove-second-factor";
  readonly label: Words;
  readonly danger: boolean;
  readonly done: Words;
  readonly consequences: readonly Words[];
  question(account: ListedAccount): Words;
  fits(account: ListedAccount): boolean;
}

const ACTS: readonly Act[] = [
  {
    name: "reset",
    label: { vi: "Đặt lại mật khẩu", en: "Reset the password" },
    danger: true,
    done: { vi: "Đã xoá mật khẩu cũ.", en: "The old password is gone." },
    consequences: [
      {
        vi: "Mật khẩu cũ hết hiệu lực, mọi phiên đăng nhập và mã truy cập của người này kết thúc ngay.",
        en: "The old password stops working; all sessions and access tokens of this person end at once.",
      },
      {
        vi: "Bạn nhận một liên kết dùng một lần để đưa tận tay người đó. Xác thực hai lớp vẫn giữ nguyên.",
        en: "You get a one-time link to hand over in person. The second factor stays.",
      },
    ],
    question: ({ fullName }) => ({
      vi: `Đặt lại mật khẩu của ${fullName}?`,
      en: `Reset the password of ${fullName}?`,
    }),
    fits: () => true,
  },
  {
    name: "lock",
    label: { vi: "Khoá tài khoản", en: "Lock the account" },
    danger: true,
    done: { vi: "Đã khoá tài khoản.", en: "The account is locked." },
    consequences: [
      {
        vi: "Người này không đăng nhập được, mọi phiên đăng nhập và mã truy cập kết thúc ngay.",
        en: "This person cannot sign in; all sessions and access tokens end at once.",
      },
      { vi: "Có thể mở khoá lại bất cứ lúc nào.", en: "It can be unlocked at any time." },
    ],
    question: ({ fullName }) => ({
      vi: `Khoá tài khoản của ${fullName}?`,
      en: `Lock the account of ${fullName}?`,
    }),
    fits: ({ status }) => status === "active",
  },
  {
    name: "unlock",
    label: { vi: "Mở khoá tài khoản", en: "Unlock the account" },
    danger: false,
    done: { vi: "Đã mở khoá tài khoản.", en: "The account is unlocked." },
    consequences: [
      {
        vi: "Người này đăng nhập lại được với mật khẩu cũ.",
        en: "This person can sign in again with the old password.",
      },
    ],
    question: ({ fullName }) => ({
      vi: `Mở khoá tài khoản của ${fullName}?`,
      en: `Unlock the account of ${fullName}?`,
    }),
    fits: ({ status }) => status === "locked",
  },
  {
    name: "remove-second-factor",
    label: { vi: "Gỡ xác thực hai lớp", en: "Remove the second factor" },
    danger: true,
    done: { vi: "Đã gỡ xác thực hai lớp.", en: "The second factor is removed." },
    consequences: [
      {
        vi: "Chỉ làm khi người này mất cả điện thoại và mã dự phòng, sau khi đã gặp trực tiếp.",
        en: "Only when phone and recovery codes are lost, and after meeting the person.",
      },
      {
        vi: "Mọi phiên đăng nhập kết thúc; người này phải bật lại trước khi dùng quyền văn thư, lãnh đạo hay quản trị.",
        en: "All sessions end; it must be turned on again before the rights of clerk, leader or administrator work.",
      },
    ],
    question: ({ fullName }) => ({
      vi: `Gỡ xác thực hai lớp của ${fullName}?`,
      en: `Remove the second factor of ${fullName}?`,
    }),
    fits: ({ hasSecondFactor }) => hasSecondFactor,
  },
];

async function accountOf(c: Context<HttpEnv>): Promise<ListedAccount> {
  const { actor } = requireSession(c);
  const id = c.req.param("id") ?? "";
  const { queries } = c.var.house.database;
  const account = isUuid(id) ? await findAccount(queries, actor, id, new Date()) : undefined;
  if (!account) throw notFound();
  return account;
}

async function perform(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const account = await accountOf(c);
  const act = ACTS.find((each) => each.name === c.req.param("act"));
  if (!act) throw notFound();
  const input = { actor, accountId: account.id, ...requestIdOf(await readForm(c)) };
  const { house } = c.var;
  if (act.name === "reset") {
    const { link } = await resetPassword(house, input);
    if (link) return await showLink(c, account.fullName, link);
  } else if (act.name === "lock") await lockAccount(house, input);
  else if (act.name === "unlock") await unlockAccount(house, input);
  else await removeSecondFactor(house, input);
  return redirectTo(c, `/administration/people/${account.id}`, { tone: "good", message: act.done });
}

async function showList(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const text = queryText(c, "name", 100);
  const status = (["active", "locked"] as const).find((each) => each === c.req.query("status"));
  const after = c.req.query("after");
  const rows = await listAccounts(
    c.var.house.database.queries,
    actor,
    { text, status, after, limit: PAGE_ROWS + 1 },
    new Date(),
  );
  const query = new URL(c.req.url).searchParams;
  return await answerPage(c, {
    title: PEOPLE.label,
    actions: <NewButton />,
    children: <AccountTable rows={rows} query={query} text={text} status={status} />,
  });
}

function NewButton() {
  const text = useText();
  return (
    <LinkButton href="/administration/people/new" kind="primary" icon="plus">
      {text({ vi: "Thêm cán bộ", en: "Add an official" })}
    </LinkButton>
  );
}

interface AccountTableProps {
  /** One more than a page shows, to know whether there is a next one. */
  rows: readonly ListedAccount[];
  query: URLSearchParams;
  text: string;
  status: string | undefined;
}

function AccountTable({ rows, query, text, status }: AccountTableProps) {
  const shown = rows.slice(0, PAGE_ROWS);
  const next = new URLSearchParams(query);
  next.set("after", shown.at(-1)?.username ?? "");
  return (
    <RegisterTable<ListedAccount>
      id="accounts"
      caption={PEOPLE.label}
      action={PEOPLE.href}
      query={query}
      rows={shown}
      rowKey={(row) => row.id}
      rowHref={(row) => `${PEOPLE.href}/${row.id}`}
      columns={[
        {
          key: "name",
          label: { vi: "Họ và tên", en: "Name" },
          cell: (row) => row.fullName,
          phone: "title",
          filter: { kind: "text", value: text },
        },
        { key: "username", label: { vi: "Tên đăng nhập", en: "User name" }, cell: (row) => row.username },
        {
          key: "position",
          label: { vi: "Chức vụ", en: "Position" },
          cell: (row) => row.appointments.map((held) => `${held.title}, ${held.organisation}`).join("; "),
        },
        {
          key: "status",
          label: { vi: "Trạng thái", en: "State" },
          kind: "state",
          cell: (row) => <AccountState account={row} />,
          filter: {
            kind: "choice",
            value: status,
            options: [
              { value: "active", label: { vi: "Đang dùng", en: "Active" } },
              { value: "locked", label: { vi: "Đã khoá", en: "Locked" } },
            ],
          },
        },
        {
          key: "last",
          label: { vi: "Đăng nhập lần cuối", en: "Last sign-in" },
          kind: "date",
          cell: (row) => (row.lastSignInAt ? formatDateTime(row.lastSignInAt) : "–"),
        },
      ]}
      pagination={{
        count: shown.length,
        next: rows.length > PAGE_ROWS ? `${PEOPLE.href}?${next.toString()}` : undefined,
      }}
      empty={{
        icon: "person",
        title: { vi: "Không có tài khoản nào khớp", en: "No account fits" },
        explanation: {
          vi: "Thử tìm bằng một phần tên, có dấu hay không dấu đều được, hoặc bỏ lọc.",
          en: "Try a part of the name, with or without marks, or clear the filters.",
        },
      }}
    />
  );
}

function AccountState({ account }: { account: ListedAccount }) {
  if (account.status === "locked")
    return <StateChip tone="bad" icon="lock" label={{ vi: "Đã khoá", en: "Locked" }} />;
  if (!account.hasPassword) {
    return <StateChip tone="attention" label={{ vi: "Chờ đặt mật khẩu", en: "Waiting for a password" }} />;
  }
  return <StateChip tone="good" label={{ vi: "Đang dùng", en: "Active" }} />;
}

function OneAccount({ account }: { account: ListedAccount }) {
  const text = useText();
  const yes = { vi: "Có", en: "Yes" };
  const no = { vi: "Không", en: "No" };
  return (
    <Card>
      <Facts
        facts={[
          { term: { vi: "Tên đăng nhập", en: "User name" }, value: account.username },
          { term: { vi: "Trạng thái", en: "State" }, value: <AccountState account={account} /> },
          {
            term: { vi: "Chức vụ", en: "Positions" },
            value: account.appointments.map((held) => `${held.title}, ${held.organisation}`).join("; "),
          },
          {
            term: { vi: "Xác thực hai lớp", en: "Second factor" },
            value: text(account.hasSecondFactor ? yes : no),
          },
          { term: { vi: "Tài khoản trình diễn", en: "Demo account" }, value: text(account.demo ? yes : no) },
          {
            term: { vi: "Đăng nhập lần cuối", en: "Last sign-in" },
            value: account.lastSignInAt ? formatDateTime(account.lastSignInAt) : "",
          },
        ]}
      />
      <Actions>
        {ACTS.filter((act) => act.fits(account)).map((act) => (
          <LinkButton
            key={act.name}
            href={`${PEOPLE.href}/${account.id}/${act.name}`}
            kind={act.danger ? "danger" : "secondary"}
          >
            {text(act.label)}
          </LinkButton>
        ))}
      </Actions>
    </Card>
  );
}

interface TypedOfficial {
  readonly fullName: string;
  readonly username: string;
  readonly unit: string;
  readonly title: string;
  readonly rank: string;
  readonly roles: readonly string[];
  readonly transactionId: string;
}

const BLANK = { fullName: "", username: "", unit: "", title: "", rank: "", roles: [] };

async function create(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const typed = {
    fullName: value(form, "fullName"),
    username: value(form, "username"),
    unit: value(form, "unit"),
    title: value(form, "title"),
    rank: value(form, "rank"),
    roles: values(form, "roles"),
    transactionId: value(form, "transactionId"),
  };
  try {
    const made = await createOfficial(c.var.house, {
      actor,
      ...typed,
      unitId: typed.unit,
      ...requestIdOf(form),
    });
    if (made.link) return await showLink(c, typed.fullName, made.link);
    return redirectTo(c, `${PEOPLE.href}/${made.accountId}`);
  } catch (error) {
    return await showNew(c, typed, formErrors(error), 422);
  }
}

async function showLink(c: Context<HttpEnv>, fullName: string, link: OneTimeLink): Promise<Response> {
  return await answerPage(c, {
    title: { vi: "Liên kết đặt mật khẩu", en: "Link to set the password" },
    crumbs: [PEOPLE],
    width: "narrow",
    children: <LinkToHandOver fullName={fullName} link={link} />,
  });
}

function LinkToHandOver({ fullName, link }: { fullName: string; link: OneTimeLink }) {
  const text = useText();
  return (
    <Card>
      <Notice tone="attention">
        {text({
          vi: `Đưa liên kết này tận tay ${fullName}. Nó chỉ hiện một lần, dùng được một lần, đến ${formatDateTime(link.expiresAt)}.`,
          en: `Hand this link to ${fullName} in person. It is shown once, works once, until ${formatDateTime(link.expiresAt)}.`,
        })}
      </Notice>
      <p>
        <code class="secret-text">{link.url}</code>
      </p>
      <Actions>
        <LinkButton href={PEOPLE.href} kind="primary">
          {text({ vi: "Tôi đã chép", en: "I have copied it" })}
        </LinkButton>
      </Actions>
    </Card>
  );
}

async function showNew(
  c: Context<HttpEnv>,
  typed: TypedOfficial,
  errors: FieldErrors,
  status: 200 | 422 = 200,
): Promise<Response> {
  const tree = await organisationTree(c.var.house.database.queries, localDateOf(new Date()), { units: true });
  return await answerPage(
    c,
    {
      title: { vi: "Thêm cán bộ", en: "Add an official" },
      crumbs: [PEOPLE],
      width: "narrow",
      children: <OfficialForm typed={typed} errors={errors} units={flatten(tree)} />,
    },
    status,
  );
}

function flatten(nodes: readonly OrganisationNode[], depth = 0): { value: string; label: string }[] {
  return nodes.flatMap((node) => [
    { value: node.id, label: `${"\u2003".repeat(depth)}${node.name}` },
    ...flatten(node.children, depth + 1),
  ]);
}

const RANK_WORDS: Readonly<Record<Rank, Words>> = {
  head: { vi: "Người đứng đầu cơ quan", en: "Head of the organisation" },
  deputy: { vi: "Cấp phó của người đứng đầu", en: "Deputy head" },
  "unit-head": { vi: "Trưởng đơn vị", en: "Head of a unit" },
  "unit-deputy": { vi: "Phó đơn vị", en: "Deputy head of a unit" },
  clerk: { vi: "Văn thư", en: "Clerk" },
  specialist: { vi: "Chuyên viên", en: "Specialist" },
};

interface OfficialFormProps {
  typed: TypedOfficial;
  errors: FieldErrors;
  units: readonly { value: string; label: string }[];
}

function OfficialForm({ typed, errors, units }: OfficialFormProps) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/administration/people/new" method="post" transactionId={typed.transactionId}>
        <TextField
          name="fullName"
          label={{ vi: "Họ và tên", en: "Full name" }}
          value={typed.fullName}
          error={errors.fullName}
          maxLength={100}
        />
        <TextField
          name="username"
          label={{ vi: "Tên đăng nhập", en: "User name" }}
          hint={{
            vi: "Chữ không dấu, số, dấu chấm. Ví dụ: nguyen.van.an",
            en: "Letters, digits, dots. Example: nguyen.van.an",
          }}
          value={typed.username}
          error={errors.username}
          maxLength={64}
        />
        <SelectField
          name="unit"
          label={{ vi: "Cơ quan, đơn vị", en: "Organisation, unit" }}
          prompt={{ vi: "Chọn cơ quan hoặc đơn vị", en: "Choose an organisation or unit" }}
          options={units}
          value={typed.unit}
          error={errors.unit}
        />
        <TextField
          name="title"
          label={{ vi: "Chức vụ", en: "Position" }}
          hint={{ vi: "Ví dụ: Phó Trưởng phòng", en: "Example: Phó Trưởng phòng" }}
          value={typed.title}
          error={errors.title}
          maxLength={150}
        />
        <SelectField
          name="rank"
          label={{ vi: "Bậc của chức vụ", en: "Rank" }}
          prompt={{ vi: "Chọn bậc", en: "Choose a rank" }}
          options={RANKS.map((rank) => ({ value: rank, label: RANK_WORDS[rank] }))}
          value={typed.rank}
          error={errors.rank}
        />
        <Checkboxes
          name="roles"
          label={{ vi: "Vai trò trong hệ thống", en: "Roles in the system" }}
          options={ROLES.map((role) => ({ value: role, label: ROLE_WORDS[role] }))}
          values={typed.roles}
          error={errors.roles}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Tạo tài khoản", en: "Make the account" })}</Button>
          <LinkButton href={PEOPLE.href} kind="quiet">
            {text({ vi: "Không tạo nữa", en: "Leave it" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
