import {
  Button,
  type Column,
  Form,
  formatDateTime,
  isoDateTime,
  RegisterTable,
  StateChip,
  useText,
} from "../../../../core/ui/index.ts";
import { ACTION_WORDS, DOSSIER_STATES, STATE_WORDS } from "../../dossiers/index.ts";
import type { PortalFilter, PortalLine, PortalSort } from "../messages.ts";
import { MESSAGE_KINDS } from "../tables.ts";
import { KIND_WORDS, STANDING_WORDS, stateOf } from "../words.ts";
import { HERE } from "./portal-tabs.tsx";

interface MessageRegisterProps {
  readonly rows: readonly PortalLine[];
  readonly query: URLSearchParams;
  readonly asked: PortalFilter;
  readonly sort: PortalSort;
  /** Rows can be ticked and sent again. */
  readonly bulk: boolean;
  readonly next: string | undefined;
  readonly previous: string | undefined;
  readonly exports: { readonly xlsx: string; readonly docx: string; readonly pdf: string };
}

/** Messages to the portal as a register; nothing of the citizen stands in it. */
export function MessageRegister(props: MessageRegisterProps) {
  const { rows, query, asked, sort, bulk, next, previous, exports } = props;
  return (
    <RegisterTable
      id="portal"
      caption={
        asked.standing ? STANDING_WORDS[asked.standing].label : { vi: "Tất cả bản ghi", en: "All records" }
      }
      columns={columnsOf(asked)}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `${HERE}/${row.id}`}
      rowFresh={(row) => row.standing === "refused"}
      action={HERE}
      query={query}
      sorting={{ key: "at", descending: sort === "newest" }}
      pagination={{ count: rows.length, next, previous }}
      exports={exports}
      {...(bulk
        ? {
            bulk: {
              action: `${HERE}/resend`,
              actions: [
                { value: "ticked", label: { vi: "Gửi lại bản ghi đã chọn", en: "Send the ticked again" } },
              ],
              rowLabel: (row: PortalLine) => `${row.code}, ${KIND_WORDS[row.kind].vi}`,
            },
          }
        : {})}
      empty={
        asked.standing === "refused"
          ? {
              icon: "check-circle",
              title: { vi: "Không có bản ghi nào bị từ chối", en: "Nothing is refused" },
              explanation: {
                vi: "Bản ghi mà Cổng không nhận sẽ hiện ở đây cùng lý do và cách sửa.",
                en: "What the portal does not take appears here with the reason and how to put it right.",
              },
            }
          : {
              icon: "search",
              title: { vi: "Không có bản ghi phù hợp", en: "No record matches" },
              explanation: {
                vi: "Bỏ bớt điều kiện lọc, hoặc xem mục khác.",
                en: "Filter less, or look at another tab.",
              },
            }
      }
    />
  );
}

function columnsOf(asked: PortalFilter): Column<PortalLine>[] {
  return [
    {
      key: "at",
      label: { vi: "Lúc", en: "At" },
      kind: "date",
      sortable: true,
      cell: (row) => <time dateTime={isoDateTime(row.happenedAt)}>{formatDateTime(row.happenedAt)}</time>,
    },
    {
      key: "code",
      label: { vi: "Mã hồ sơ, thủ tục", en: "Code, procedure" },
      phone: "title",
      filter: { kind: "text", value: asked.text },
      cell: (row) => `${row.code} – ${row.procedureName}`,
    },
    {
      key: "kind",
      label: { vi: "Loại", en: "Kind" },
      filter: {
        kind: "choice",
        value: asked.kind,
        options: MESSAGE_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] })),
      },
      cell: (row) => <What row={row} />,
    },
    {
      key: "state",
      label: { vi: "Trạng thái hồ sơ", en: "State" },
      kind: "state",
      filter: {
        kind: "choice",
        value: asked.state === undefined ? undefined : String(asked.state),
        options: DOSSIER_STATES.map((state) => ({ value: String(state), label: STATE_WORDS[state].label })),
      },
      cell: (row) => <StateChip {...STATE_WORDS[stateOf(row.state)]} />,
    },
    {
      key: "standing",
      label: { vi: "Tình trạng gửi", en: "Sending" },
      kind: "state",
      cell: (row) => <StateChip {...STANDING_WORDS[row.late ? "late" : row.standing]} />,
    },
    {
      key: "problem",
      label: { vi: "Lý do", en: "Reason" },
      phone: "plain",
      cell: (row) => row.problem ?? "–",
    },
  ];
}

function What({ row }: { readonly row: PortalLine }) {
  const text = useText();
  return (
    <>
      {text(KIND_WORDS[row.kind])} · {text(ACTION_WORDS[row.action])}
    </>
  );
}

/** Everything that was refused goes out again: after the portal or the catalogue was put right. */
export function ResendAllForm(props: { readonly amount: number; readonly transactionId: string }) {
  const text = useText();
  return (
    <Form action={`${HERE}/resend`} method="post" transactionId={props.transactionId}>
      <Button name="do" value="all" icon="outbox">
        {text({ vi: `Gửi lại tất cả (${props.amount})`, en: `Send all again (${props.amount})` })}
      </Button>
    </Form>
  );
}
