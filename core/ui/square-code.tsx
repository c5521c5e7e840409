import { encode } from "uqr";
import { useText, type Wording } from "./language.ts";

/** A square code (QR) as a drawing of the page itself: nothing to load, sharp on paper. */
export function SquareCode({
  content,
  label,
  side = 176,
}: {
  content: string;
  label: Wording;
  side?: number;
}) {
  const text = useText();
  const { data, size } = encode(content, { border: 2, ecc: "M" });
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={text(label)} width={side} height={side}>
      <rect width={size} height={size} fill="#fff" />
      <path d={data.map(runsOf).join("")} fill="#000" />
    </svg>
  );
}

/** The dark runs of a row: a third of the letters that single cells take. */
function runsOf(row: readonly boolean[], y: number): string {
  let path = "";
  for (let x = 0; x < row.length; x += 1) {
    const from = x;
    while (row[x]) x += 1;
    if (x > from) path += `M${from} ${y}h${x - from}v1H${from}z`;
  }
  return path;
}
