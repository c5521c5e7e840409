import { formatNumber, useText, type Words } from "../../../../core/ui/index.ts";
import type { StatisticsRow } from "../../statistics/read-statistics.ts";

const LINE = 44;
const LEFT = 260;
const BARS = 420;
const WIDTH = LEFT + BARS + 80;
const LONGEST = 36;

/** Arrivals and outgoing documents as bars; the table below says the same in numbers, so screen readers skip it. */
export function BarChart({ rows, label }: { rows: readonly StatisticsRow[]; label: Words }) {
  const text = useText();
  const most = Math.max(1, ...rows.flatMap(({ figures }) => [figures.in, figures.out]));
  const length = (amount: number) => Math.round((amount / most) * BARS);
  return (
    <figure class="bar-chart">
      <figcaption>
        {text({
          vi: `Theo ${label.vi.toLocaleLowerCase("vi")}: văn bản đến (đậm), văn bản đi (nhạt)`,
          en: `By ${label.en.toLowerCase()}: in (dark), out (light)`,
        })}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${rows.length * LINE}`} aria-hidden="true">
        {rows.map(({ key, label: name, figures }, index) => (
          <g key={key} transform={`translate(0 ${index * LINE})`}>
            <text x={LEFT - 10} y={25} text-anchor="end">
              {name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name}
            </text>
            <rect class="bar-in" x={LEFT} y={6} width={length(figures.in)} height={14} />
            <text x={LEFT + length(figures.in) + 6} y={18}>
              {formatNumber(figures.in)}
            </text>
            <rect class="bar-out" x={LEFT} y={22} width={length(figures.out)} height={14} />
            <text x={LEFT + length(figures.out) + 6} y={34}>
              {formatNumber(figures.out)}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}
