import { z } from "zod";
import { assertMay } from "../../../core/access/index.ts";
import { notFound } from "../../../core/errors.ts";
import { type Operation, operation } from "../../../core/http/index.ts";
import { formDefinition } from "./definition/definition.ts";
import { jsonSchemaOf } from "./definition/json-schema.ts";
import { wholeForm } from "./definition/standard-pages.ts";
import { mayReadForms, READ } from "./permissions.ts";
import { FORM_STATES, formVersion, listForms, versionsOfForm } from "./versions/find-forms.ts";

const TAG = "forms";
const instant = z.iso.datetime({ offset: true });

const listElectronicForms = operation({
  id: "listForms",
  method: "get",
  path: "/forms",
  summary: { vi: "Danh sách biểu mẫu điện tử", en: "List of electronic forms" },
  tag: TAG,
  scope: READ,
  query: z.object({
    text: z.string().max(200).optional(),
    state: z.enum(FORM_STATES).optional(),
    offset: z.coerce.number().int().min(0).max(100_000).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  answer: z.object({
    total: z.int(),
    forms: z.array(
      z.object({
        code: z.string(),
        title: z.string(),
        state: z.enum(FORM_STATES),
        version: z.int().nullable(),
        procedures: z.array(z.string()),
        changedAt: instant,
      }),
    ),
  }),
  async run({ house, actor }, { query }) {
    assertMay(actor, mayReadForms, undefined);
    const { text, state, limit, offset } = query;
    const list = await listForms(house.database.queries, {
      limit,
      offset,
      ...(text === undefined ? {} : { text }),
      ...(state === undefined ? {} : { state }),
    });
    return {
      total: list.total,
      forms: list.rows.map((row) => ({
        code: row.code,
        title: row.title,
        state: row.state,
        version: row.number,
        procedures: [...row.procedures],
        changedAt: row.changedAt.toISOString(),
      })),
    };
  },
});

const getElectronicForm = operation({
  id: "getForm",
  method: "get",
  path: "/forms/{code}/versions/{number}",
  summary: {
    vi: "Một phiên bản biểu mẫu: định nghĩa và JSON Schema của dữ liệu; number = latest là phiên bản mới nhất",
    en: "One version of a form: its definition and the JSON Schema of its data; number = latest is the newest",
  },
  tag: TAG,
  scope: READ,
  parameters: z.object({ code: z.string().max(60), number: z.string().max(10) }),
  answer: z.object({
    id: z.uuid(),
    number: z.int(),
    publishedAt: instant,
    withdrawnAt: instant.nullable(),
    definition: formDefinition,
    schema: z.record(z.string(), z.unknown()),
  }),
  async run({ house, actor }, { parameters }) {
    assertMay(actor, mayReadForms, undefined);
    const { queries } = house.database;
    const versions = await versionsOfForm(queries, parameters.code);
    const found =
      parameters.number === "latest"
        ? versions[0]
        : versions.find(({ number }) => String(number) === parameters.number);
    if (!found) throw notFound();
    const version = await formVersion(queries, found.id);
    return {
      id: version.id,
      number: version.number,
      publishedAt: version.publishedAt.toISOString(),
      withdrawnAt: found.withdrawnAt?.toISOString() ?? null,
      definition: version.definition,
      schema: jsonSchemaOf(wholeForm(version.definition)),
    };
  },
});

export const formsOperations: readonly Operation[] = [listElectronicForms, getElectronicForm];
