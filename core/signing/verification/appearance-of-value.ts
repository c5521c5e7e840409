import { readFormContent, type ShownContent } from "../pdf/content-text.ts";
import type { PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { type PdfDict, type PdfObject, PdfStream, PdfString } from "../pdf/objects.ts";
import { isPlainLook } from "./plain-look.ts";

const PASSWORD_FLAG = 1 << 13;

/**
 * Whether the appearance of a filled field shows its value and nothing else. What cannot be read (fonts without
 * meaning, pictures) or might not be seen is refused: otherwise the page could say one thing and the form another.
 */
export function appearanceShowsValue(
  view: PdfView,
  field: PdfDict,
  type: string | undefined,
  widget: PdfDict,
): boolean {
  const states = view.dict(widget.get("AP"));
  if (states === undefined) return true;
  if (type !== "Tx" && type !== "Ch") return false;
  if ([...states.map.keys()].some((key) => key !== "N")) return false;
  const normal = view.resolve(states.get("N"));
  if (!(normal instanceof PdfStream)) return false;
  const shown = readShown(view, widget, normal);
  if (shown === undefined || shown.pictures > 0 || shown.runs.some((run) => !run.legible)) return false;
  if (type === "Ch") {
    const choices = displayedChoices(view, field);
    return shown.runs.every((run) => squeeze(run.text) === "" || choices.has(squeeze(run.text)));
  }
  const value = view.resolve(field.get("V"));
  const wanted = value instanceof PdfString ? squeeze(value.text) : "";
  const text = squeeze(shown.runs.map((run) => run.text).join(""));
  const secret = ((view.number(field.get("Ff")) ?? 0) & PASSWORD_FLAG) !== 0;
  return secret ? /^[*•]*$/.test(text) : text === wanted;
}

function readShown(view: PdfView, widget: PdfDict, form: PdfStream): ShownContent | undefined {
  try {
    return isPlainLook(view, widget, form) ? readFormContent(view, form) : undefined;
  } catch (error) {
    if (error instanceof PdfError) return undefined;
    throw error;
  }
}

function displayedChoices(view: PdfView, field: PdfDict): Set<string> {
  const texts = new Set<string>();
  const add = (value: PdfObject | undefined): void => {
    const resolved = view.resolve(value);
    if (resolved instanceof PdfString) texts.add(squeeze(resolved.text));
    else if (Array.isArray(resolved)) for (const item of resolved) add(item);
  };
  add(field.get("Opt"));
  add(field.get("V"));
  return texts;
}

function squeeze(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, "");
}
