import { FIELD_LABELS } from "./fields.ts";
import type { Label } from "./vocabulary.ts";

/**
 * One thing that is wrong with a message. The code keeps the style of the provincial checker that senders know:
 * `N.` missing, `R.` out of range or too long, `M.` not a permitted value or contradictory, `T.` wrong type, each
 * followed by the path without indexes. Own families: `X.` not well-formed XML, `L.` a limit of this reader,
 * `A.` attachment content, `Z.` zip container, `D.` dialect that was accepted.
 */
export interface Problem {
  readonly code: string;
  /** "error": a strict receiver refuses it. "warning": accepted, but the sender should know. */
  readonly severity: "error" | "warning";
  /** Place in the message with 1-based indexes, `MessageHeader.To[2].OrganId`. */
  readonly path: string;
  readonly message: Label;
}

/** The same problem, reported as a warning only. */
export function asWarning(problem: Problem): Problem {
  return { ...problem, severity: "warning" };
}

/** A free problem of the families X, L, A, Z and D. */
export function problem(code: string, path: string, vi: string, en: string): Problem {
  return { code, severity: code.startsWith("D.") ? "warning" : "error", path, message: { vi, en } };
}

/** N: an element that must be there is missing or empty. */
export function missing(path: string): Problem {
  const name = labelOf(path);
  return coded("N", path, `Thiếu ${name.vi} (${path}).`, `Missing ${name.en} (${path}).`);
}

/** R: text longer than the table of the standard allows; lengths in characters. */
export function tooLong(path: string, maximum: number, actual: number): Problem {
  const name = labelOf(path);
  return coded(
    "R",
    path,
    `Độ dài ${name.vi} là ${actual} ký tự, vượt quá ${maximum} ký tự cho phép (${path}).`,
    `The ${name.en} has ${actual} characters, more than the ${maximum} allowed (${path}).`,
  );
}

/** R: a number or count outside what is allowed. */
export function outOfRange(path: string, vi: string, en: string): Problem {
  const name = labelOf(path);
  return coded("R", path, `Giá trị ${name.vi} ${vi} (${path}).`, `The ${name.en} ${en} (${path}).`);
}

/** M: a value that is not one of the permitted ones, or contradicts another. */
export function mismatch(path: string, vi: string, en: string): Problem {
  const name = labelOf(path);
  return coded("M", path, `${capital(name.vi)} ${vi} (${path}).`, `The ${name.en} ${en} (${path}).`);
}

/** T: a value that does not have the form its type demands. */
export function wrongType(path: string, vi: string, en: string): Problem {
  const name = labelOf(path);
  return coded("T", path, `${capital(name.vi)} ${vi} (${path}).`, `The ${name.en} ${en} (${path}).`);
}

/** A value shortened and quoted for a message. */
export function quote(value: string): string {
  const short = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return `“${short}”`;
}

function coded(prefix: "N" | "R" | "M" | "T", path: string, vi: string, en: string): Problem {
  return { code: `${prefix}.${withoutIndexes(path)}`, severity: "error", path, message: { vi, en } };
}

function labelOf(path: string): Label {
  const bare = withoutIndexes(path);
  const last = bare.slice(bare.lastIndexOf(".") + 1);
  return FIELD_LABELS.get(bare) ?? { vi: `phần tử ${last}`, en: `element ${last}` };
}

function withoutIndexes(path: string): string {
  return path.replaceAll(/\[\d+\]/g, "");
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase("vi") + text.slice(1);
}
