import { z } from "zod";
import { localDateOf } from "../../../core/calendar/index.ts";
import { notFound } from "../../../core/errors.ts";
import { type Operation, operation } from "../../../core/http/index.ts";
import { listProcedures, type ProcedureLine } from "./list-procedures.ts";
import { READ } from "./permissions.ts";
import { type Procedure, procedureAt, versionsOfProcedure } from "./procedure.ts";
import { SPEECH } from "./province-records.ts";
import { LEVELS, PROCEDURE_CODE, procedureRecord } from "./record.ts";

const TAG = "procedures";
const day = z.iso.date();
const state = z.enum(["draft", "published", "withdrawn"]);
const code = z.string().regex(PROCEDURE_CODE);

const line = z.object({
  versionId: z.uuid(),
  code,
  name: z.string(),
  summary: z.string(),
  field: z.object({ code: z.string(), name: z.string() }),
  levels: z.array(z.enum(LEVELS)),
  state,
  validFrom: day.nullable(),
  validTo: day.nullable(),
});

const version = z.object({
  versionId: z.uuid(),
  number: z.int(),
  state,
  validFrom: day.nullable(),
  validTo: day.nullable(),
  basis: z.string(),
  serviceLevel: z.union([
    z.literal(2),
    z.literal(3),
    z.literal(4),
    z.enum(["full", "partial", "information"]),
  ]),
});
const full = procedureRecord.omit({ serviceLevel: true }).extend(version.shape);

const list = operation({
  id: "listProcedures",
  method: "get",
  path: "/procedures",
  summary: {
    vi: "Thủ tục hành chính đang có hiệu lực, tìm như cách dân nói",
    en: "Procedures in force, found as people speak",
  },
  tag: TAG,
  scope: READ,
  query: z.object({
    text: z.string().max(200).optional(),
    field: z.string().max(60).optional(),
    level: z.enum(LEVELS).optional(),
    lifeEvent: z.string().max(60).optional(),
    on: day.optional(),
    offset: z.coerce.number().int().min(0).max(100_000).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  answer: z.object({ total: z.int(), procedures: z.array(line) }),
  async run({ house }, { query }) {
    const { text, field, level, lifeEvent, on } = query;
    const found = await listProcedures(
      house.database.queries,
      SPEECH,
      {
        on: on ?? localDateOf(new Date()),
        ...(text === undefined ? {} : { text }),
        ...(field === undefined ? {} : { field }),
        ...(level === undefined ? {} : { level }),
        ...(lifeEvent === undefined ? {} : { lifeEvent }),
      },
      { limit: query.limit, offset: query.offset, ...(text ? {} : { sort: "code" as const }) },
    );
    return { total: found.total, procedures: found.lines.map(asLine) };
  },
});

const one = operation({
  id: "getProcedure",
  method: "get",
  path: "/procedures/{code}",
  summary: { vi: "Một thủ tục, toàn bộ nội dung, tại một ngày", en: "One procedure in full, on a day" },
  tag: TAG,
  scope: READ,
  parameters: z.object({ code }),
  query: z.object({ on: day.optional() }),
  answer: full,
  async run({ house }, { parameters, query }) {
    const on = query.on ?? localDateOf(new Date());
    const found = await procedureAt(house.database.queries, parameters.code, on);
    if (!found) throw notFound();
    return asFull(found, on);
  },
});

const versions = operation({
  id: "listProcedureVersions",
  method: "get",
  path: "/procedures/{code}/versions",
  summary: {
    vi: "Các phiên bản của một thủ tục, mới nhất trước",
    en: "The versions of a procedure, newest first",
  },
  tag: TAG,
  scope: READ,
  parameters: z.object({ code }),
  answer: z.object({ versions: z.array(version) }),
  async run({ house }, { parameters }) {
    const found = await versionsOfProcedure(house.database.queries, parameters.code);
    if (found.length === 0) throw notFound();
    return {
      versions: found.map((each) => ({
        versionId: each.versionId,
        number: each.number,
        state: each.state,
        validFrom: each.validFrom,
        validTo: each.validTo,
        basis: each.basis,
        serviceLevel: each.serviceLevel(each.validFrom ?? localDateOf(new Date())),
      })),
    };
  },
});

export const catalogueOperations: readonly Operation[] = [list, versions, one];

function asLine(each: ProcedureLine) {
  return {
    versionId: each.versionId,
    code: each.code,
    name: each.name,
    summary: each.summary,
    field: { code: each.fieldCode, name: each.fieldName },
    levels: [...each.levels],
    state: each.state,
    validFrom: each.validFrom,
    validTo: each.validTo,
  };
}

function asFull(found: Procedure, on: string) {
  const { serviceLevel, levelNumber: _level, version: _row, ...rest } = found;
  return { ...rest, serviceLevel: serviceLevel(on) };
}
