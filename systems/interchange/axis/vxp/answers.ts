import { z } from "zod";
import { AxisError } from "../axis-error.ts";
import type { Agency, AgencyChange, Listing, ReceivedItem, SentItem } from "../axis-port.ts";

const CONTROLS = /\p{Cc}/u;

/** A text, or a number that stands for one; null, absence and "" are the same nothing, control characters are blanks. */
const text = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) =>
    value === null || value === undefined || value === ""
      ? undefined
      : String(value)
          .toWellFormed()
          .replace(/\p{Cc}+/gu, " "),
  );
const required = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(
    z
      .string()
      .trim()
      .min(1)
      .max(200)
      .refine((value) => value.isWellFormed() && !CONTROLS.test(value)),
  );
const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .nullish()
  .transform((value) => /^(true|1)$/i.test(String(value ?? "")));

const envelopeSchema = z.looseObject({ status: text, ErrorCode: text, ErrorDesc: text });

const receivedSchema = z
  .object({
    docId: required,
    from: text,
    to: text,
    created_time: text,
    updated_time: text,
    status: text,
    status_desc: text,
  })
  .transform(
    (row): ReceivedItem => ({
      docId: row.docId,
      ...present({
        from: row.from,
        to: row.to,
        createdTime: row.created_time,
        updatedTime: row.updated_time,
        status: row.status,
        statusDescription: row.status_desc,
      }),
    }),
  );

const sentSchema = z
  .object({
    senderDocId: required,
    receiverDocId: text,
    fromCode: text,
    toCode: text,
    title: text,
    notation: text,
    sentTime: text,
    receivedTime: text,
    sendStatus: text,
    sendStatusDesc: text,
    receiveStatus: text,
    receiveStatusDesc: text,
  })
  .transform(
    ({ senderDocId, sendStatusDesc, receiveStatusDesc, ...rest }): SentItem => ({
      senderDocId,
      ...present({
        ...rest,
        sendStatusDescription: sendStatusDesc,
        receiveStatusDescription: receiveStatusDesc,
      }),
    }),
  );

const agencyFields = {
  id: required,
  pid: text,
  code: required,
  name: z.string(),
  mail: text,
  oldCode: text,
  code102: text,
};
const agencySchema = z.object(agencyFields).transform(toAgency);
const changeSchema = z
  .object({
    ...agencyFields,
    version: text,
    centerCode: text,
    deleted: flag,
    modifyDate: text,
    isAgency: flag,
  })
  .transform(
    (row): AgencyChange => ({
      ...toAgency(row),
      ...present({ version: row.version, centerCode: row.centerCode, modifiedAt: row.modifyDate }),
      deleted: row.deleted,
      isAgency: row.isAgency,
    }),
  );

/**
 * Parses an answer and throws what it says went wrong.
 * @throws AxisError business when the axis refused, malformed when the answer is not of the protocol
 */
export function parseAnswer(json: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new AxisError("malformed", "the answer is not JSON", { cause: error });
  }
  const answer = envelopeSchema.safeParse(value);
  if (!answer.success) throw new AxisError("malformed", "the answer is no JSON object of the protocol");
  const { status, ErrorCode, ErrorDesc } = answer.data;
  if (status === undefined && ErrorCode === undefined) {
    throw new AxisError("malformed", "the answer has neither status nor ErrorCode");
  }
  const failed =
    (ErrorCode !== undefined && ErrorCode !== "0") || (status !== undefined && !/^ok$/i.test(status));
  if (failed) throw new AxisError("business", ErrorDesc ?? "", { errorCode: ErrorCode ?? "unknown" });
  return answer.data;
}

export const parseReceived = (answer: Readonly<Record<string, unknown>>): Listing<ReceivedItem> => {
  const { items, unreadable } = rows(answer, receivedSchema);
  // A list that repeats a message repeats the same message.
  return { items: [...new Map(items.map((item) => [item.docId, item])).values()], unreadable };
};
export const parseSent = (answer: Readonly<Record<string, unknown>>): Listing<SentItem> =>
  rows(answer, sentSchema);
export const parseAgencies = (answer: Readonly<Record<string, unknown>>): Listing<Agency> =>
  rows(answer, agencySchema);
export const parseChanges = (answer: Readonly<Record<string, unknown>>): Listing<AgencyChange> =>
  rows(answer, changeSchema);

export function parseDocId(answer: Readonly<Record<string, unknown>>): string {
  const docId = required.safeParse(answer.DocId);
  if (!docId.success) throw new AxisError("malformed", "no DocId in the answer");
  return docId.data;
}

export function parseCount(answer: Readonly<Record<string, unknown>>): number {
  const count = z.coerce.number().int().nonnegative().safeParse(answer.count);
  if (!count.success || answer.count === null || answer.count === "")
    throw new AxisError("malformed", "no count in the answer");
  return count.data;
}

function rows<T>(answer: Readonly<Record<string, unknown>>, schema: z.ZodType<T>): Listing<T> {
  const data = z.array(z.unknown()).safeParse(answer.data ?? []);
  if (!data.success) throw new AxisError("malformed", "data is not a list");
  const items: T[] = [];
  let unreadable = 0;
  for (const row of data.data) {
    const parsed = schema.safeParse(row);
    if (parsed.success) items.push(parsed.data);
    else unreadable++;
  }
  return { items, unreadable };
}

function toAgency(row: {
  id: string;
  pid: string | undefined;
  code: string;
  name: string;
  mail: string | undefined;
  oldCode: string | undefined;
  code102: string | undefined;
}): Agency {
  const { id, code, name, pid, mail } = row;
  return { id, code, name, ...present({ parentId: pid, mail, oldCode: row.code102 ?? row.oldCode }) };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(value: T): Present<T>;
function present(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
