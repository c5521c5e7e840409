/** Certified copies for programs: the same use case with the same rights as the pages. */
import { Readable } from "node:stream";
import { z } from "zod";
import { assertMay } from "../../core/access/index.ts";
import { Refusal } from "../../core/errors.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { certifyCopy } from "./copies/certify-copy.ts";
import { type CopyBookRow, readCopyBook } from "./copies/copy-book.ts";
import { copyFieldsSchema } from "./copies/copy-fields.ts";
import { COPY_FORMS } from "./copies/copy-forms.ts";
import type { SourceKind } from "./copies/copy-source.ts";
import { type Copy, copyFileName, readCopy } from "./copies/read-copy.ts";
import { COPY_WITHDRAWN } from "./copies/withdraw-copies.ts";
import { mayReadRegister, READ, SIGN } from "./permissions.ts";

const TAG = "certified copies";
const byId = z.object({ id: z.uuid() });
const instant = z.iso.datetime({ offset: true });

const summary = z.object({
  id: z.uuid(),
  symbol: z.string(),
  form: z.enum(COPY_FORMS),
  madeAt: instant,
  madeBy: z.string(),
  decidedBy: z.string(),
  source: z.object({
    symbol: z.string(),
    date: z.iso.date(),
    issuer: z.string(),
    type: z.string(),
    abstract: z.string(),
  }),
  pages: z.array(z.int()).nullable().describe("Of an extract, in their order; null for a whole copy"),
  pageAmount: z.int(),
  recipients: z.array(z.string()),
  note: z.string(),
  withdrawn: z.boolean().describe("Destroyed because the sender recalled the source"),
});

const detail = summary.extend({
  source: summary.shape.source.extend({
    kind: z.enum(["incoming", "outgoing"]),
    id: z.uuid(),
    sha256: z.string().describe("Of the file that was copied"),
    medium: z.enum(["electronic", "paper"]),
  }),
  file: z.object({ sha256: z.string(), size: z.int(), name: z.string() }).nullable(),
});

function certify(kind: SourceKind): Operation {
  return operation({
    id: kind === "incoming" ? "certifyCopyOfIncoming" : "certifyCopyOfOutgoing",
    method: "post",
    path: `/${kind}/{id}/copies`,
    summary:
      kind === "incoming"
        ? { vi: "Cấp bản sao của văn bản đến", en: "Certify a copy of an incoming document" }
        : { vi: "Cấp bản sao của văn bản đi", en: "Certify a copy of an outgoing document" },
    tag: TAG,
    scope: SIGN,
    status: 201,
    parameters: byId,
    body: copyFieldsSchema.extend({
      pin: z.string().min(1).max(100).describe("PIN of the organisation's key; used once, never stored"),
      keyId: z.string().max(200).optional().describe("A key on the server's signing device"),
      level: z
        .enum(["B-T", "B-B"])
        .optional()
        .describe("B-T carries a timestamp; default when one can be had"),
    }),
    answer: z.object({ id: z.uuid(), symbol: z.string() }),
    run: ({ house, actor, requestId }, { parameters, body: { pin, keyId, level, ...fields } }) =>
      certifyCopy(house, actor, {
        source: { kind, id: parameters.id },
        fields,
        pin,
        ...(keyId ? { keyId } : {}),
        ...(level ? { level } : {}),
        ...(requestId ? { requestId } : {}),
      }),
  });
}

const listCopies = operation({
  id: "listCopies",
  method: "get",
  path: "/copies",
  summary: { vi: "Sổ đăng ký bản sao, số mới nhất trước", en: "The register of copies, newest number first" },
  tag: TAG,
  scope: READ,
  query: z.object({
    text: z.string().max(200).optional(),
    form: z.enum(COPY_FORMS).optional(),
    year: z.coerce.number().int().min(1900).max(2999).optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    after: z.string().max(80).optional().describe("`next` of the page before"),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ copies: z.array(summary), next: z.string().nullable() }),
  async run({ house, actor }, { query: { text, form, year, from, to, after, limit } }) {
    const { organisationId } = actor;
    assertMay(actor, mayReadRegister, { organisationId });
    const page = await readCopyBook(
      house.database.queries,
      {
        organisationId,
        secret: false,
        clearance: 0,
        ...(text === undefined ? {} : { text }),
        ...(form === undefined ? {} : { state: form }),
        ...(year === undefined ? {} : { year }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
      { limit, descending: true, ...(after === undefined ? {} : { cursor: after }) },
    );
    return { copies: page.rows.map(summaryOf), next: page.next ?? null };
  },
});

const getCopy = operation({
  id: "getCopy",
  method: "get",
  path: "/copies/{id}",
  summary: { vi: "Một bản sao và văn bản được sao", en: "One copy and what it was made of" },
  tag: TAG,
  scope: READ,
  parameters: byId,
  answer: detail,
  async run({ house, actor }, { parameters }) {
    const copy = await readCopy(house.database.queries, actor, parameters.id);
    const shown = summaryOf(copy);
    return {
      ...shown,
      source: {
        ...shown.source,
        kind: copy.source_kind,
        id: copy.source_id,
        sha256: copy.source_sha256,
        medium: copy.source_medium,
      },
      file:
        copy.file_sha256 === null
          ? null
          : { sha256: copy.file_sha256, size: Number(copy.file_size ?? 0), name: copyFileName(copy) },
    };
  },
});

const getCopyFile = operation({
  id: "getCopyFile",
  method: "get",
  path: "/copies/{id}/file",
  summary: { vi: "Tệp PDF của bản sao", en: "The PDF of a copy" },
  tag: TAG,
  scope: READ,
  parameters: byId,
  answer: "file",
  async run({ house, actor }, { parameters }) {
    const copy = await readCopy(house.database.queries, actor, parameters.id);
    if (copy.file_sha256 === null) throw new Refusal("documents.copy-withdrawn", 410, COPY_WITHDRAWN);
    const content = Readable.toWeb(await house.files.read(copy.file_sha256));
    return { content: content as ReadableStream, type: "application/pdf", name: copyFileName(copy) };
  },
});

/** The machine API of certified copies. */
export const copyOperations: readonly Operation[] = [
  certify("incoming"),
  certify("outgoing"),
  listCopies,
  getCopy,
  getCopyFile,
];

function summaryOf(copy: CopyBookRow | Copy): z.input<typeof summary> {
  return {
    id: copy.id,
    symbol: copy.symbol,
    form: copy.form,
    madeAt: copy.made_at.toISOString(),
    madeBy: copy.made_by_name,
    decidedBy: copy.decided_by_name,
    source: {
      symbol: copy.source_symbol,
      date: copy.source_date,
      issuer: copy.source_issuer,
      type: copy.source_type,
      abstract: copy.source_abstract,
    },
    pages: copy.pages && [...copy.pages],
    pageAmount: copy.page_amount,
    recipients: [...copy.recipients],
    note: copy.note,
    withdrawn: copy.withdrawn_at !== null,
  };
}
