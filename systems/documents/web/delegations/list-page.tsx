import type { Context } from "hono";
import { may } from "../../../../core/access/index.ts";
import { type Delegation, delegationsFor, mayGiveDelegation } from "../../../../core/directory/index.ts";
import { answerPage, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { formatDate, LinkButton, RegisterTable, useText } from "../../../../core/ui/index.ts";
import { DelegatedKinds, DelegationChip } from "./delegation-look.tsx";

const HREF = "/delegations";

/** GET /delegations: what was handed to whom, those in force first. */
export async function delegationsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const held = await delegationsFor(c.var.house.database.queries, actor);
  return await answerPage(c, {
    title: { vi: "Ủy quyền", en: "Delegations" },
    lead: {
      vi: "Ai được ai giao việc gì, từ ngày nào đến ngày nào. Việc làm theo ủy quyền luôn ghi cả hai người.",
      en: "Who handed what to whom, from which day to which. What is done under a delegation names both people.",
    },
    actions: may(actor, mayGiveDelegation, undefined) ? <NewButton /> : undefined,
    children: (
      <RegisterTable<Delegation>
        id="delegations"
        caption={{ vi: "Danh sách ủy quyền", en: "Delegations" }}
        action={HREF}
        rows={held}
        rowKey={(row) => row.id}
        rowHref={(row) => `${HREF}/${row.id}`}
        columns={[
          {
            key: "from",
            label: { vi: "Người ủy quyền", en: "From" },
            cell: (row) => `${row.fromName}, ${row.fromTitle}`,
            phone: "title",
          },
          {
            key: "to",
            label: { vi: "Người được ủy quyền", en: "To" },
            cell: (row) => `${row.toName}, ${row.toTitle}`,
          },
          {
            key: "kinds",
            label: { vi: "Việc", en: "What" },
            cell: (row) => <DelegatedKinds held={row} />,
          },
          {
            key: "time",
            label: { vi: "Thời hạn", en: "Time" },
            cell: (row) => `${formatDate(row.begins)} – ${formatDate(row.ends)}`,
          },
          {
            key: "state",
            label: { vi: "Trạng thái", en: "State" },
            kind: "state",
            cell: (row) => <DelegationChip held={row} />,
          },
        ]}
        empty={{
          icon: "person",
          title: { vi: "Chưa có ủy quyền nào", en: "No delegations yet" },
          explanation: {
            vi: "Khi lãnh đạo hoặc trưởng đơn vị đi vắng, việc giao cho người khác có thời hạn và phạm vi hiện ở đây.",
            en: "When a leader or the head of a unit is away, what is handed on, limited in time and scope, appears here.",
          },
        }}
      />
    ),
  });
}

function NewButton() {
  const text = useText();
  return (
    <LinkButton href={`${HREF}/new`} kind="primary" icon="plus">
      {text({ vi: "Ủy quyền", en: "Delegate" })}
    </LinkButton>
  );
}
