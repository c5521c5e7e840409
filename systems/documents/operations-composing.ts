import { z } from "zod";
import { Refusal } from "../../core/errors.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { transact } from "../../core/transaction/index.ts";
import { formatDate } from "../../core/ui/index.ts";
import { beginText } from "./composing/begin-text.ts";
import { discardText } from "./composing/discard-text.ts";
import { saveText } from "./composing/save-text.ts";
import { textOfDraft } from "./composing/texts.ts";
import { MOST_CHARACTERS, readTypedText } from "./composing/typed-text.ts";
import { TAG } from "./operations-outgoing-steps.ts";
import { draftFieldsSchema } from "./outgoing/draft-fields.ts";
import { WRITE } from "./permissions.ts";

const lines = z.array(z.string().trim().min(1).max(300)).max(200).default([]);

const composed = draftFieldsSchema.extend({
  body: z
    .string()
    .min(1)
    .max(MOST_CHARACTERS)
    .describe(
      "The text, a paragraph a line: Điều 1. …, 1. …, a) …, - …, **bold**, *italics*, | table |, Phụ lục I",
    ),
  addressees: lines.describe("Kính gửi"),
  authority: z.string().max(300).default("").describe("Thẩm quyền ban hành; empty: by the organisation"),
  size: z.enum(["13", "14"]).default("14").describe("Size of the letters of the body"),
  circulation: z.enum(["", "return", "internal"]).default(""),
  coSignerLines: lines.describe("Printed above the name of who signs at the left"),
  coSignerName: z.string().max(100).default(""),
  address: lines.describe("Printed at the foot of page 1"),
});

const composeDraft = operation({
  id: "composeDraft",
  method: "post",
  path: "/outgoing/composed",
  summary: {
    vi: "Soạn văn bản đúng thể thức từ nội dung chữ và tạo dự thảo",
    en: "Lay a text out as Decree 30/2020 asks and open it as a draft",
  },
  tag: TAG,
  scope: WRITE,
  body: composed,
  answer: z.object({
    id: z.uuid().describe("The draft"),
    text: z.uuid().describe("Its text, for the composer"),
  }),
  status: 201,
  async run({ house, actor, requestId }, { body }) {
    const { addressees, coSignerLines, address, toPlaces, dueDate, ...rest } = body;
    const given = readTypedText({
      ...rest,
      addressees: addressees.join("\n"),
      coSignerLines: coSignerLines.join("\n"),
      address: address.join("\n"),
      toPlaces: toPlaces.join("\n"),
      dueDate: dueDate === null ? "" : formatDate(dueDate),
      urgency: String(body.urgency),
      confidentiality: String(body.confidentiality),
      steering: String(body.steering),
      businessType: String(body.businessType),
      answers: body.answers ?? "",
      affects: body.affects ?? "",
    });
    const begun = await transact(house, { actor }, (tx) =>
      beginText(tx, actor, { documentType: body.documentType, template: "", given }),
    );
    const forget = () => transact(house, { actor }, (tx) => discardText(tx, actor, begun.id));
    try {
      const { id } = await saveText(house, actor, {
        id: begun.id,
        version: 1,
        submit: false,
        ...(requestId === undefined ? {} : { requestId }),
      });
      const text = await textOfDraft(house.database.queries, id);
      // A repeat got the draft it had made before: the text begun for it now is one too many.
      if (text?.id !== begun.id) await forget();
      return { id, text: text?.id ?? begun.id };
    } catch (error) {
      // A program sends it again as a whole: nothing of a refused text is left behind.
      if (error instanceof Refusal) await forget();
      throw error;
    }
  },
});

/** What a program can do with composed texts. */
export const composingOperations: readonly Operation[] = [composeDraft];
