/** How a visible signature is asked for. Points (1/72 inch) from the lower left corner; absent parts are chosen. */
export interface Visible {
  readonly page: number | undefined;
  readonly x: number | undefined;
  readonly y: number | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Path of a PNG. */
  readonly image: string | undefined;
  /** Lines, where no picture is given. */
  readonly text: readonly string[] | undefined;
}

/**
 * Reads `page=1,x=72,y=72,w=170,h=30,text=Nguyễn Văn Ứng`. The value of `text` and `image` may hold commas; `\n` in a text begins a new line.
 */
export function parseVisible(text: string): Visible | "wrong" {
  const parts = new Map<string, string>();
  for (let rest = text; rest !== ""; ) {
    const match =
      /^(?:(image|text)=(.+?)(?=,(?:page|x|y|w|h|image|text)=|$)|(page|x|y|w|h)=([^,]*))(?:,|$)/s.exec(rest);
    const name = match?.[1] ?? match?.[3];
    if (match === null || name === undefined || parts.has(name)) return "wrong";
    parts.set(name, match[2] ?? match[4] ?? "");
    rest = rest.slice(match[0].length);
  }
  const numbers = new Map<string, number>();
  for (const name of ["page", "x", "y", "w", "h"]) {
    const value = parts.get(name);
    if (value === undefined) continue;
    if (!/^-?\d{1,5}(\.\d{1,4})?$/.test(value)) return "wrong";
    numbers.set(name, Number(value));
  }
  const page = numbers.get("page");
  if (page !== undefined && (page < 1 || !Number.isInteger(page))) return "wrong";
  if ((numbers.get("w") ?? 1) <= 0 || (numbers.get("h") ?? 1) <= 0) return "wrong";
  if (numbers.has("x") !== numbers.has("y")) return "wrong";
  return {
    page,
    x: numbers.get("x"),
    y: numbers.get("y"),
    width: numbers.get("w"),
    height: numbers.get("h"),
    image: parts.get("image"),
    text: parts.get("text")?.split(/\\n|\n/),
  };
}
