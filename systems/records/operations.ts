import { Readable } from "node:stream";
import { z } from "zod";
import { type Operation, operation } from "../../core/http/index.ts";
import { transact } from "../../core/transaction/index.ts";
import { askDeposit } from "./deposit/ask-deposit.ts";
import { acceptFile, returnFile } from "./deposit/decide-deposit.ts";
import { fetchPackage } from "./packages/fetch-package.ts";
import { askPackage, packagesOf } from "./packages/request-package.ts";
import { READ, WRITE } from "./permissions.ts";
import { ACCESS_LEVELS, FILE_KINDS, FILE_STATES, PACKAGE_KINDS } from "./states.ts";
import { addDocuments, removeItem } from "./work-files/add-items.ts";
import { closeWorkFile, reopenWorkFile } from "./work-files/close-work-file.ts";
import { createWorkFile, fileFields } from "./work-files/create-work-file.ts";
import { freezeWorkFile, unfreezeWorkFile } from "./work-files/freeze-work-file.ts";
import { itemsOf, seenBy } from "./work-files/items.ts";
import { listWorkFiles, PLACES } from "./work-files/list-work-files.ts";
import { readWorkFile, type WorkFile } from "./work-files/work-file.ts";

const TAG = "records";
const day = z.iso.date();
const byId = z.object({ id: z.uuid() });
const reason = z.string().trim().min(10).max(500);

const fileAnswer = z.object({
  id: z.uuid(),
  year: z.int(),
  notation: z.string(),
  title: z.string(),
  permanent: z.boolean(),
  years: z.int().nullable(),
  kind: z.enum(FILE_KINDS),
  access: z.enum(ACCESS_LEVELS),
  state: z.enum(FILE_STATES),
  frozen: z.boolean(),
  keeper: z.uuid(),
  keeperName: z.string(),
  unitId: z.uuid(),
  unit: z.string(),
  openedOn: day,
  closedOn: day.nullable(),
  depositDue: day.nullable(),
  keptBackUntil: day.nullable(),
  version: z.int(),
});

const listFiles = operation({
  id: "listWorkFiles",
  method: "get",
  path: "/work-files",
  summary: { vi: "Hồ sơ công việc được xem", en: "The work files one may read" },
  tag: TAG,
  scope: READ,
  query: z.object({
    place: z.enum(PLACES).default("all"),
    text: z.string().max(200).optional(),
    state: z.enum(FILE_STATES).optional(),
    year: z.coerce.number().int().min(1900).max(2200).optional(),
    offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  answer: z.object({ total: z.int(), files: z.array(fileAnswer) }),
  async run({ house, actor }, { query }) {
    const { place, text, state, year, offset, limit } = query;
    const { rows, total } = await listWorkFiles(
      house.database.queries,
      actor,
      {
        place,
        ...(text === undefined ? {} : { text }),
        ...(state === undefined ? {} : { state }),
        ...(year === undefined ? {} : { year }),
      },
      { sort: "notation", descending: true, limit, offset },
    );
    return { total, files: rows.map(asAnswer) };
  },
});

const getFile = operation({
  id: "getWorkFile",
  method: "get",
  path: "/work-files/{id}",
  summary: {
    vi: "Một hồ sơ với văn bản, tài liệu; văn bản không được xem chỉ có số thứ tự",
    en: "A work file with its documents; of those one may not read only the order",
  },
  tag: TAG,
  scope: READ,
  parameters: byId,
  answer: fileAnswer.extend({
    documents: z.array(
      z.object({
        itemId: z.uuid(),
        order: z.int(),
        kind: z.enum(["incoming", "outgoing", "material"]),
        documentId: z.uuid().nullable(),
        symbol: z.string().nullable(),
        title: z.string().nullable(),
      }),
    ),
    packages: z.array(
      z.object({
        id: z.uuid(),
        kind: z.enum(PACKAGE_KINDS),
        state: z.enum(["waiting", "ready", "failed", "void"]),
        sha256: z.string().nullable(),
        size: z.int().nullable(),
      }),
    ),
  }),
  async run({ house, actor }, { parameters }) {
    const { queries } = house.database;
    const { file } = await readWorkFile(queries, actor, parameters.id);
    const [items, packages] = [await itemsOf(queries, file.id), await packagesOf(queries, file.id)];
    return {
      ...asAnswer(file),
      documents: items.map((each) => {
        const document = seenBy(actor, each);
        const material = each.item.kind === "material";
        return {
          itemId: each.item.id,
          order: each.item.position,
          kind: each.item.kind,
          documentId: document?.id ?? null,
          symbol: document?.symbol ?? null,
          title: material ? each.item.title : (document?.abstract ?? null),
        };
      }),
      packages: packages.map(({ id, kind, state, sha256, size }) => ({
        id,
        kind,
        state,
        sha256,
        size: size === null ? null : Number(size),
      })),
    };
  },
});

const openFile = operation({
  id: "createWorkFile",
  method: "post",
  path: "/work-files",
  summary: { vi: "Mở hồ sơ công việc", en: "Open a work file" },
  tag: TAG,
  scope: WRITE,
  status: 201,
  body: fileFields.extend({
    year: z.int().min(1990).max(2200),
    keeper: z.uuid().optional(),
    catalogueLine: z.uuid().optional(),
  }),
  answer: fileAnswer,
  async run({ house, actor, requestId }, { body }) {
    const { keeper, catalogueLine, ...fields } = body;
    const id = await transact(house, { actor, ...asked(requestId) }, async (tx) => {
      const file = await createWorkFile(tx, actor, {
        ...fields,
        ...(keeper === undefined ? {} : { keeper }),
        ...(catalogueLine === undefined ? {} : { catalogueLine }),
      });
      return file.id;
    });
    return asAnswer((await readWorkFile(house.database.queries, actor, id)).file);
  },
});

const addToFile = operation({
  id: "addDocumentsToWorkFile",
  method: "post",
  path: "/work-files/{id}/documents",
  summary: { vi: "Đưa văn bản vào hồ sơ", en: "Put documents into a work file" },
  tag: TAG,
  scope: WRITE,
  parameters: byId,
  body: z.object({ documents: z.array(z.uuid()).min(1).max(200) }),
  answer: z.object({ added: z.int() }),
  async run({ house, actor, requestId }, { parameters, body }) {
    return await transact(house, { actor, ...asked(requestId) }, async (tx) => ({
      added: await addDocuments(tx, actor, parameters.id, body.documents),
    }));
  },
});

const removeFromFile = operation({
  id: "removeFromWorkFile",
  method: "delete",
  path: "/work-files/{id}/documents/{item}",
  summary: { vi: "Rút văn bản, tài liệu khỏi hồ sơ", en: "Take a document out of a work file" },
  tag: TAG,
  scope: WRITE,
  parameters: z.object({ id: z.uuid(), item: z.uuid() }),
  answer: z.object({ removed: z.boolean() }),
  async run({ house, actor, requestId }, { parameters }) {
    return await transact(house, { actor, ...asked(requestId) }, async (tx) => {
      await removeItem(tx, actor, parameters.id, parameters.item);
      return { removed: true };
    });
  },
});

const actOnFile = operation({
  id: "actOnWorkFile",
  method: "post",
  path: "/work-files/{id}/actions",
  summary: {
    vi: "Kết thúc, mở lại, đóng băng hồ sơ; lưu trữ tiếp nhận hoặc trả lại",
    en: "Close, reopen, freeze a work file; accept or return it for the archive",
  },
  tag: TAG,
  scope: WRITE,
  parameters: byId,
  body: z.discriminatedUnion("action", [
    z.object({ action: z.literal("close"), version: z.int().optional() }),
    z.object({ action: z.literal("reopen"), reason }),
    z.object({ action: z.literal("freeze"), reason }),
    z.object({ action: z.literal("unfreeze"), reason }),
    z.object({ action: z.literal("accept") }),
    z.object({ action: z.literal("return"), reason }),
  ]),
  answer: fileAnswer,
  async run({ house, actor, requestId }, { parameters: { id }, body }) {
    await transact(house, { actor, ...asked(requestId) }, async (tx) => {
      if (body.action === "close") await closeWorkFile(tx, actor, id, body.version);
      else if (body.action === "reopen") await reopenWorkFile(tx, actor, id, body.reason);
      else if (body.action === "freeze") await freezeWorkFile(tx, actor, id, body.reason);
      else if (body.action === "unfreeze") await unfreezeWorkFile(tx, actor, id, body.reason);
      else if (body.action === "accept") await acceptFile(tx, actor, id);
      else await returnFile(tx, actor, id, body.reason);
      return id;
    });
    return asAnswer((await readWorkFile(house.database.queries, actor, id)).file);
  },
});

const depositFiles = operation({
  id: "depositWorkFiles",
  method: "post",
  path: "/work-files/deposits",
  summary: { vi: "Nộp hồ sơ vào lưu trữ cơ quan", en: "Hand work files to the archive" },
  tag: TAG,
  scope: WRITE,
  status: 201,
  body: z.object({ files: z.array(z.uuid()).min(1).max(500), note: z.string().trim().max(500).default("") }),
  answer: byId,
  async run({ house, actor, requestId }, { body }) {
    return await transact(house, { actor, ...asked(requestId) }, async (tx) => ({
      id: await askDeposit(tx, actor, { fileIds: body.files, note: body.note }),
    }));
  },
});

const makePackage = operation({
  id: "makeArchivePackage",
  method: "post",
  path: "/work-files/{id}/packages",
  summary: { vi: "Yêu cầu đóng gói lưu trữ", en: "Ask for an archive package" },
  tag: TAG,
  scope: WRITE,
  status: 202,
  parameters: byId,
  body: z.object({ kind: z.enum(PACKAGE_KINDS), purpose: z.string().trim().max(500).default("") }),
  answer: byId,
  async run({ house, actor, requestId }, { parameters, body }) {
    return await transact(house, { actor, ...asked(requestId) }, async (tx) => ({
      id: await askPackage(tx, actor, parameters.id, body.kind, body.purpose),
    }));
  },
});

const downloadPackage = operation({
  id: "downloadArchivePackage",
  method: "get",
  path: "/work-files/packages/{id}",
  summary: { vi: "Tải gói lưu trữ (ZIP)", en: "Fetch an archive package (ZIP)" },
  tag: TAG,
  scope: READ,
  parameters: byId,
  answer: "file",
  async run({ house, actor }, { parameters }) {
    const { sha256, name } = await fetchPackage(house, actor, parameters.id);
    const content = Readable.toWeb(await house.files.read(sha256)) as ReadableStream;
    return { content, type: "application/zip", name };
  },
});

export const recordsOperations: readonly Operation[] = [
  listFiles,
  openFile,
  depositFiles,
  downloadPackage,
  getFile,
  addToFile,
  removeFromFile,
  actOnFile,
  makePackage,
];

function asked(requestId: string | undefined): { readonly requestId?: string } {
  return requestId === undefined ? {} : { requestId };
}

function asAnswer(file: WorkFile): z.input<typeof fileAnswer> {
  return {
    id: file.id,
    year: file.year,
    notation: file.notation,
    title: file.title,
    permanent: file.permanent,
    years: file.years,
    kind: file.kind,
    access: file.access,
    state: file.state,
    frozen: file.frozen,
    keeper: file.keeper,
    keeperName: file.keeper_name,
    unitId: file.unit_id,
    unit: file.unit_name,
    openedOn: file.opened_on,
    closedOn: file.closed_on,
    depositDue: file.deposit_due,
    keptBackUntil: file.kept_back_until,
    version: file.version,
  };
}
