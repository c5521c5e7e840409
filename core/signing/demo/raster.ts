import { crc32, deflateSync } from "node:zlib";

/** One colour at varying opacity: all a signature or a seal needs. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  /** 0 (clear) to 255 (opaque), row by row. */
  readonly coverage: Uint8Array;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function createMask(width: number, height: number): Mask {
  return { width, height, coverage: new Uint8Array(width * height) };
}

/** A disc with a soft edge of one pixel; strokes are made of many. */
export function stampDisc(mask: Mask, centre: Point, radius: number): void {
  eachPixel(mask, centre, radius + 1, (distance) => radius - distance + 0.5);
}

/** A circle line of the given width. */
export function drawRing(mask: Mask, centre: Point, radius: number, width: number): void {
  eachPixel(mask, centre, radius + width, (distance) => width / 2 - Math.abs(distance - radius) + 0.5);
}

const SUBLINES = 5;

/** Fills closed outlines by the nonzero rule, with soft edges. */
export function fillOutlines(mask: Mask, outlines: readonly (readonly Point[])[]): void {
  const edges = outlines.flatMap(edgesOf);
  const top = Math.max(0, Math.floor(Math.min(...edges.map((edge) => edge.top))));
  const bottom = Math.min(mask.height - 1, Math.ceil(Math.max(...edges.map((edge) => edge.bottom))));
  for (let y = top; y <= bottom; y += 1) {
    const row = new Float32Array(mask.width);
    for (let sub = 0; sub < SUBLINES; sub += 1) addSpans(row, edges, y + (sub + 0.5) / SUBLINES);
    for (let x = 0; x < mask.width; x += 1) raise(mask, x, y, (row[x] ?? 0) / SUBLINES);
  }
}

/** The mask in one colour as PNG: 8 bits, true colour with opacity. */
export function encodePng(mask: Mask, red: number, green: number, blue: number): Uint8Array {
  const { width, height, coverage } = mask;
  const stride = width * 4 + 1;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * stride + 1 + x * 4;
      rows[at] = red;
      rows[at + 1] = green;
      rows[at + 2] = blue;
      rows[at + 3] = coverage[y * width + x] ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function eachPixel(mask: Mask, centre: Point, reach: number, opacity: (distance: number) => number): void {
  const left = Math.max(0, Math.floor(centre.x - reach));
  const right = Math.min(mask.width - 1, Math.ceil(centre.x + reach));
  const top = Math.max(0, Math.floor(centre.y - reach));
  const bottom = Math.min(mask.height - 1, Math.ceil(centre.y + reach));
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      raise(mask, x, y, opacity(Math.hypot(x + 0.5 - centre.x, y + 0.5 - centre.y)));
    }
  }
}

/** Overlapping strokes do not add up: ink is ink. */
function raise(mask: Mask, x: number, y: number, opacity: number): void {
  const at = y * mask.width + x;
  const value = Math.round(Math.min(1, Math.max(0, opacity)) * 255);
  if (value > (mask.coverage[at] ?? 0)) mask.coverage[at] = value;
}

interface Edge {
  readonly top: number;
  readonly bottom: number;
  readonly xAtTop: number;
  readonly slope: number;
  readonly winding: 1 | -1;
}

function edgesOf(outline: readonly Point[]): Edge[] {
  return outline.flatMap((from, index) => {
    const to = outline[(index + 1) % outline.length] ?? from;
    if (from.y === to.y) return [];
    const [upper, lower] = from.y < to.y ? [from, to] : [to, from];
    const slope = (lower.x - upper.x) / (lower.y - upper.y);
    const winding = from.y < to.y ? 1 : -1;
    return [{ top: upper.y, bottom: lower.y, xAtTop: upper.x, slope, winding }];
  });
}

function addSpans(row: Float32Array, edges: readonly Edge[], y: number): void {
  const crossings = edges
    .filter((edge) => edge.top <= y && y < edge.bottom)
    .map((edge) => ({ x: edge.xAtTop + (y - edge.top) * edge.slope, winding: edge.winding }))
    .sort((a, b) => a.x - b.x);
  let winding = 0;
  let start = 0;
  for (const crossing of crossings) {
    const before = winding;
    winding += crossing.winding;
    if (before === 0) start = crossing.x;
    else if (winding === 0) addSpan(row, start, crossing.x);
  }
}

function addSpan(row: Float32Array, start: number, end: number): void {
  const last = Math.min(row.length - 1, Math.floor(end));
  for (let x = Math.max(0, Math.floor(start)); x <= last; x += 1) {
    const covered = Math.min(end, x + 1) - Math.max(start, x);
    if (covered > 0) row[x] = (row[x] ?? 0) + covered;
  }
}

function chunk(type: string, body: Buffer): Buffer {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, "latin1");
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}
