import { FaceInFile, type FaceName } from "./face.ts";
import { type PdfAbout, writeCatalog } from "./metadata.ts";
import { num, PdfFile, type Ref, textHex } from "./pdf-file.ts";
import { type Element, element, writeStructure } from "./structure.ts";

/** A stretch of one line in one face. */
export interface Piece {
  readonly face: FaceName;
  readonly text: string;
}

/** Points; the origin is the upper left corner of the page, as people measure. */
export interface TextAt {
  readonly x: number;
  /** Of the baseline, from the upper edge. */
  readonly y: number;
  readonly size: number;
  /** Added to every space, for lines set to both margins. */
  readonly stretch?: number;
  readonly colour?: Colour;
}

/** Black is what the law prints in; the marks of secrecy and urgency are bright red (NĐ 30/2020 PL I III.2). */
export type Colour = "black" | "red";
const FILL: Readonly<Record<Colour, string>> = { black: "0 g", red: "0.88 0 0 rg" };
const STROKE: Readonly<Record<Colour, string>> = { black: "0 G", red: "0.88 0 0 RG" };

interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly drawing: string[];
  marks: number;
}

/** A rectangle by its upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws pages and ends as PDF/A-2b: embedded subsets, tagged, deterministic. */
export class Canvas {
  readonly structure: Element = element("Document");
  readonly #file = new PdfFile();
  readonly #sheets: Sheet[] = [];
  readonly #faces = new Map<FaceName, FaceInFile>();
  readonly #places = new Map<string, { readonly page: number; readonly box: Box }>();

  /** Begins a page. */
  turn(width: number, height: number): void {
    this.#sheets.push({ width, height, drawing: [], marks: 0 });
  }

  get pageCount(): number {
    return this.#sheets.length;
  }

  /** What is drawn inside belongs to this element, in reading order. */
  tagged(owner: Element, draw: () => void): void {
    const sheet = this.#sheet();
    owner.children.push({ page: this.#sheets.length - 1, mcid: sheet.marks });
    sheet.drawing.push(`/${owner.tag}<</MCID ${sheet.marks}>>BDC`);
    sheet.marks += 1;
    draw();
    sheet.drawing.push("EMC");
  }

  /** What is drawn inside is no content: rules, borders, page numbers. */
  artifact(draw: () => void): void {
    const { drawing } = this.#sheet();
    drawing.push("/Artifact BMC");
    draw();
    drawing.push("EMC");
  }

  /** One line of text from left to right. */
  text(pieces: readonly Piece[], { x, y, size, stretch = 0, colour = "black" }: TextAt): void {
    const sheet = this.#sheet();
    const shift = num((-stretch * 1000) / size);
    let drawing = `BT ${FILL[colour]} 1 0 0 1 ${num(x)} ${num(sheet.height - y)} Tm`;
    for (const { face, text } of pieces) {
      const font = this.#face(face);
      drawing += ` /${fontName(face)} ${num(size)} Tf [`;
      let word = "";
      for (const part of text.split(/(?<=[ \u00a0])/)) {
        // A space that holds two words together looks and reads like any other.
        word += part.replace("\u00a0", " ");
        if (stretch === 0 || !/[ \u00a0]$/.test(part)) continue;
        drawing += `<${font.encode(word)}>${shift}`;
        word = "";
      }
      drawing += word === "" ? "]TJ" : `<${font.encode(word)}>]TJ`;
    }
    sheet.drawing.push(`${drawing} ET`);
  }

  /** A horizontal or vertical line. */
  line(
    from: readonly [number, number],
    to: readonly [number, number],
    width = 0.5,
    colour: Colour = "black",
  ): void {
    const { drawing, height } = this.#sheet();
    drawing.push(
      `${STROKE[colour]} ${num(width)} w ${num(from[0])} ${num(height - from[1])} m ${num(to[0])} ${num(height - to[1])} l S`,
    );
  }

  frame(box: Box, width: number, colour: Colour): void {
    const { drawing, height } = this.#sheet();
    drawing.push(
      `${STROKE[colour]} ${num(width)} w ${num(box.x)} ${num(height - box.y - box.height)} ${num(box.width)} ${num(box.height)} re S`,
    );
  }

  /** Names a rectangle of this page, for programs that look for it later. */
  place(name: string, box: Box): void {
    this.#places.set(name, { page: this.#sheets.length - 1, box });
  }

  /** The whole file. */
  finish(about: PdfAbout): Buffer {
    const file = this.#file;
    const tree = file.reserve();
    const pages: Ref[] = this.#sheets.map(() => file.reserve());
    const fonts = [...this.#faces]
      .map(([name, face]) => `/${fontName(name)} ${face.ref} 0 R`)
      .sort()
      .join("");
    const resources = file.add(`<</Font<<${fonts}>>>>`);
    this.#sheets.forEach((sheet, index) => {
      const content = file.addStream("", Buffer.from(sheet.drawing.join("\n"), "latin1"));
      const page = pages[index];
      if (page === undefined) return;
      file.set(
        page,
        `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 ${num(sheet.width)} ${num(sheet.height)}]/Resources ${resources} 0 R` +
          `/Contents ${content} 0 R/StructParents ${index}/Tabs/S>>`,
      );
    });
    file.set(
      tree,
      `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((page) => `${page} 0 R`).join(" ")}]>>`,
    );
    for (const face of this.#faces.values()) face.write(file);
    const structure = writeStructure(file, this.structure, pages);
    const { root, info } = writeCatalog(file, about, {
      pages: tree,
      structure,
      names: this.#writePlaces(pages),
    });
    return file.finish(root, info);
  }

  #writePlaces(pages: readonly Ref[]): Ref | undefined {
    if (this.#places.size === 0) return undefined;
    const names = [...this.#places]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { page, box }]) => {
        const height = this.#sheets[page]?.height ?? 0;
        const rect = [box.x, height - box.y - box.height, box.x + box.width, height - box.y]
          .map(num)
          .join(" ");
        return `${textHex(name)}[${pages[page]} 0 R/FitR ${rect}]`;
      });
    return this.#file.add(`<</Dests<</Names[${names.join("")}]>>>>`);
  }

  #face(name: FaceName): FaceInFile {
    let face = this.#faces.get(name);
    if (face === undefined) {
      face = new FaceInFile(name, this.#file.reserve());
      this.#faces.set(name, face);
    }
    return face;
  }

  #sheet(): Sheet {
    const sheet = this.#sheets.at(-1);
    if (sheet === undefined) throw new Error("a page must be begun before anything is drawn");
    return sheet;
  }
}

function fontName(face: FaceName): string {
  return { regular: "R", bold: "B", italic: "I", "bold-italic": "BI" }[face];
}
