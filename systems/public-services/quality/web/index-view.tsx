import type { Organisation } from "../../../../core/directory/index.ts";
import {
  Button,
  Card,
  DateField,
  formatDate,
  formatNumber,
  SelectField,
  useText,
} from "../../../../core/ui/index.ts";
import type { IndexGroup, IndexLine, ServiceIndex } from "../index-766/compute-index.ts";
import type { FigurePart } from "../index-766/dossier-figures.ts";
import { GROUP_WORDS } from "../index-766/indicators.ts";
import { type Asked, PROVINCE } from "./asked.ts";
import { decimals, percent } from "./figures.ts";

/** Whose figures, of which days, in which field. */
export function AskForm({
  asked,
  bodies,
  fields,
  action,
}: {
  readonly asked: Asked;
  readonly bodies: readonly Organisation[];
  readonly fields: readonly { readonly code: string; readonly name: string }[];
  readonly action: string;
}) {
  const text = useText();
  return (
    <form class="quality-ask" method="get" action={action}>
      <SelectField
        name="unit"
        label={{ vi: "Cơ quan", en: "Body" }}
        value={asked.body?.id ?? PROVINCE}
        options={[
          { value: PROVINCE, label: { vi: "Toàn tỉnh", en: "The whole province" } },
          ...bodies.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <SelectField
        name="field"
        label={{ vi: "Lĩnh vực", en: "Field" }}
        value={asked.field}
        prompt={{ vi: "Mọi lĩnh vực", en: "All" }}
        options={fields.map(({ code, name }) => ({ value: code, label: name }))}
      />
      <DateField name="from" label={{ vi: "Từ ngày", en: "From" }} value={formatDate(asked.days.from)} />
      <DateField name="to" label={{ vi: "Đến ngày", en: "To" }} value={formatDate(asked.days.to)} />
      <Button kind="primary" icon="search">
        {text({ vi: "Xem", en: "Show" })}
      </Button>
    </form>
  );
}

/** Total and groups at a glance. */
export function IndexTotal({ index }: { readonly index: ServiceIndex }) {
  const text = useText();
  return (
    <section class="quality-total" aria-label={text({ vi: "Tổng điểm", en: "Total" })}>
      <p class="quality-sum">
        <strong>{decimals(index.total)}</strong>{" "}
        {text({
          vi: `điểm trên ${decimals(index.possible)} điểm có số liệu (bộ chỉ số 100 điểm)`,
          en: `points of ${decimals(index.possible)} that could be counted (of 100)`,
        })}
      </p>
      <ul class="quality-groups">
        {index.groups.map((group) => (
          <li key={group.group}>
            <a href={`#${group.group}`}>{text(GROUP_WORDS[group.group])}</a>
            <span>{`${decimals(group.points)} / ${decimals(group.full)}`}</span>
            <meter
              min={0}
              max={Math.max(1, group.full)}
              value={group.points ?? 0}
              aria-label={text(GROUP_WORDS[group.group])}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One table a group; every count is a way to what was counted. */
export function IndexTables({
  index,
  query,
}: {
  readonly index: ServiceIndex;
  readonly query: URLSearchParams;
}) {
  return (
    <div class="dense">
      {index.groups.map((group) => (
        <GroupTable key={group.group} group={group} query={query} />
      ))}
    </div>
  );
}

function GroupTable({ group, query }: { readonly group: IndexGroup; readonly query: URLSearchParams }) {
  const text = useText();
  const words = GROUP_WORDS[group.group];
  const heads = [
    { vi: "Chỉ tiêu", en: "Indicator" },
    { vi: "Đạt", en: "Counts" },
    { vi: "Tổng", en: "Of" },
    { vi: "Tỷ lệ", en: "Share" },
    { vi: "Ngưỡng", en: "Full at" },
    { vi: "Điểm", en: "Points" },
    { vi: "Tối đa", en: "Most" },
  ];
  return (
    <Card
      title={{
        vi: `${words.vi}: ${decimals(group.points)} / ${decimals(group.full)}`,
        en: `${words.en}: ${decimals(group.points)} / ${decimals(group.full)}`,
      }}
    >
      <div class="register-scroll" id={group.group}>
        <table class="register-table quality-table">
          <thead>
            <tr>
              {heads.map((head, position) => (
                <th key={head.vi} scope="col" class={position === 0 ? undefined : "cell-number"}>
                  {text(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {group.lines.map((line) => (
              <LineRow key={line.indicator.id} line={line} query={query} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function LineRow({ line, query }: { readonly line: IndexLine; readonly query: URLSearchParams }) {
  const text = useText();
  const { indicator, counted, share, points, weight } = line;
  const isSum = indicator.id === "5.4";
  const open = (part: FigurePart, number: number) => (
    <a
      href={`/quality/figure?${new URLSearchParams([...query, ["indicator", indicator.id], ["part", part]])}`}
    >
      {formatNumber(number)}
      <span class="visually-hidden">
        {" "}
        {indicator.id}{" "}
        {part === "hit" ? text({ vi: "đạt", en: "counting" }) : text({ vi: "tổng", en: "all" })}
      </span>
    </a>
  );
  return (
    <tr>
      <td data-label={text({ vi: "Chỉ tiêu", en: "Indicator" })}>
        <details>
          <summary>{`${indicator.id} ${text(indicator.name)}`}</summary>
          <p>{text(indicator.formula)}</p>
          {isSum && (
            <p>
              <a
                href={`/quality/figure?${new URLSearchParams([...query, ["indicator", "5.4"], ["part", "late"]])}`}
              >
                {text({ vi: "Hồ sơ quá hạn", en: "Late dossiers" })}
              </a>
              {", "}
              <a
                href={`/quality/figure?${new URLSearchParams([...query, ["indicator", "5.4"], ["part", "disliked"]])}`}
              >
                {text({ vi: "hồ sơ bị phản ánh hoặc không hài lòng", en: "complained of or disliked" })}
              </a>
            </p>
          )}
          {counted.d === 0 && (
            <p>
              {text({
                vi: "Kỳ này chưa có gì để tính, hoặc chưa có hệ thống nào cung cấp số liệu: không tính vào tổng.",
                en: "There is nothing to count in this period, or nobody tells it yet: it is left out of the sum.",
              })}
            </p>
          )}
        </details>
      </td>
      <td class="cell-number" data-label={text({ vi: "Đạt", en: "Counts" })}>
        {counted.d === 0 ? "–" : open("hit", counted.n)}
      </td>
      <td class="cell-number" data-label={text({ vi: "Tổng", en: "Of" })}>
        {counted.d === 0 ? "–" : open("all", counted.d)}
      </td>
      <td class="cell-number" data-label={text({ vi: "Tỷ lệ", en: "Share" })}>
        {percent(share)}
      </td>
      <td class="cell-number" data-label={text({ vi: "Ngưỡng", en: "Full at" })}>
        {percent(weight.fullAt)}
      </td>
      <td class="cell-number" data-label={text({ vi: "Điểm", en: "Points" })}>
        {weight.points === 0 ? "–" : decimals(points)}
      </td>
      <td class="cell-number" data-label={text({ vi: "Tối đa", en: "Most" })}>
        {`${decimals(weight.points)}${weight.verified ? "" : " *"}`}
      </td>
    </tr>
  );
}
