import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SignatureRequest, signPdf } from "../../index.ts";
import { fillNumberAndDate } from "../../pdf/fill-number-and-date.ts";
import { PdfRef } from "../../pdf/objects.ts";
import { prepareForNumbering } from "../../pdf/prepare-for-numbering.ts";
import { serialise, serialiseDict } from "../../pdf/serialise.ts";
import { addAnnotation, append, type Editing } from "../attacker.ts";
import { LETTER, samplePdf, samplePng } from "../sample-pdf.ts";
import { fillWith, HONEST_LOOKS } from "./false-looks.ts";
import type { HostileWorld } from "./hostile-file.ts";
import { AT, letterObjects, rawPdf, signatureDictionary, signRaw } from "./raw-pdf.ts";

/** A file that honest software could have made; none of its signatures may be flagged. */
export interface HonestFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly signatures: number;
}

/** Honest files of many makes: kinds of cross-reference, numbers of signers, filling, long-term data, notes. */
export async function honestFiles(world: HostileWorld): Promise<HonestFile[]> {
  return [
    ...(await manySigners(world)),
    ...(await otherWriters(world)),
    ...(await numbered(world)),
    ...updates(world),
  ];
}

const file = (name: string, bytes: Uint8Array, signatures = 1): HonestFile => ({
  name,
  bytes: Buffer.from(bytes),
  signatures,
});

function signer(
  { pki }: HostileWorld,
  name: string,
): Pick<SignatureRequest, "signer" | "level" | "signedAt"> {
  return { signer: pki.issue({ commonName: name, key: "ec" }).signer, level: "B-B", signedAt: new Date() };
}

async function manySigners(world: HostileWorld): Promise<HonestFile[]> {
  const files: HonestFile[] = [];
  const image = samplePng(20, 40, 200);
  const timestampAuthority = world.pki.timestampAuthority();
  let pdf: Uint8Array = await samplePdf([LETTER]);
  for (let count = 1; count <= 10; count += 1) {
    const rect = { x: 40 + ((count - 1) % 5) * 105, y: count > 5 ? 20 : 90, width: 100, height: 50 };
    const appearance = { kind: "person" as const, page: 1, rect, image };
    const visible = count % 3 === 0 ? {} : { appearance };
    const level = count % 2 === 0 ? { level: "B-T" as const, timestampAuthority } : {};
    pdf = await signPdf(pdf, { ...signer(world, `Người ký ${count}`), ...visible, ...level });
    files.push(file(`${count} signers`, pdf, count));
  }
  return files;
}

async function otherWriters(world: HostileWorld): Promise<HonestFile[]> {
  const plain = await samplePdf([LETTER, [{ text: "Phụ lục", x: 90, y: 100 }]]);
  const files: HonestFile[] = [];
  const variants: readonly (readonly [string, readonly string[]])[] = [
    ["object streams", ["--object-streams=generate"]],
    ["no object streams", ["--object-streams=disable"]],
    ["linearised", ["--linearize"]],
    ["linearised with object streams", ["--linearize", "--object-streams=generate"]],
    ["uncompressed", ["--stream-data=uncompress"]],
    ["version 2.0", ["--force-version=2.0"]],
    ["version 1.3", ["--force-version=1.3", "--object-streams=disable"]],
    ["line ends before endstream", ["--newline-before-endstream"]],
  ];
  for (const [name, options] of variants) {
    const once = await signPdf(qpdf(plain, options), signer(world, "Nguyễn Văn Ứng"));
    files.push(file(`written by qpdf: ${name}`, once));
    files.push(
      file(`written by qpdf: ${name}, signed twice`, await signPdf(once, signer(world, "Trần Thị Bình")), 2),
    );
  }
  return files;
}

function qpdf(pdf: Buffer, options: readonly string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "honest-"));
  try {
    writeFileSync(join(folder, "in.pdf"), pdf);
    execFileSync("qpdf", [...options, join(folder, "in.pdf"), join(folder, "out.pdf")]);
    return readFileSync(join(folder, "out.pdf"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function numbered(world: HostileWorld): Promise<HonestFile[]> {
  const prepared = prepareForNumbering(await samplePdf([LETTER]));
  const person = await signPdf(prepared, signer(world, "Nguyễn Văn Ứng"));
  const filled = fillNumberAndDate(person, { number: "15", date: "2026-03-05", place: "Kon Tum" });
  const sealed = await signPdf(filled, {
    ...signer(world, "Sở Nội vụ"),
    lockFields: ["van-ban-so", "ngay-ban-hanh"],
  });
  const certified = await signPdf(prepared, { ...signer(world, "Sở Nội vụ"), certification: 2 });
  return [
    file("signed with empty cells", person),
    file("number and date filled", filled),
    file("number and date filled, sealed and locked", sealed, 2),
    file("certified P=2", certified),
    file(
      "certified P=2, number and date filled",
      fillNumberAndDate(certified, { number: "7", date: "2026-03-06", place: "Kon Tum" }),
    ),
    file("certified P=2, signed invisibly", await signPdf(certified, signer(world, "Trần Thị Bình")), 2),
  ];
}

const ref = (number: number): PdfRef => new PdfRef(number, 0);

function change(number: number, entries: Record<string, string>): (editing: Editing) => void {
  return ({ update, view }) => {
    const dict = view.dict(ref(number));
    if (dict === undefined) throw new Error(`no object ${number}`);
    update.set(ref(number), serialiseDict(dict, entries));
  };
}

function updates(world: HostileWorld): HonestFile[] {
  const { letter, certified, signer: first, other, pki, chain } = world;
  const note = (editing: Editing): void =>
    addAnnotation(editing, "<</Type/Annot/Subtype/Text/Rect[20 20 40 40]/Contents(xem lai)>>");
  const longTerm = ({ update, view, root }: Editing): void => {
    const certificate = update.addStream("", first.certificate);
    const list = update.addStream("", pki.crl([]));
    update.set(
      root,
      serialiseDict(view.catalog, { DSS: `<</Certs[${serialise(certificate)}]/CRLs[${serialise(list)}]>>` }),
    );
  };
  const moreLongTerm = ({ update, view, root }: Editing): void => {
    const store = view.dict(view.catalog.get("DSS"));
    const lists = (view.array(store?.get("CRLs")) ?? []).map(serialise).join(" ");
    const another = serialise(update.addStream("", pki.rootCrl()));
    if (store !== undefined)
      update.set(
        root,
        serialiseDict(view.catalog, { DSS: serialiseDict(store, { CRLs: `[${lists} ${another}]` }) }),
      );
  };
  const fill =
    (look: string): ((editing: Editing) => void) =>
    ({ update, view }) => {
      const form = update.addStream(
        "/Type/XObject/Subtype/Form/BBox[0 0 120 40]/Resources<</Font<</F1 7 0 R>>>>",
        Buffer.from(look),
      );
      const field = view.dict(ref(AT.textField));
      if (field !== undefined)
        update.set(ref(AT.textField), serialiseDict(field, { V: "(99)", AP: `<</N ${serialise(form)}>>` }));
    };
  const metadata = ({ update, view, root }: Editing): void => {
    const stream = update.addStream("/Type/Metadata/Subtype/XML", Buffer.from("<x:xmpmeta/>"));
    update.set(root, serialiseDict(view.catalog, { Metadata: serialise(stream) }));
  };
  const second = append(letter, (editing) => {
    const value = editing.update.add(signatureDictionary());
    change(AT.emptyField, { V: serialise(value) })(editing);
  });
  const shown = "/Tx BMC q BT /F1 10 Tf 2 12 Td (99) Tj ET Q EMC";
  return [
    file("signed by other software", letter),
    file(
      "signed by other software, with an older header",
      signRaw(rawPdf(letterObjects(), { header: "%PDF-1.4\n" }), { identity: first, certificates: chain }),
    ),
    file(
      "an existing empty field signed",
      signRaw(second, { identity: other, certificates: [other.certificate, pki.sub.certificate] }),
      2,
    ),
    file("a form field filled", append(letter, fill(shown))),
    file(
      "a form field filled in pieces",
      append(letter, fill("/Tx BMC BT /F1 10 Tf 2 12 Td [(9) -20 (9)] TJ ET EMC")),
    ),
    ...HONEST_LOOKS.map((look) => file(`a form field filled: ${look[0]}`, fillWith(letter, look))),
    file("long-term data", append(letter, longTerm)),
    file("long-term data twice", append(append(letter, longTerm), moreLongTerm)),
    file("metadata", append(letter, metadata)),
    file("a note", append(letter, note)),
    file(
      "a highlight",
      append(letter, (e) =>
        addAnnotation(
          e,
          "<</Type/Annot/Subtype/Highlight/Rect[80 690 200 710]/QuadPoints[80 710 200 710 80 690 200 690]>>",
        ),
      ),
    ),
    file("white space behind the end", Buffer.concat([letter, Buffer.from("\n\r\n  ")])),
    file("certified P=1", certified[1]),
    file("certified P=1, long-term data", append(certified[1], longTerm)),
    file("certified P=2, form filled", append(certified[2], fill(shown))),
    file("certified P=3", certified[3]),
    file("certified P=3, a note", append(certified[3], note)),
    file("certified P=3, form filled, then a note", append(append(certified[3], fill(shown)), note)),
    file(
      "an empty revision",
      append(letter, () => undefined),
    ),
    file("the same object saved again", append(letter, change(AT.font, {}))),
    file(
      "Info with dates",
      append(letter, ({ update }) => update.add("<</ModDate(D:20260305)>>")),
    ),
  ];
}
