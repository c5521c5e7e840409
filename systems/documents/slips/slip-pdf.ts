import type { Queries } from "../../../core/database/index.ts";
import { formatDateTime } from "../../../core/ui/index.ts";
import { composeText } from "../composing/compose-text.ts";
import { composePdf } from "../composing/layout/compose-pdf.ts";
import { parseText } from "../composing/text/parse-text.ts";
import { EMPTY_TEXT } from "../composing/typed-text.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import type { SlipFields } from "./slip-fields.ts";
import { DECISION_WORDS } from "./slips.ts";
import type { SlipDecision } from "./tables.ts";

export interface SlipDecided {
  readonly decision: SlipDecision;
  readonly text: string;
  readonly name: string;
  readonly position: string;
  readonly at: Date;
}

/**
 * The slip as PDF/A in the layout of the house: to whom, the matter, what it is about, opinions of units, the proposal, and
 * what the leader decided or the room for it.
 */
export async function slipPdf(
  queries: Queries,
  document: Outgoing,
  slip: {
    readonly fields: SlipFields;
    readonly by: { readonly name: string; readonly position: string };
    readonly decided: SlipDecided | undefined;
    readonly at: Date;
  },
): Promise<Buffer> {
  const { fields, by, decided, at } = slip;
  const composed = await composeText(
    queries,
    {
      organisation_id: document.organisation_id,
      unit_id: document.unit_id,
      content: {
        ...EMPTY_TEXT,
        abstract: fields.matter,
        addressees: fields.addressee,
        urgency: String(document.urgency),
        confidentiality: String(document.confidentiality),
        signer: document.signer_appointment,
      },
    },
    at,
  );
  const body = [
    "1. Tóm tắt nội dung",
    fields.summary || "Như dự thảo kèm theo.",
    "2. Ý kiến của các đơn vị",
    fields.opinions || "Không có.",
    "3. Kiến nghị",
    fields.proposal,
    "4. Ý kiến của lãnh đạo",
    ...(decided
      ? [
          `${DECISION_WORDS[decided.decision].vi}${decided.text ? `. ${decided.text}` : "."}`,
          `(${decided.name}, ${decided.position}, ${formatDateTime(decided.at)})`,
        ]
      : ["................................................................................"]),
  ].join("\n");
  return composePdf(
    {
      ...composed,
      form: "named",
      typeName: "Phiếu trình",
      notation: "PTr",
      text: parseText(body, false),
      signer: { lines: ["NGƯỜI TRÌNH", by.position.toLocaleUpperCase("vi")], name: by.name },
      recipients: [],
    },
    at,
  ).bytes;
}
