import { Card, Facts, useText, type Wording } from "../../../../core/ui/index.ts";
import { DOSSIER_STATES, STATE_WORDS } from "../../dossiers/index.ts";
import { FIELD_WORDS } from "../corrections/correctable.ts";
import type { WireRecord } from "../mapping/ho-so.ts";

/** What was said to the portal, field by field, in words where a code has some. */
export function RecordCard({ record }: { readonly record: WireRecord }) {
  const text = useText();
  return (
    <Card title={{ vi: "Nội dung bản ghi", en: "What the record says" }}>
      <Facts
        facts={inOrder(record).map(([name, value]) => ({
          term: FIELD_WORDS[name] ?? { vi: name, en: name },
          value: typeof value === "string" ? text(shown(name, value)) : <Lines records={value} />,
        }))}
      />
    </Card>
  );
}

function Lines({ records }: { readonly records: readonly WireRecord[] }) {
  const text = useText();
  const told = records.map((record) =>
    Object.entries(record)
      .map(([name, value]) => {
        const label = text(FIELD_WORDS[name] ?? { vi: name, en: name });
        const content =
          typeof value === "string"
            ? text(shown(name, value))
            : value.map((each) => Object.values(each).filter(isText).join(", ")).join("; ");
        return `${label}: ${content}`;
      })
      .join(" · "),
  );
  return (
    <ul>
      {told.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function isText(value: WireRecord[string]): value is string {
  return typeof value === "string";
}

/** As the words are listed; what has none comes last. A JSON column gives its fields back by their length. */
function inOrder(record: WireRecord): readonly (readonly [string, WireRecord[string]])[] {
  const order = Object.keys(FIELD_WORDS);
  const place = (name: string) => (order.indexOf(name) === -1 ? order.length : order.indexOf(name));
  return Object.entries(record).sort(([one], [other]) => place(one) - place(other));
}

const YES_NO: Readonly<Record<string, Wording>> = {
  "0": { vi: "Không", en: "No" },
  "1": { vi: "Có", en: "Yes" },
};

const CODES: Readonly<Record<string, Readonly<Record<string, Wording>>>> = {
  TrangThaiHoSo: Object.fromEntries(DOSSIER_STATES.map((state) => [state, STATE_WORDS[state].label])),
  TrangThai: Object.fromEntries(DOSSIER_STATES.map((state) => [state, STATE_WORDS[state].label])),
  KenhThucHien: {
    "1": { vi: "Trực tiếp", en: "At the counter" },
    "2": { vi: "Trực tuyến", en: "Online" },
    "3": { vi: "Bưu chính công ích", en: "By post" },
  },
  HinhThuc: { "0": { vi: "Tại quầy", en: "At the counter" }, "1": { vi: "Qua bưu chính", en: "By post" } },
  NoiNopHoSo: {
    "1": { vi: "Cổng Dịch vụ công quốc gia", en: "National portal" },
    "2": { vi: "Hệ thống một cửa của tỉnh", en: "The province" },
  },
  DuocThanhToanTrucTuyen: {
    "1": { vi: "Trên Cổng quốc gia", en: "On the national portal" },
    "2": { vi: "Qua cổng thanh toán của tỉnh", en: "Through the province's gateway" },
    "3": { vi: "Không", en: "No" },
  },
  HoSoCoThanhPhanSoHoa: YES_NO,
  TaiKhoanDuocXacThucVoiVNeID: YES_NO,
  DuocSoHoa: YES_NO,
};

function shown(name: string, value: string): Wording {
  const words = CODES[name]?.[value];
  if (words) return words;
  const [, year, month, day, hour, minute] = /^(?:Ngay|ThoiDiem)/.test(name)
    ? (/^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})\d{2}$/.exec(value) ?? [])
    : [];
  return year === undefined ? value : `${hour}:${minute} ${day}/${month}/${year}`;
}
