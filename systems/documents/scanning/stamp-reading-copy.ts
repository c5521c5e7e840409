import { readFile } from "node:fs/promises";
import {
  closeFencedFolder,
  findFence,
  openFencedFolder,
  readFenced,
  runFenced,
  writeFenced,
} from "../../../core/fence/index.ts";
import { type GreyImage, readPgm } from "../../../core/ocr/grey-image.ts";

/** What the stamp says (NĐ 30/2020 PL IV, model of dấu "Đến"). */
export interface ArrivalMark {
  readonly organisation: string;
  readonly number: string;
  /** `dd/MM/yyyy` */
  readonly day: string;
  /** To whom it was passed; empty leaves the dotted line. */
  readonly passedTo: string;
}

const MM = 72 / 25.4;
/** 35 × 50 mm. */
const SIZE = { width: 50 * MM, height: 35 * MM };
const RED = [0.78, 0.09, 0.12] as const;
/** Millimetres from the upper left corner where the stamp may stand: below the number, then below place and date. */
const COLUMNS = [22, 130] as const;
const ROWS = { from: 38, to: 240, step: 4 };
const DPI = 36;
const PAPER = 200;

/**
 * A copy of an incoming document for reading, with the stamp "ĐẾN" in a free place of its first page. The original is
 * not touched; what was signed in it is verified there, never on this copy.
 *
 * @param fonts folder of the Tinos files
 */
export async function stampReadingCopy(original: Buffer, mark: ArrivalMark, fonts: URL): Promise<Uint8Array> {
  // Loaded only here: the library is large.
  const { PDF, rgb } = await import("@libpdf/core");
  const red = rgb(...RED);
  const pdf = await PDF.load(original);
  const page = pdf.getPage(0);
  if (!page) return original;
  const [regular, bold] = await Promise.all(
    ["Tinos-Regular.ttf", "Tinos-Bold.ttf"].map(async (name) =>
      pdf.embedFont(await readFile(new URL(name, fonts))),
    ),
  );
  if (!regular || !bold) return original;
  const place = await freePlace(original);
  const left = place.x * MM;
  const top = page.height - place.y * MM;
  page.drawRectangle({ x: left, y: top - SIZE.height, ...SIZE, borderColor: red, borderWidth: 1.2 });
  const line = (text: string, below: number, size: number, font = regular, centred = false): void => {
    let fitted = size;
    while (fitted > 5 && font.widthOfTextAtSize(text, fitted) > SIZE.width - 8) fitted -= 0.25;
    const x = centred ? left + (SIZE.width - font.widthOfTextAtSize(text, fitted)) / 2 : left + 6;
    page.drawText(text, { x, y: top - below, size: fitted, font, color: red });
  };
  line(mark.organisation.toLocaleUpperCase("vi"), 13, 8.5, bold, true);
  line("ĐẾN", 32, 15, bold, true);
  line(`Số: ${mark.number}`, 49, 10);
  line(`Ngày: ${mark.day}`, 63, 10);
  line(`Chuyển: ${mark.passedTo || "…………………………"}`, 77, 10);
  line("Số và ký hiệu hồ sơ: ………………", 91, 10);
  return await pdf.save();
}

/** The first place, in millimetres, where nothing is printed; below the number when the page is full. */
async function freePlace(pdf: Buffer): Promise<{ readonly x: number; readonly y: number }> {
  const image = await firstPage(pdf);
  if (image) {
    for (const x of COLUMNS)
      for (let y = ROWS.from; y <= ROWS.to; y += ROWS.step) if (isBlank(image, x, y)) return { x, y };
  }
  return { x: COLUMNS[0], y: 52 };
}

function isBlank({ width, height, pixels }: GreyImage, x: number, y: number): boolean {
  const px = (mm: number): number => Math.round((mm / 25.4) * DPI);
  const [left, top, right, bottom] = [px(x - 1), px(y - 1), px(x + 51), px(y + 36)];
  if (right >= width || bottom >= height) return false;
  for (let row = top; row <= bottom; row += 1)
    for (let column = left; column <= right; column += 1)
      if ((pixels[row * width + column] ?? 0) < PAPER) return false;
  return true;
}

async function firstPage(pdf: Buffer): Promise<GreyImage | undefined> {
  const fence = await findFence();
  const folder = await openFencedFolder();
  try {
    await writeFenced(folder, "a.pdf", pdf);
    const [from, to] = [fence.inside(folder, "a.pdf"), fence.inside(folder, "a")];
    await runFenced(
      fence,
      folder,
      ["pdftoppm", "-gray", "-r", String(DPI), "-f", "1", "-l", "1", "-singlefile", from, to],
      {
        memoryMb: 1_024,
        cpuSeconds: 10,
        fileMb: 16,
        timeoutMs: 15_000,
      },
    );
    const drawn = await readFenced(folder, "a.pgm", 16 * 1024 * 1024);
    return drawn && readPgm(drawn);
  } finally {
    await closeFencedFolder(folder);
  }
}
