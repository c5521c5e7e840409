import type { Hono } from "hono";
import { assertMay } from "../../access/index.ts";
import { notFound } from "../../errors.ts";
import {
  answerPage,
  type HttpEnv,
  queryNumber,
  queryText,
  redirectTo,
  requireSession,
} from "../../http/index.ts";
import {
  Actions,
  Button,
  Card,
  Form,
  formatDate,
  RegisterTable,
  StateChip,
  TextField,
  useText,
} from "../../ui/index.ts";
import { certificatesInUse, type ListedCertificate } from "../key-ring/list-certificates.ts";
import { listCertificates } from "../key-ring/permissions.ts";
import { addressOf, HERE, standing } from "./words.ts";

const ALL = "/signing/certificates/all";
const ROWS = 50;

/** /signing/certificates/all: for administrators, those that end first at the top; and the way to anybody's. */
export function listPages(app: Hono<HttpEnv>): void {
  app.get(ALL, async (c) => {
    const { actor } = requireSession(c);
    const text = queryText(c, "name");
    const offset = queryNumber(c, "from", { min: 0, max: 1_000_000, fallback: 0 });
    const found = await certificatesInUse(c.var.house.database.queries, actor, {
      text,
      limit: ROWS + 1,
      offset,
    });
    const query = new URLSearchParams(text === "" ? {} : { name: text });
    const page = (from: number): string =>
      `${ALL}?${new URLSearchParams([...query, ["from", String(from)]])}`;
    const rows = found.slice(0, ROWS);
    return await answerPage(c, {
      title: { vi: "Mọi chứng thư số", en: "All certificates" },
      crumbs: [HERE],
      children: (
        <>
          <RegisterTable<ListedCertificate>
            id="certificates"
            caption={{
              vi: "Chứng thư số đang dùng, sắp hết hạn trước",
              en: "Certificates in use, ending first",
            }}
            columns={columns(new Date(), text)}
            rows={rows}
            rowKey={(row) => row.id}
            rowHref={(row) => addressOf({ kind: row.ownerKind, id: row.ownerId })}
            action={ALL}
            query={query}
            pagination={{
              count: rows.length,
              ...(offset > 0 ? { previous: page(Math.max(0, offset - ROWS)) } : {}),
              ...(found.length > ROWS ? { next: page(offset + ROWS) } : {}),
            }}
            empty={{
              icon: "seal",
              title: { vi: "Không có chứng thư số nào", en: "No certificates" },
              explanation: {
                vi: "Chứng thư số được tải lên hiện ở đây. Bỏ bớt điều kiện lọc nếu bạn đang tìm.",
                en: "Certificates that were uploaded appear here. Remove the filter if you are searching.",
              },
            }}
          />
          <OpenAccount />
        </>
      ),
    });
  });

  app.get(`${ALL}/account`, async (c) => {
    const { actor } = requireSession(c);
    assertMay(actor, listCertificates, undefined);
    const account = await c.var.house.database.queries
      .selectFrom("identity.account")
      .select("person_id")
      .where("username_folded", "=", queryText(c, "username").toLowerCase())
      .executeTakeFirst();
    if (!account) throw notFound();
    return redirectTo(c, addressOf({ kind: "person", id: account.person_id }));
  });
}

function OpenAccount() {
  const text = useText();
  return (
    <Card title={{ vi: "Mở chứng thư số của một người", en: "Open somebody's certificate" }}>
      <Form action={`${ALL}/account`} method="get">
        <TextField
          name="username"
          label={{ vi: "Tên đăng nhập", en: "User name" }}
          size={30}
          autocomplete="off"
        />
        <Actions>
          <Button>{text({ vi: "Mở", en: "Open" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function columns(now: Date, name: string) {
  return [
    {
      key: "name",
      label: { vi: "Của", en: "Owner" },
      cell: (row: ListedCertificate) => row.ownerName,
      filter: { kind: "text", value: name },
      phone: "title",
    },
    {
      key: "kind",
      label: { vi: "Loại", en: "Kind" },
      cell: (row: ListedCertificate) => <KindWord kind={row.ownerKind} />,
    },
    {
      key: "issuer",
      label: { vi: "Tổ chức cấp", en: "Issued by" },
      cell: (row: ListedCertificate) => row.issuer,
    },
    {
      key: "until",
      label: { vi: "Hiệu lực đến", en: "Valid until" },
      cell: (row: ListedCertificate) => formatDate(row.notAfter),
      kind: "date",
    },
    {
      key: "standing",
      label: { vi: "Tình trạng", en: "Standing" },
      cell: (row: ListedCertificate) => (
        <StateChip {...standing({ state: "active", notAfter: row.notAfter }, now)} />
      ),
      kind: "state",
    },
  ] as const;
}

function KindWord({ kind }: { kind: ListedCertificate["ownerKind"] }) {
  const text = useText();
  return (
    <>
      {kind === "person"
        ? text({ vi: "Cá nhân", en: "Person" })
        : text({ vi: "Cơ quan", en: "Organisation" })}
    </>
  );
}
