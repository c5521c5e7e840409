import {
  type Column,
  formatDateTime,
  isoDateTime,
  RegisterTable,
  StateChip,
  type Tone,
  useLanguage,
  useText,
} from "../../../core/ui/index.ts";
import { type MessageLine, STANDINGS, type Standing } from "../messages.ts";
import { kindWords, STANDING_WORDS } from "../words.ts";

export const PATH = "/interchange";

interface MessageRegisterProps {
  readonly rows: readonly MessageLine[];
  readonly query: URLSearchParams;
  readonly typed: { readonly words: string; readonly standing: string; readonly direction: string };
  /** Id of the last row when there are more. */
  readonly next: string | undefined;
  readonly alerts: boolean;
}

/** Messages of both directions, newest first. */
export function MessageRegister({ rows, query, typed, next, alerts }: MessageRegisterProps) {
  const columns: Column<MessageLine>[] = [
    {
      key: "at",
      label: { vi: "Lúc", en: "At" },
      kind: "date",
      cell: (row) => <time dateTime={isoDateTime(row.at)}>{formatDateTime(row.at)}</time>,
    },
    {
      key: "direction",
      label: { vi: "Chiều", en: "Direction" },
      filter: {
        kind: "choice",
        value: typed.direction,
        options: [
          { value: "sent", label: { vi: "Gửi đi", en: "Sent" } },
          { value: "received", label: { vi: "Nhận về", en: "Received" } },
        ],
      },
      cell: (row) => <DirectionWord sent={row.direction === "sent"} />,
    },
    {
      key: "words",
      label: { vi: "Số, ký hiệu và nội dung", en: "Number, notation and content" },
      phone: "title",
      filter: { kind: "text", value: typed.words },
      cell: (row) => <What row={row} />,
    },
    { key: "kind", label: { vi: "Loại", en: "Kind" }, cell: (row) => <KindWords row={row} /> },
    {
      key: "partner",
      label: { vi: "Bên kia", en: "Other side" },
      cell: (row) => <Partners names={row.partners} />,
    },
    {
      key: "standing",
      label: { vi: "Tình trạng", en: "State" },
      kind: "state",
      filter: {
        kind: "choice",
        value: typed.standing,
        options: STANDINGS.map((value) => ({ value, label: STANDING_WORDS[value] })),
      },
      cell: (row) => <StandingChip standing={row.standing} settled={!row.alert} />,
    },
  ];
  return (
    <RegisterTable
      id="messages"
      caption={{ vi: "Thông điệp, mới nhất trước", en: "Messages, newest first" }}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `${PATH}/${row.direction}/${row.id}`}
      rowFresh={(row) => row.alert}
      action={PATH}
      query={query}
      pagination={{
        count: rows.length,
        next: next === undefined ? undefined : nextAddress(query, next),
      }}
      empty={
        alerts
          ? {
              icon: "check-circle",
              title: { vi: "Không có thông điệp nào cần xử lý", en: "No message needs attention" },
              explanation: {
                vi: "Thông điệp gửi không được hoặc không đọc được sẽ hiện ở đây cùng lý do.",
                en: "Messages that could not be sent or read appear here with the reason.",
              },
            }
          : {
              icon: "inbox",
              title: { vi: "Không có thông điệp phù hợp", en: "No message matches" },
              explanation: {
                vi: "Bỏ bớt điều kiện lọc, hoặc chờ thông điệp mới: hệ thống nhận tự động mỗi giây.",
                en: "Remove a filter, or wait: the system receives by itself every second.",
              },
            }
      }
    />
  );
}

function What({ row }: { row: MessageLine }) {
  const text = useText();
  const symbol = row.symbol || text({ vi: "(chưa rõ số, ký hiệu)", en: "(number unknown)" });
  return <>{row.subject ? `${symbol} · ${row.subject}` : symbol}</>;
}

function DirectionWord({ sent }: { sent: boolean }) {
  const text = useText();
  return <>{text(sent ? { vi: "Gửi đi", en: "Sent" } : { vi: "Nhận về", en: "Received" })}</>;
}

function KindWords({ row }: { row: MessageLine }) {
  const text = useText();
  return <>{text(kindWords(row))}</>;
}

function Partners({ names }: { names: readonly string[] }) {
  const lang = useLanguage();
  const [first = "", ...others] = names;
  if (others.length === 0) return <>{first}</>;
  return (
    <>{lang === "vi" ? `${first} và ${others.length} nơi khác` : `${first} and ${others.length} others`}</>
  );
}

const TONES: Readonly<Record<Standing, Tone>> = {
  queued: "progress",
  late: "attention",
  sent: "good",
  split: "neutral",
  failed: "bad",
  listed: "attention",
  stored: "progress",
  applied: "good",
  unreadable: "bad",
};

/** The state of a message; a failed one that somebody has seen to no longer shouts. */
export function StandingChip({ standing, settled }: { standing: Standing; settled: boolean }) {
  const tone = TONES[standing];
  return <StateChip tone={tone === "bad" && settled ? "neutral" : tone} label={STANDING_WORDS[standing]} />;
}

function nextAddress(query: URLSearchParams, after: string): string {
  const next = new URLSearchParams(query);
  next.set("after", after);
  return `${PATH}?${next}`;
}
