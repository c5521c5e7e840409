import type { Wording } from "../../../../core/ui/language.ts";
import type { FormDefinition } from "./definition.ts";
import { displayTyped } from "./display.ts";
import { controlsOf, countOf, entryLeaves, type Leaf, leavesOf, type Typed } from "./leaves.ts";
import { ELSEWHERE, readLeaf, type Surroundings } from "./read-leaf.ts";

/** An answer the newer form has no place for: kept and shown, never sent. */
export interface Leftover {
  /** Of the question as it stood in the older form. */
  readonly label: Wording;
  /** As a person reads it. */
  readonly shown: Wording;
  readonly reason: "removed" | "other-kind" | "no-such-answer";
  /** What was typed, by control. */
  readonly typed: Typed;
}

/** What became of a draft when its form changed. */
export interface CarriedOver {
  readonly typed: Typed;
  readonly leftovers: readonly Leftover[];
  /** Labels of questions that are new. */
  readonly added: readonly Wording[];
}

/**
 * Brings what was typed into one version of a form over to another. Every typed value ends either under a control of the
 * newer form or among the leftovers; nothing is dropped.
 */
export function carryOver(
  from: FormDefinition,
  to: FormDefinition,
  typed: Typed,
  around: Surroundings,
): CarriedOver {
  const older = leavesByControl(from);
  const newer = leavesByControl(to);
  const kept: Record<string, readonly string[]> = {};
  const lost = new Map<
    string,
    { leaf: Leaf | undefined; reason: Leftover["reason"]; typed: Record<string, readonly string[]> }
  >();
  for (const [control, given] of Object.entries(typed)) {
    // How often a group was opened is no answer.
    if (given.every((each) => each === "") || (counts(from).has(control) && !counts(to).has(control)))
      continue;
    const was = older.get(control);
    const now = newer.get(control);
    const reason = counts(to).has(control) ? undefined : whyNot(was, now, typed, around);
    if (reason === undefined) {
      kept[control] = given;
      continue;
    }
    // The controls of one date or place stay together.
    const path = was?.path ?? control;
    const entry = lost.get(path) ?? { leaf: was, reason, typed: {} };
    entry.typed[control] = given;
    lost.set(path, entry);
  }
  return {
    typed: kept,
    leftovers: [...lost.entries()].map(([path, { leaf, reason, typed: left }]) => ({
      label: leaf ? leaf.field.label : path,
      shown: leaf ? displayTyped(leaf, left, around.places) : Object.values(left).flat().join(", "),
      reason,
      typed: left,
    })),
    added: [...newer.values()]
      .filter((leaf, index, all) => all.findIndex(({ path }) => path === leaf.path) === index)
      .filter(
        ({ path, scope }) =>
          ![...older.values()].some((leaf) => leaf.path === path) && (scope === "" || /\.0\.$/.test(scope)),
      )
      .map(({ field }) => field.label),
  };
}

function whyNot(
  was: Leaf | undefined,
  now: Leaf | undefined,
  typed: Typed,
  around: Surroundings,
): Leftover["reason"] | undefined {
  if (now === undefined) return "removed";
  const { field } = now;
  const given = (typed[now.path] ?? []).filter((each) => each !== "");
  if (field.type === "choice" && given.length > 1) return "other-kind";
  if (field.type === "choice" || field.type === "choices") {
    return given.every((each) => field.options.some(({ value }) => value === each))
      ? undefined
      : "no-such-answer";
  }
  if (field.type === "place") {
    const unit = typed[`${now.path}.unit`]?.[0] ?? "";
    return unit === "" || unit === ELSEWHERE || around.places.some(({ code }) => code === unit)
      ? undefined
      : "no-such-answer";
  }
  if (was === undefined || sameKind(was, now)) return undefined;
  return readLeaf(now, typed, around).state === "wrong" ? "other-kind" : undefined;
}

/** Text stays text however long: a person sees it in its field and can put it right. */
function sameKind(was: Leaf, now: Leaf): boolean {
  const free = ["text", "long-text"];
  return (
    was.field.type === now.field.type || (free.includes(was.field.type) && free.includes(now.field.type))
  );
}

function leavesByControl(definition: FormDefinition): ReadonlyMap<string, Leaf> {
  const map = new Map<string, Leaf>();
  for (const page of definition.pages) {
    for (const field of page.fields) {
      const leaves =
        field.type === "group"
          ? Array.from({ length: field.most }, (_, index) => entryLeaves(field, index)).flat()
          : leavesOf(field, {});
      for (const leaf of leaves) for (const control of controlsOf(leaf)) map.set(control, leaf);
    }
  }
  return map;
}

function counts(definition: FormDefinition): ReadonlySet<string> {
  return new Set(
    definition.pages.flatMap((page) =>
      page.fields.flatMap((field) => (field.type === "group" ? [countOf(field.key)] : [])),
    ),
  );
}

/** A change as one sentence for the citizen. */
export function leftoverReason(reason: Leftover["reason"]): { readonly vi: string; readonly en: string } {
  switch (reason) {
    case "removed":
      return { vi: "mẫu mới không hỏi điều này nữa", en: "the new form no longer asks this" };
    case "other-kind":
      return { vi: "mẫu mới hỏi điều này theo cách khác", en: "the new form asks this in another way" };
    case "no-such-answer":
      return { vi: "mẫu mới không còn câu trả lời này", en: "the new form no longer has this answer" };
  }
}
