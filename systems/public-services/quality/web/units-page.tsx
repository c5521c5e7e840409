import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import { type Column, foldVietnamese, LinkButton, RegisterTable } from "../../../../core/ui/index.ts";
import { computeIndexes, type ServiceIndex } from "../index-766/compute-index.ts";
import { GROUP_WORDS, GROUPS } from "../index-766/indicators.ts";
import { mayReadQuality } from "../permissions.ts";
import { answerExport, asRows } from "./answer-export.ts";
import { type Asked, ask, bodiesOn, daysInWords } from "./asked.ts";
import { decimals } from "./figures.ts";

const HERE = "/quality/units";

interface UnitLine extends ServiceIndex {
  readonly name: string;
}

interface AskedUnits {
  readonly asked: Asked;
  readonly name: string;
  /** Key of the column, with `-` in front: falling. */
  readonly sort: string;
  readonly lines: readonly UnitLine[];
}

/** Bodies with anything to count in the period; the best total first unless asked otherwise. */
async function unitLines(c: Context<HttpEnv>): Promise<AskedUnits> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadQuality, undefined);
  const asked = await ask(c, actor, new Date());
  const [indexes, bodies] = await Promise.all([
    computeIndexes(
      c.var.house.database.queries,
      asked.period,
      asked.field === "" ? {} : { field: asked.field },
    ),
    bodiesOn(c, asked.days.to),
  ]);
  const names = new Map(bodies.map(({ id, name }) => [id, name]));
  const name = queryText(c, "name", 100);
  const sort = /^-?(?:name|total|[a-z]+)$/.test(queryText(c, "sort", 20))
    ? queryText(c, "sort", 20)
    : "-total";
  const wanted = foldVietnamese(name);
  const lines = indexes
    .filter(({ organisationId }) => organisationId !== "")
    .map((index) => ({ ...index, name: names.get(index.organisationId) ?? "Cơ quan đã thay đổi" }))
    .filter((line) => foldVietnamese(line.name).includes(wanted));
  return { asked, name, sort, lines: sorted(lines, sort) };
}

function sorted(lines: readonly UnitLine[], sort: string): readonly UnitLine[] {
  const key = sort.replace(/^-/, "");
  const sign = sort.startsWith("-") ? -1 : 1;
  const pointsOf = ({ groups, total }: UnitLine) =>
    (key === "total" ? total : groups.find(({ group }) => group === key)?.points) ?? -1;
  return [...lines].sort((a, b) =>
    key === "name" ? sign * a.name.localeCompare(b.name, "vi") : sign * (pointsOf(a) - pointsOf(b)),
  );
}

/** GET /quality/units: the bodies side by side. */
export async function unitsPage(c: Context<HttpEnv>): Promise<Response> {
  const { asked, name, sort, lines } = await unitLines(c);
  const query = new URLSearchParams([
    ...asked.query,
    ["sort", sort],
    ...(name === "" ? [] : [["name", name]]),
  ]);
  const { vi, en } = daysInWords(asked.days);
  const columns: Column<UnitLine>[] = [
    {
      key: "name",
      label: { vi: "Cơ quan", en: "Body" },
      cell: (line) => line.name,
      sortable: true,
      phone: "title",
      filter: { kind: "text", value: name },
    },
    {
      key: "total",
      label: { vi: "Tổng điểm", en: "Total" },
      kind: "number",
      cell: (line) => decimals(line.total),
      sortable: true,
    },
    {
      key: "possible",
      label: { vi: "Trên", en: "Of" },
      kind: "number",
      cell: (line) => decimals(line.possible),
    },
    ...GROUPS.map((group) => ({
      key: group,
      label: GROUP_WORDS[group],
      kind: "number" as const,
      cell: (line: UnitLine) => decimals(line.groups.find((each) => each.group === group)?.points),
      sortable: true,
    })),
  ];
  return await answerPage(c, {
    title: { vi: "So sánh các cơ quan", en: "Bodies side by side" },
    lead: { vi: `Bộ chỉ số QĐ 766/QĐ-TTg, ${vi}.`, en: `Index of QĐ 766/QĐ-TTg, ${en}.` },
    crumbs: [{ href: `/quality?${asked.query}`, label: { vi: "Chất lượng phục vụ", en: "Service quality" } }],
    actions: (
      <LinkButton href={`${HERE}.csv?${query}`} icon="download" download>
        CSV
      </LinkButton>
    ),
    children: (
      <div class="dense">
        <RegisterTable
          id="units"
          caption={{ vi: "Cơ quan có hồ sơ trong kỳ", en: "Bodies with dossiers in the period" }}
          columns={columns}
          rows={lines}
          rowKey={({ organisationId }) => organisationId}
          rowHref={({ organisationId }) =>
            `/quality?${new URLSearchParams([...asked.query].map(([key, each]) => [key, key === "unit" ? organisationId : each]))}`
          }
          action={HERE}
          query={query}
          sorting={{ key: sort.replace(/^-/, ""), descending: sort.startsWith("-") }}
          pagination={{ count: lines.length, total: lines.length }}
          exports={{ xlsx: `${HERE}.xlsx?${query}`, pdf: `${HERE}.pdf?${query}` }}
          empty={{
            title: { vi: "Chưa có cơ quan nào", en: "There is no body yet" },
            explanation: {
              vi: "Cơ quan hiện ở đây khi có hồ sơ hoặc phản ánh trong kỳ.",
              en: "Bodies appear here when they have dossiers or feedback in the period.",
            },
          }}
        />
      </div>
    ),
  });
}

/** GET /quality/units.xlsx, .pdf, .csv */
export async function unitsExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { asked, lines } = await unitLines(c);
  return await answerExport(c, actor, {
    title: "Chất lượng phục vụ của các cơ quan",
    subtitle: daysInWords(asked.days).vi,
    columns: [
      { key: "name", label: "Cơ quan", width: 30 },
      { key: "total", label: "Tổng điểm", width: 9 },
      { key: "possible", label: "Trên", width: 9 },
      ...GROUPS.map((group) => ({ key: group, label: GROUP_WORDS[group].vi, width: 11 })),
    ],
    rows: asRows(lines, (line) => ({
      name: line.name,
      total: decimals(line.total),
      possible: decimals(line.possible),
      ...Object.fromEntries(line.groups.map(({ group, points }) => [group, decimals(points)])),
    })),
  });
}
