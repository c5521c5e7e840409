import { z } from "zod";
import { assertMay } from "../access/index.ts";
import { operation } from "../http/index.ts";
import { AUDIT_READ, mayReadAudit } from "./permissions.ts";
import { searchRecords } from "./records.ts";

const record = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: z.record(z.string(), z.string()),
  action: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  data: z.record(z.string(), z.unknown()),
  erased: z.boolean(),
  seal: z.object({
    state: z.enum(["waiting", "sealed", "signed"]),
    index: z.int().optional(),
    sealedAt: z.iso.datetime().optional(),
  }),
});

/** GET /audit/records: the log for programs, with the same rights as the page. */
export const listAuditRecords = operation({
  id: "listAuditRecords",
  method: "get",
  path: "/audit/records",
  summary: {
    vi: "Bản ghi của nhật ký kiểm tra, mới nhất trước",
    en: "Records of the audit log, newest first",
  },
  tag: "audit",
  scope: AUDIT_READ,
  query: z.object({
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    action: z.string().max(100).optional(),
    person: z.string().max(100).optional(),
    objectKind: z.string().max(100).optional(),
    objectId: z.string().max(200).optional(),
    after: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  answer: z.object({ records: z.array(record), next: z.uuid().nullable() }),
  async run({ house, actor }, { query }) {
    assertMay(actor, mayReadAudit, undefined);
    const { from, to, after, limit, action, person, objectKind, objectId } = query;
    const filter = {
      ...(from === undefined ? {} : { from: new Date(from) }),
      ...(to === undefined ? {} : { to: new Date(to) }),
      ...(action === undefined ? {} : { action }),
      ...(person === undefined ? {} : { person }),
      ...(objectKind === undefined ? {} : { objectKind }),
      ...(objectId === undefined ? {} : { objectId }),
    };
    const found = await searchRecords(house.database.queries, filter, { after, limit: limit + 1 });
    const records = found.slice(0, limit).map(({ at, seal, ...rest }) => ({
      ...rest,
      at: at.toISOString(),
      seal: seal.state === "waiting" ? seal : { ...seal, sealedAt: seal.sealedAt.toISOString() },
    }));
    return { records, next: found.length > limit ? (records.at(-1)?.id ?? null) : null };
  },
});
