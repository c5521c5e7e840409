import { z } from "zod";
import { assertMay } from "../../core/access/index.ts";
import { Refusal } from "../../core/errors.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { alertRuleOn } from "./alerts.ts";
import { getCertificate, type RegisteredCertificate } from "./certificate.ts";
import { applyImport } from "./import/apply-import.ts";
import { MAX_IMPORT_BYTES } from "./import/prepare-import.ts";
import { readSheet } from "./import/read-sheet.ts";
import { listCertificates, nextTet, REPORTS } from "./list-certificates.ts";
import { itUnitsOn, subjectOf } from "./managers.ts";
import { mayManage, mayReadCertificate, READ, WRITE } from "./permissions.ts";
import { CERTIFICATE_KINDS, CERTIFICATE_STATES, DEVICES } from "./states.ts";
import { actorsOf, whoMustAct } from "./who-must-act.ts";

const TAG = "certificates";
const instant = z.iso.datetime({ offset: true });

const certificate = z.object({
  id: z.uuid(),
  serial: z.string(),
  issuer: z.string(),
  subject: z.string(),
  thumbprint: z.string().nullable(),
  kind: z.enum(CERTIFICATE_KINDS),
  holderKind: z.enum(["person", "organisation"]),
  holderId: z.uuid(),
  holder: z.string(),
  position: z.string(),
  organisationId: z.uuid(),
  organisation: z.string(),
  unitId: z.uuid(),
  unit: z.string(),
  notBefore: instant,
  notAfter: instant,
  device: z.enum(DEVICES),
  deviceSerial: z.string(),
  state: z.enum(CERTIFICATE_STATES),
  lastUsedAt: instant.nullable(),
});

const listRegisteredCertificates = operation({
  id: "listCertificates",
  method: "get",
  path: "/certificates",
  summary: {
    vi: "Sổ chứng thư số, hết hạn sớm trước",
    en: "The register of certificates, those that end first on top",
  },
  tag: TAG,
  scope: READ,
  query: z.object({
    text: z.string().max(200).optional(),
    state: z.enum([...CERTIFICATE_STATES, "expired", "valid"]).optional(),
    kind: z.enum(CERTIFICATE_KINDS).optional(),
    organisation: z.uuid().optional(),
    endsBefore: z.iso.date().optional(),
    report: z.enum(REPORTS).optional(),
    offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  answer: z.object({ total: z.int(), certificates: z.array(certificate) }),
  async run({ house, actor }, { query }) {
    const { queries } = house.database;
    const now = new Date();
    const [units, rule] = await Promise.all([itUnitsOn(queries, now), alertRuleOn(queries, now)]);
    const { text, state, kind, organisation, endsBefore, report } = query;
    const list = await listCertificates(
      queries,
      actor,
      units,
      {
        now,
        unusedMonths: rule.unusedMonths,
        ...(text === undefined ? {} : { text }),
        ...(state === undefined ? {} : { state }),
        ...(kind === undefined ? {} : { kind }),
        ...(organisation === undefined ? {} : { organisationId: organisation }),
        ...(endsBefore === undefined ? {} : { endsBefore }),
        ...(report === undefined ? {} : { report }),
      },
      { sort: "end", descending: false, limit: query.limit, offset: query.offset },
    );
    return { total: list.total, certificates: list.rows.map(asAnswer) };
  },
});

const getRegisteredCertificate = operation({
  id: "getCertificate",
  method: "get",
  path: "/certificates/{id}",
  summary: { vi: "Một chứng thư số", en: "One certificate" },
  tag: TAG,
  scope: READ,
  parameters: z.object({ id: z.uuid() }),
  answer: certificate,
  async run({ house, actor }, { parameters }) {
    const { queries } = house.database;
    const found = await getCertificate(queries, parameters.id);
    assertMay(actor, mayReadCertificate, subjectOf(found, await itUnitsOn(queries, new Date())));
    return asAnswer(found);
  },
});

const listExpiring = operation({
  id: "listExpiringCertificates",
  method: "get",
  path: "/certificates/expiring",
  summary: {
    vi: "Chứng thư số hết hạn trước một ngày (mặc định: Tết) và ai phải xử lý",
    en: "Certificates ending before a day (by default the next Tết), and who must act",
  },
  tag: TAG,
  scope: READ,
  query: z.object({
    before: z.iso.date().optional(),
    limit: z.coerce.number().int().min(1).max(20_000).default(2_000),
  }),
  answer: z.object({
    before: z.iso.date(),
    certificates: z.array(
      certificate.extend({
        daysLeft: z.int(),
        holderInOffice: z.boolean(),
        head: z.string().nullable(),
        itUnit: z.string().nullable(),
        whoMustAct: z.string(),
      }),
    ),
  }),
  async run({ house, actor }, { query }) {
    const { queries } = house.database;
    const now = new Date();
    const before = query.before ?? nextTet(now);
    const [units, rule] = await Promise.all([itUnitsOn(queries, now), alertRuleOn(queries, now)]);
    const filter = { now, unusedMonths: rule.unusedMonths, endsBefore: before };
    const due = await whoMustAct(queries, actor, units, filter, query.limit);
    return {
      before,
      certificates: due.map((row) => ({
        ...asAnswer(row),
        daysLeft: row.daysLeft,
        holderInOffice: row.holderInOffice,
        head: row.headName,
        itUnit: row.itName,
        whoMustAct: actorsOf(row).vi,
      })),
    };
  },
});

const importCertificates = operation({
  id: "importCertificates",
  method: "post",
  path: "/certificates/import",
  summary: {
    vi: "Nhập bảng XLSX theo biểu mẫu: tất cả hoặc không dòng nào",
    en: "Import an XLSX sheet by the template: all of it or nothing",
  },
  tag: TAG,
  scope: WRITE,
  upload: MAX_IMPORT_BYTES,
  answer: z.object({ new: z.int(), change: z.int(), same: z.int(), wrong: z.int() }),
  async run({ house, actor, requestId }, { content }) {
    assertMay(actor, mayManage, await itUnitsOn(house.database.queries, new Date()));
    if (!content) {
      throw new Refusal("certificates.no-files", 422, { vi: "Thiếu tệp XLSX.", en: "The sheet is missing." });
    }
    const stored = await house.files.put(content, { maxBytes: MAX_IMPORT_BYTES });
    const candidates = await readSheet(await house.files.bytes(stored.sha256));
    return await applyImport(house, actor, {
      candidates,
      ...(requestId === undefined ? {} : { requestId }),
    });
  },
});

export const certificateOperations: readonly Operation[] = [
  listRegisteredCertificates,
  listExpiring,
  importCertificates,
  getRegisteredCertificate,
];

function asAnswer(row: RegisteredCertificate) {
  return {
    id: row.id,
    serial: row.serial,
    issuer: row.issuer,
    subject: row.subject,
    thumbprint: row.thumbprint,
    kind: row.kind,
    holderKind: row.holder_kind,
    holderId: row.holder_id,
    holder: row.holder_name,
    position: row.holder_title,
    organisationId: row.organisation_id,
    organisation: row.organisation_name,
    unitId: row.unit_id,
    unit: row.unit_name,
    notBefore: row.not_before.toISOString(),
    notAfter: row.not_after.toISOString(),
    device: row.device,
    deviceSerial: row.device_serial,
    state: row.state,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
