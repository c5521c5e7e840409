import {
  type Column,
  formatDateTime,
  isoDateTime,
  RegisterTable,
  StateChip,
  useText,
} from "../../ui/index.ts";
import { wordsOfAction } from "../action-words.ts";
import type { AuditRecord, SealState } from "../records.ts";
import type { AskedRecords } from "./read-filter.ts";

interface AuditRegisterProps {
  readonly path: string;
  readonly rows: readonly AuditRecord[];
  readonly asked: AskedRecords;
  readonly query: URLSearchParams;
  /** Id of the last row when there are more. */
  readonly next: string | undefined;
}

/** The log as a register. */
export function AuditRegister({ path, rows, asked, query, next }: AuditRegisterProps) {
  const text = useText();
  const { typed } = asked;
  const columns: Column<AuditRecord>[] = [
    {
      key: "at",
      label: { vi: "Lúc", en: "At" },
      kind: "date",
      filter: { kind: "date", value: typed.at },
      cell: (row) => <time dateTime={isoDateTime(row.at)}>{formatDateTime(row.at)}</time>,
    },
    {
      key: "action",
      label: { vi: "Việc", en: "Action" },
      phone: "title",
      filter: { kind: "text", value: typed.action },
      cell: (row) => <span title={row.action}>{text(wordsOfAction(row.action))}</span>,
    },
    {
      key: "person",
      label: { vi: "Người làm", en: "Who" },
      filter: { kind: "text", value: typed.person },
      cell: (row) => <Who record={row} />,
    },
    {
      key: "object",
      label: { vi: "Đối tượng", en: "Object" },
      filter: { kind: "text", value: typed.object },
      cell: (row) => `${row.objectKind}/${row.objectId}`,
    },
    {
      key: "seal",
      label: { vi: "Niêm phong", en: "Seal" },
      kind: "state",
      cell: (row) => <SealChip seal={row.seal} />,
    },
  ];
  return (
    <RegisterTable
      id="audit"
      caption={{ vi: "Bản ghi, mới nhất trước", en: "Records, newest first" }}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `${path}/${row.id}`}
      action={path}
      query={query}
      exports={{ xlsx: `${path}/export.xlsx?${query}` }}
      pagination={{
        count: rows.length,
        next: next === undefined ? undefined : nextAddress(path, query, next),
      }}
      empty={
        asked.badDay
          ? {
              icon: "warning",
              title: { vi: "Ngày chưa đúng", en: "Not a date" },
              explanation: {
                vi: "Nhập ngày theo mẫu 04/03/2022 rồi lọc lại.",
                en: "Type the date as 04/03/2022 and filter again.",
              },
            }
          : {
              icon: "search",
              title: { vi: "Không có bản ghi phù hợp", en: "No record matches" },
              explanation: { vi: "Bỏ bớt điều kiện lọc để xem thêm.", en: "Remove a filter to see more." },
            }
      }
    />
  );
}

/** Person with position, or the part of the platform that acted. */
export function Who({ record }: { record: AuditRecord }) {
  const text = useText();
  const { name, position, kind } = record.actor;
  if (record.erased && name === undefined)
    return <>{text({ vi: "(đã xóa theo quy định)", en: "(erased by the rules)" })}</>;
  if (kind === "system") return <>{text({ vi: `Hệ thống: ${name ?? ""}`, en: `System: ${name ?? ""}` })}</>;
  return <>{[name, position].filter((part) => part !== undefined).join(", ")}</>;
}

/** Where the record stands in the sealed log. */
export function SealChip({ seal }: { seal: SealState }) {
  switch (seal.state) {
    case "waiting":
      return <StateChip tone="progress" label={{ vi: "Đang chờ", en: "Waiting" }} />;
    case "sealed":
      return (
        <StateChip
          tone="info"
          icon="lock"
          label={{ vi: `Số ${seal.index}, chờ ký`, en: `No. ${seal.index}, to be signed` }}
        />
      );
    case "signed":
      return (
        <StateChip
          tone="good"
          icon="shield-check"
          label={{ vi: `Số ${seal.index}, đã ký`, en: `No. ${seal.index}, signed` }}
        />
      );
  }
}

function nextAddress(path: string, query: URLSearchParams, after: string): string {
  const next = new URLSearchParams(query);
  next.set("after", after);
  return `${path}?${next}`;
}
