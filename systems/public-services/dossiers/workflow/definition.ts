import { z } from "zod";

/**
 * A workflow as data: the internal steps of a dossier below its outer state, and which step may follow which. Nothing
 * in it is a program. Published versions never change; a dossier keeps the one it met until a checked plan moves it.
 */

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

/** At which body a step is done, seen from the body that received the dossier: itself, or one above it of that level. */
export const STEP_PLACES = ["receiver", "commune", "district", "province"] as const;
export type StepPlace = (typeof STEP_PLACES)[number];

/** Whose work it is there. */
export const STEP_ROLES = ["desk", "specialist", "head-of-unit", "leader", "clerk"] as const;
export type StepRole = (typeof STEP_ROLES)[number];

const step = z.object({
  key,
  name: z.string().trim().min(1).max(120),
  /** Outer state while it stands here: 2 received at the desk, 4 handled, 9 the result is at the counter. */
  state: z.union([z.literal(2), z.literal(4), z.literal(9)]),
  place: z.enum(STEP_PLACES),
  role: z.enum(STEP_ROLES),
  /** Name of the department of that body (its inner unit, or a body below it); empty: the body itself. */
  department: z.string().trim().max(200).default(""),
  /** Share of the whole time, per cent; 0: at once (same day). */
  share: z.number().min(0).max(100),
  /** The result is signed here. */
  signs: z.boolean().default(false),
});
export type WorkflowStep = z.output<typeof step>;

const edge = z.object({
  from: key,
  to: key,
  /** On the button: "Chuyển thẩm định". */
  name: z.string().trim().min(1).max(80),
  /** Goes back to redo something: needs a reason. */
  back: z.boolean().default(false),
});
export type WorkflowEdge = z.output<typeof edge>;

export const workflowDefinition = z.object({
  /** The first one is where a received dossier begins, with state 2; the last one is at the counter, with state 9. */
  steps: z.array(step).min(2).max(40),
  edges: z.array(edge).min(1).max(120),
});
export type WorkflowDefinition = z.output<typeof workflowDefinition>;
