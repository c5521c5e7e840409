import { PdfRef } from "../../pdf/objects.ts";
import { serialise, serialiseDict } from "../../pdf/serialise.ts";
import type { Editing } from "../attacker.ts";
import { AT, rawStream } from "./raw-pdf.ts";

/** One alteration: what is done, and the code of the change that must be found. */
export type Edit = readonly [name: string, edit: (editing: Editing) => void, change?: string];

const ref = (number: number): PdfRef => new PdfRef(number, 0);

/** Overrides entries of an object; undefined takes the entry out. */
export function change(
  number: number,
  entries: Record<string, string | undefined>,
): (editing: Editing) => void {
  return ({ update, view }) => {
    const dict = view.dict(ref(number));
    if (dict === undefined) throw new Error(`no object ${number}`);
    update.set(ref(number), serialiseDict(dict, entries));
  };
}

export function put(number: number, body: string | Buffer): (editing: Editing) => void {
  return ({ update }) => update.set(ref(number), body);
}

export function both(...edits: ((editing: Editing) => void)[]): (editing: Editing) => void {
  return (editing) => {
    for (const edit of edits) edit(editing);
  };
}

const sticker = "/Type/XObject/Subtype/Form/BBox[0 0 400 200]/Resources<</Font<</F1 7 0 R>>>>";

export function annotate(text: string, page: number = AT.firstPage): (editing: Editing) => void {
  return (editing) => {
    const form = editing.update.addStream(
      sticker,
      Buffer.from("1 g 0 0 400 200 re f BT /F1 20 Tf 9 9 Td (Khac) Tj ET"),
    );
    const added = editing.update.add(text.replace("LOOK", `/AP<</N ${serialise(form)}>>`));
    const dict = editing.view.dict(ref(page));
    if (dict === undefined) throw new Error("no page");
    const old = (editing.view.array(dict.get("Annots")) ?? []).map(serialise);
    editing.update.set(
      ref(page),
      serialiseDict(dict, { Annots: `[${[...old, serialise(added)].join(" ")}]` }),
    );
  };
}

export function addField(text: string): (editing: Editing) => void {
  return (editing) => {
    const { update, view } = editing;
    const form = update.addStream(sticker, Buffer.from("1 g 0 0 400 200 re f"));
    const field = update.add(text.replace("LOOK", `/AP<</N ${serialise(form)}>>`));
    const holder = view.dict(ref(AT.acroForm));
    const page = view.dict(ref(AT.firstPage));
    if (holder === undefined || page === undefined) throw new Error("no form");
    const list = (value: readonly unknown[]): string => `[${value.join(" ")}]`;
    const fields = [...(view.array(holder.get("Fields")) ?? []).map(serialise), serialise(field)];
    const annotations = [...(view.array(page.get("Annots")) ?? []).map(serialise), serialise(field)];
    update.set(ref(AT.acroForm), serialiseDict(holder, { Fields: list(fields) }));
    update.set(ref(AT.firstPage), serialiseDict(page, { Annots: list(annotations) }));
  };
}

export function addEmptyField(editing: Editing): void {
  addField("<</Type/Annot/Subtype/Widget/FT/Sig/T(them)/Rect[0 0 0 0]/F 132>>")(editing);
}

export function fillText(value: string, shown: string): (editing: Editing) => void {
  return fillLook(value, `/Tx BMC BT /F1 10 Tf 2 12 Td (${shown}) Tj ET EMC`, "/Font<</F1 7 0 R>>");
}

/** Fills the text field with a look of the attacker's making. */
export function fillLook(value: string, drawn: string, resources: string): (editing: Editing) => void {
  return ({ update, view }) => {
    const look = `/Type/XObject/Subtype/Form/BBox[0 0 120 40]/Resources<<${resources}>>`;
    const form = update.addStream(look, Buffer.from(drawn));
    const field = view.dict(ref(AT.textField));
    if (field === undefined) throw new Error("no field");
    update.set(ref(AT.textField), serialiseDict(field, { V: `(${value})`, AP: `<</N ${serialise(form)}>>` }));
  };
}
export const blank = rawStream("q Q");
