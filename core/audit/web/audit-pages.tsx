import { join } from "node:path";
import type { Hono } from "hono";
import { z } from "zod";
import { assertMay } from "../../access/index.ts";
import { notFound } from "../../errors.ts";
import { answerPage, attachment, type HttpEnv, requireSession } from "../../http/index.ts";
import { wordsOfAction } from "../action-words.ts";
import { exportRecords } from "../export-records.ts";
import { mayReadAudit } from "../permissions.ts";
import { proveRecord } from "../prove-record.ts";
import { findRecord, logStanding, searchRecords } from "../records.ts";
import { AuditRegister } from "./audit-register.tsx";
import { LogState } from "./log-state.tsx";
import { readFilter } from "./read-filter.ts";
import { RecordPage } from "./record-page.tsx";

const PATH = "/administration/audit";
const PAGE = 50;
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** /administration/audit: the log newest first, one record with its proof, export. */
export function auditPages(app: Hono<HttpEnv>): void {
  app.get(PATH, async (c) => {
    assertMay(requireSession(c).actor, mayReadAudit, undefined);
    const queries = c.var.house.database.queries;
    const asked = readFilter(c);
    const [standing, found] = await Promise.all([
      logStanding(queries),
      asked.badDay ? [] : searchRecords(queries, asked.filter, { after: asked.after, limit: PAGE + 1 }),
    ]);
    const query = new URL(c.req.url).searchParams;
    return await answerPage(
      c,
      {
        title: { vi: "Nhật ký kiểm tra", en: "Audit log" },
        lead: {
          vi: "Mọi việc đã làm trên nền tảng; không ai sửa hay xóa được mà không bị phát hiện.",
          en: "Everything done on the platform; nobody can change or remove a record unnoticed.",
        },
        children: (
          <>
            <LogState standing={standing} />
            <AuditRegister
              path={PATH}
              rows={found.slice(0, PAGE)}
              asked={asked}
              query={query}
              next={found.length > PAGE ? found[PAGE - 1]?.id : undefined}
            />
          </>
        ),
      },
      asked.badDay ? 422 : 200,
    );
  });

  app.get(`${PATH}/export.xlsx`, async (c) => {
    const { actor } = requireSession(c);
    assertMay(actor, mayReadAudit, undefined);
    const content = await exportRecords(c.var.house, actor, readFilter(c).filter);
    return c.body(content, 200, {
      "Content-Type": XLSX,
      "Content-Disposition": attachment("Nhật ký kiểm tra.xlsx"),
    });
  });

  app.get(`${PATH}/:id`, async (c) => {
    assertMay(requireSession(c).actor, mayReadAudit, undefined);
    const id = z.uuid().safeParse(c.req.param("id"));
    const { database, config } = c.var.house;
    const record = id.success ? await findRecord(database.queries, id.data) : undefined;
    if (!record) throw notFound();
    const proof = await proveRecord(database.queries, join(config.dataDirectory, "audit"), record.id);
    return await answerPage(c, {
      title: wordsOfAction(record.action),
      crumbs: [{ href: PATH, label: { vi: "Nhật ký kiểm tra", en: "Audit log" } }],
      children: <RecordPage record={record} proof={proof} path={PATH} />,
    });
  });
}
