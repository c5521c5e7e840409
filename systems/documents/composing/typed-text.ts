import { z } from "zod";

/** The longest text that is taken: about three hundred pages. */
export const MOST_CHARACTERS = 1_000_000;

const short = (most: number) => z.string().max(most).catch("");
const file = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
  type: z.string(),
  name: z.string().min(1).max(300),
});

/**
 * What the author has typed, as typed: nothing in it needs to be right yet, because a text is kept while it is being
 * written. Lists are lines.
 */
export const typedTextSchema = z.object({
  documentType: short(10),
  abstract: short(2000),
  body: z.string().max(MOST_CHARACTERS).catch(""),
  /** "Kính gửi", one a line. */
  addressees: short(20_000),
  /** Lines of "Nơi nhận". */
  toPlaces: short(20_000),
  recipients: z.array(z.string()).max(2000).catch([]),
  signer: short(40),
  signingForm: short(20),
  /** Thẩm quyền ban hành. */
  authority: short(300),
  /** Who signs beside: lines above the name, and the name. */
  coSignerLines: short(1000),
  coSignerName: short(100),
  /** Further issuers of a joint document, one a line. */
  coIssuers: short(1000),
  size: short(2),
  urgency: short(1),
  confidentiality: short(1),
  circulation: short(10),
  dueDate: short(20),
  steering: short(1),
  paper: z.boolean().catch(false),
  summary: short(2000),
  typist: short(40),
  address: short(1000),
  answers: short(40),
  businessType: short(1),
  affects: short(40),
  businessReason: short(2000),
  attachments: z.array(file).max(50).catch([]),
});
export type TypedText = z.output<typeof typedTextSchema>;

export const EMPTY_TEXT: TypedText = {
  documentType: "",
  abstract: "",
  body: "",
  addressees: "",
  toPlaces: "",
  recipients: [],
  signer: "",
  signingForm: "own",
  authority: "",
  coSignerLines: "",
  coSignerName: "",
  coIssuers: "",
  size: "14",
  urgency: "0",
  confidentiality: "0",
  circulation: "",
  dueDate: "",
  steering: "0",
  paper: false,
  summary: "",
  typist: "",
  address: "",
  answers: "",
  businessType: "0",
  affects: "",
  businessReason: "",
  attachments: [],
};

/** A stored text; what an older version of the program did not know is empty. */
export function readTypedText(stored: unknown): TypedText {
  const known = typeof stored === "object" && stored !== null ? stored : {};
  return typedTextSchema.parse({ ...EMPTY_TEXT, ...known });
}

/** The lines of a list, without dashes in front and marks behind. */
export function listOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim().replace(/^[-–+•]\s*|[;.,]+$/g, ""))
    .filter((line) => line !== "");
}

/** The fields a template may bring. */
export const templateSchema = typedTextSchema.pick({
  abstract: true,
  body: true,
  addressees: true,
  toPlaces: true,
  authority: true,
  coSignerLines: true,
  address: true,
});
export type TemplateContent = z.output<typeof templateSchema>;

export function readTemplate(stored: unknown): TemplateContent {
  const known = typeof stored === "object" && stored !== null ? stored : {};
  return templateSchema.parse({
    abstract: "",
    body: "",
    addressees: "",
    toPlaces: "",
    authority: "",
    coSignerLines: "",
    address: "",
    ...known,
  });
}
