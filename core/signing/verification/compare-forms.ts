import { readFormContent } from "../pdf/content-text.ts";
import type { PdfView } from "../pdf/document.ts";
import { listFields } from "../pdf/fields.ts";
import { isName, nameOf, PdfDict, type PdfObject, PdfRef, PdfStream, PdfString } from "../pdf/objects.ts";
import { listPages, type PdfPage, type Rect, rectOf } from "../pdf/pages.ts";
import { appearanceShowsValue } from "./appearance-of-value.ts";
import { reportCovering } from "./covering.ts";
import type { RevisionStep } from "./revision-step.ts";

/** What the page comparison asks about the form. */
export interface FormComparison {
  /** True for objects that are fields or widgets of the earlier form: they are judged here. */
  isField(number: number): boolean;
  /** True when the object is the widget of a permitted new signature field; its place is then judged. */
  acceptNewWidget(number: number, page: PdfPage): boolean;
}

interface Node {
  readonly number: number;
  readonly before: PdfDict;
  readonly name: string;
  readonly type: string | undefined;
}

/** Existing fields keep their definition, unlocked ones may get a value; new fields may only be signature fields. */
export function compareForms(
  step: RevisionStep,
  a: PdfObject | undefined,
  b: PdfObject | undefined,
): FormComparison {
  const nodes = collectNodes(step.before);
  for (const number of nodes.keys()) step.anchors.add(number);
  for (const number of collectNodes(step.after).keys()) step.anchors.add(number);
  const newWidgets = new Map<number, Rect | undefined>();
  const pageOf = widgetPages(step.after);
  const old = step.before.dict(a);
  const now = step.after.dict(b);
  if (old !== undefined && now === undefined) step.report(4, "form-changed", "/AcroForm is gone");
  if (now?.duplicateKeys === true) step.report(4, "form-changed", "a key stands twice in /AcroForm");
  for (const key of new Set([...(old?.map.keys() ?? []), ...(now?.map.keys() ?? [])]))
    compareFormKey(step, key, old, now);
  const oldFields = step.before.array(old?.get("Fields")) ?? [];
  const nowFields = step.after.array(now?.get("Fields")) ?? [];
  if (!oldFields.every((item, i) => step.same(item, nowFields[i])))
    step.report(4, "field-removed", "/AcroForm /Fields");
  else {
    for (const item of nowFields.slice(oldFields.length)) {
      const widget = step.after.array(step.after.dict(item)?.get("Kids"))?.[0] ?? item;
      const page = widget instanceof PdfRef ? pageOf(widget.number) : undefined;
      step.onPage(page, () => addedField(step, item, nodes, newWidgets));
    }
  }
  compareInnerNodes(step, nodes);
  compareFields(step, pageOf);
  return {
    isField: (number) => nodes.has(number),
    acceptNewWidget(number, page) {
      if (!newWidgets.has(number)) return false;
      const rect = newWidgets.get(number);
      if (rect !== undefined) reportCovering(step, page, rect, step.after.dict(new PdfRef(number, 0)));
      return true;
    },
  };
}

/** Finds the page (from 1) on which a widget stands; looks through the pages once, when first asked. */
function widgetPages(view: PdfView): (widget: number | undefined) => number | undefined {
  let pages: Map<number, number> | undefined;
  return (widget) => {
    if (pages === undefined) {
      pages = new Map();
      for (const [index, page] of listPages(view).entries())
        for (const item of view.array(page.dict.get("Annots")) ?? [])
          if (item instanceof PdfRef) pages.set(item.number, index + 1);
    }
    return widget === undefined ? undefined : pages.get(widget);
  };
}

function compareFormKey(
  step: RevisionStep,
  key: string,
  old: PdfDict | undefined,
  now: PdfDict | undefined,
): void {
  const [a, b] = [old?.get(key), now?.get(key)];
  switch (key) {
    case "Fields":
      return;
    case "SigFlags": {
      const [was, is] = [step.before.number(a) ?? 0, step.after.number(b) ?? 0];
      if ((is & was) !== was || is > 3) step.report(4, "form-changed", "/AcroForm /SigFlags");
      return;
    }
    case "NeedAppearances":
      if (step.after.resolve(b) === true && step.before.resolve(a) !== true)
        step.report(4, "form-changed", "/AcroForm /NeedAppearances");
      return;
    case "DA":
    case "DR":
      if (old === undefined) {
        step.allowNew(b, "object-redirected", `/AcroForm /${key}`);
        return;
      }
  }
  step.requireSame(a, b, "form-changed", `/AcroForm /${key}`);
}

/** Every object of the field tree by number, with its full name and inherited type. */
function collectNodes(view: PdfView): Map<number, Node> {
  const nodes = new Map<number, Node>();
  const form = view.dict(view.catalog.get("AcroForm"));
  const visit = (item: PdfObject, prefix: string, inherited: string | undefined): void => {
    const dict = view.resolve(item);
    if (!(item instanceof PdfRef) || !(dict instanceof PdfDict) || nodes.has(item.number)) return;
    const part = view.resolve(dict.get("T"));
    const name = part instanceof PdfString ? (prefix === "" ? part.text : `${prefix}.${part.text}`) : prefix;
    const type = nameOf(view.resolve(dict.get("FT"))) ?? inherited;
    nodes.set(item.number, { number: item.number, before: dict, name, type });
    for (const kid of view.array(dict.get("Kids")) ?? []) visit(kid, name, type);
  };
  for (const item of view.array(form?.get("Fields")) ?? []) visit(item, "", undefined);
  return nodes;
}

/** Entries that carry the value of a field; all others define it and stay. */
const VALUE_KEYS = new Set(["V", "AP", "AS", "M", "I", "RV"]);

function compareInnerNodes(step: RevisionStep, nodes: ReadonlyMap<number, Node>): void {
  for (const { number, before, name } of nodes.values()) {
    const after = step.after.object(number);
    if (!(after instanceof PdfDict)) {
      step.report(4, "field-removed", name);
      continue;
    }
    if (after.duplicateKeys) step.report(4, "field-changed", `${name}: a key stands twice`);
    for (const key of new Set([...before.map.keys(), ...after.map.keys()])) {
      if (!VALUE_KEYS.has(key))
        step.requireSame(before.get(key), after.get(key), "field-changed", `${name} /${key}`);
    }
  }
}

interface Changed {
  readonly name: string;
  readonly type: string | undefined;
  readonly before: PdfDict;
  readonly after: PdfDict;
  readonly widgets: readonly { readonly before: PdfDict; readonly after: PdfDict }[];
}

function compareFields(step: RevisionStep, pageOf: (widget: number | undefined) => number | undefined): void {
  for (const field of listFields(step.before)) {
    const after = afterOf(step, field.ref, field.dict);
    if (after === undefined) continue;
    const widgets = field.widgets.flatMap((widget) => {
      const now = afterOf(step, widget.ref, widget.dict);
      return now === undefined ? [] : [{ before: widget.dict, after: now }];
    });
    const pair: Changed = { name: field.name, type: field.type, before: field.dict, after, widgets };
    step.onPage(pageOf(field.widgets[0]?.ref?.number), () => {
      if (field.type === "Sig") compareSignatureField(step, pair);
      else compareValueField(step, pair);
    });
  }
}

function afterOf(step: RevisionStep, ref: PdfRef | undefined, before: PdfDict): PdfDict | undefined {
  if (ref === undefined) return before;
  const after = step.after.object(ref.number);
  return after instanceof PdfDict ? after : undefined;
}

function compareSignatureField(step: RevisionStep, field: Changed): void {
  const { name, before, after, widgets } = field;
  const wasSigned = step.before.dict(before.get("V")) !== undefined;
  const signed = step.after.dict(after.get("V"));
  if (wasSigned) {
    if (signed === undefined) step.report(4, "signature-removed", name);
    else step.requireSame(before.get("V"), after.get("V"), "signature-replaced", name);
    for (const widget of widgets) {
      for (const key of ["AP", "AS", "M"])
        step.requireSame(
          widget.before.get(key),
          widget.after.get(key),
          "signature-appearance-replaced",
          name,
        );
    }
    return;
  }
  if (signed === undefined) {
    for (const widget of widgets)
      step.requireSame(widget.before.get("AP"), widget.after.get("AP"), "field-changed", `${name} /AP`);
    return;
  }
  const value = after.get("V");
  if (value instanceof PdfRef && step.before.dict(value) !== undefined)
    step.report(4, "signature-replaced", `${name}: /V is a signature or object that was there before`);
  reportSignature(step, name, signed, false);
  step.allowNew(after.get("V"), "object-redirected", name);
  for (const widget of widgets)
    step.allowNew(
      widget.after.get("AP"),
      "object-redirected",
      name,
      step.reachedBefore(widget.before.get("AP")),
    );
}

function reportSignature(step: RevisionStep, name: string, signature: PdfDict, visible: boolean): void {
  const timestamp = isName(step.after.resolve(signature.get("Type")), "DocTimeStamp") && !visible;
  if (timestamp) step.report(1, "document-timestamp-added", name);
  else step.report(2, visible ? "visible-signature-added" : "signature-added", name, name);
}

function compareValueField(step: RevisionStep, field: Changed): void {
  const { name, before, after, widgets, type } = field;
  const filled = !step.same(step.before.resolve(before.get("V")), step.after.resolve(after.get("V")));
  if (filled) {
    step.report(2, "form-filled", name, name);
    step.allowNew(after.get("V"), "object-redirected", name);
    step.allowNew(after.get("RV"), "object-redirected", name);
  } else {
    for (const key of ["V", "RV", "I"])
      step.requireSame(before.get(key), after.get(key), "field-changed", `${name} /${key}`);
  }
  for (const widget of widgets) {
    const [old, now] = [widget.before.get("AP"), widget.after.get("AP")];
    const parts = step.reachedBefore(old);
    const redrawn = !step.same(old, now) || [...parts].some((number) => step.changed.has(number));
    if (!step.same(widget.before.get("AS"), widget.after.get("AS")) && (!filled || type !== "Btn"))
      step.report(4, "appearance-not-of-value", `${name} /AS`);
    if (!redrawn) {
      // A new value under the old picture: the page would go on showing the old one.
      if (filled && type !== "Btn" && !appearanceShowsValue(step.after, after, type, widget.after))
        step.report(4, "appearance-not-of-value", name);
      continue;
    }
    step.allowNew(now, "object-redirected", name, parts);
    const mayRedraw = filled || old === undefined;
    if (!mayRedraw || !appearanceShowsValue(step.after, after, type, widget.after))
      step.report(4, "appearance-not-of-value", name);
    else if (!filled) step.report(2, "form-filled", name, name);
  }
}

/** A field appended to the form: only a new signature field of new objects, without actions, is tolerated. */
function addedField(
  step: RevisionStep,
  item: PdfObject,
  known: ReadonlyMap<number, Node>,
  newWidgets: Map<number, Rect | undefined>,
): void {
  const dict = step.after.dict(item);
  const name = step.after.resolve(dict?.get("T"));
  const fresh = item instanceof PdfRef && !step.existedBefore(item.number);
  const title = name instanceof PdfString ? name.text : "";
  const kids = step.after.array(dict?.get("Kids")) ?? [];
  const acceptable =
    dict !== undefined &&
    fresh &&
    title !== "" &&
    isName(step.after.resolve(dict.get("FT")), "Sig") &&
    !dict.has("Parent") &&
    !dict.has("A") &&
    !dict.has("AA") &&
    ![...known.values()].some((node) => node.name === title) &&
    kids.every((kid) => kid instanceof PdfRef && !step.existedBefore(kid.number));
  if (!acceptable) {
    step.report(4, "field-added", title);
    return;
  }
  let visible = false;
  for (const widget of kids.length > 0 ? kids : [item]) {
    const rect = rectOf(step.after, step.after.dict(widget)?.get("Rect"));
    const shows = rect !== undefined && rect.width > 0 && rect.height > 0;
    visible ||= shows;
    if (widget instanceof PdfRef) newWidgets.set(widget.number, shows ? rect : undefined);
    step.allowNew(step.after.dict(widget), "object-redirected", title);
  }
  step.allowNew(dict, "object-redirected", title);
  const signature = step.after.dict(dict.get("V"));
  if (signature === undefined && showsSomething(step, [dict, ...kids.map((kid) => step.after.dict(kid))]))
    step.report(4, "field-added", `${title}: an unsigned field that draws`);
  else if (signature === undefined) step.report(2, "signature-field-added", title, title);
  else {
    const value = dict.get("V");
    if (value instanceof PdfRef && step.existedBefore(value.number))
      step.report(4, "signature-replaced", `${title}: /V is an object that was there before`);
    reportSignature(step, title, signature, visible);
  }
}

/** An empty signature field has nothing to draw; one that does is a sticker. */
function showsSomething(step: RevisionStep, widgets: readonly (PdfDict | undefined)[]): boolean {
  return widgets.some((widget) => {
    const normal = step.after.resolve(step.after.dict(widget?.get("AP"))?.get("N"));
    if (!(normal instanceof PdfStream)) return normal instanceof PdfDict;
    const { runs, pictures, fills } = readFormContent(step.after, normal);
    return runs.length > 0 || pictures > 0 || fills > 0;
  });
}
