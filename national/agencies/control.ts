import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { integer, text } from "../wire/rows.ts";
import { formatDateTime } from "../wire/vietnam-time.ts";
import { type AgenciesContext, findAgency } from "./context.ts";
import {
  recallDocument,
  replaceDocument,
  sendDocument,
  storedDocument,
  UnknownDocument,
  updateDocument,
} from "./originate.ts";
import { type AgencyProfile, behaviourSchema } from "./profiles.ts";

const date = z.string().regex(/^\d{4}\/\d{2}\/\d{2}$/);
const sendInput = z.strictObject({
  to: z.array(z.union([z.string(), z.strictObject({ code: z.string(), name: z.string() })])).min(1),
  subject: z.string().min(1).max(500),
  typeName: z.string().min(1).max(100).default("Công văn"),
  dueDate: z.union([date, z.literal("")]).default(""),
  priority: z.number().int().min(0).max(4).default(0),
  responseFor: z
    .array(
      z.strictObject({
        organId: z.string(),
        code: z.string(),
        documentId: z.string(),
        promulgationDate: z.string(),
      }),
    )
    .default([]),
});
const recallInput = z.strictObject({ documentId: z.string(), reason: z.string().min(1).max(500) });
const changeInput = recallInput.extend({ subject: z.string().min(1).max(500) });

/** The hand that moves the simulated agencies: a page for people, JSON for demonstrations and tests. */
export async function startControl(context: AgenciesContext, port: number, host: string) {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof SyntaxError) return c.json({ error: error.message }, 400);
    if (error instanceof UnknownDocument) return c.json({ error: error.message }, 404);
    return c.json({ error: error.message }, 502);
  });
  app.get("/", (c) => c.html(page(context)));
  app.get("/healthz", (c) => c.json({ status: "ok", agencies: context.agencies.length }));
  app.get("/agencies", (c) => c.json(context.agencies));
  app.get("/agencies/:code/received", (c) =>
    withAgency(context, c, (agency) =>
      c.json(context.state.listReceived.all(agency.code).map((row) => ({ ...row }))),
    ),
  );
  app.get("/agencies/:code/sent", (c) =>
    withAgency(context, c, (agency) => c.json(sentDocuments(context, agency))),
  );
  app.post("/agencies/:code/behaviour", (c) =>
    withAgency(context, c, async (agency) => {
      const change = z.record(z.string(), z.unknown()).parse(await c.req.json());
      agency.behaviour = behaviourSchema.parse({ ...agency.behaviour, ...change });
      return c.json(agency.behaviour);
    }),
  );
  app.post("/agencies/:code/send", (c) =>
    withAgency(context, c, async (agency) => {
      const input = sendInput.parse(await c.req.json());
      const to = await nameReceivers(context, input.to);
      return c.json(sendDocument(context, agency, { ...input, to }), 202);
    }),
  );
  app.post("/agencies/:code/recall", (c) =>
    withAgency(context, c, async (agency) => {
      const { documentId, reason } = recallInput.parse(await c.req.json());
      return c.json(recallDocument(context, agency, documentId, reason), 202);
    }),
  );
  app.post("/agencies/:code/update", (c) =>
    withAgency(context, c, async (agency) => {
      const input = changeInput.parse(await c.req.json());
      return c.json(updateDocument(context, agency, input.documentId, input), 202);
    }),
  );
  app.post("/agencies/:code/replace", (c) =>
    withAgency(context, c, async (agency) => {
      const input = changeInput.parse(await c.req.json());
      return c.json(replaceDocument(context, agency, input.documentId, input), 202);
    }),
  );
  return listen(app, port, host);
}

async function listen(app: Hono, port: number, host: string) {
  return new Promise<{ url: string; close(): Promise<void> }>((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: host }, (address) => {
      resolve({
        url: `http://${host}:${address.port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
    server.once("error", reject);
  });
}

function withAgency(
  context: AgenciesContext,
  c: Context,
  handle: (agency: AgencyProfile) => Response | Promise<Response>,
): Response | Promise<Response> {
  const agency = findAgency(context, c.req.param("code") ?? "");
  return agency ? handle(agency) : c.json({ error: "Không có cơ quan mô phỏng này" }, 404);
}

async function nameReceivers(context: AgenciesContext, to: z.infer<typeof sendInput>["to"]) {
  const needsNames = to.some((receiver) => typeof receiver === "string");
  const names = needsNames ? await context.client.agencyNames() : new Map<string, string>();
  return to.map((receiver) =>
    typeof receiver === "string"
      ? { organId: receiver, organName: names.get(receiver) ?? receiver }
      : { organId: receiver.code, organName: receiver.name },
  );
}

function sentDocuments(context: AgenciesContext, agency: AgencyProfile) {
  return context.state.listSent.all(agency.code).map((row) => ({
    ...storedDocument.parse(JSON.parse(text(row, "document"))),
    statuses: context.state.listStatus.all(agency.code, text(row, "document_id")).map((status) => ({
      from: text(status, "from_code"),
      statusCode: text(status, "status_code"),
      description: text(status, "description"),
      timestamp: text(status, "timestamp"),
    })),
  }));
}

function page(context: AgenciesContext) {
  const sections = context.agencies.map((agency) => {
    const received = context.state.listReceived.all(agency.code).slice(0, 10);
    const rows = received.map(
      (
        row,
      ) => html`<tr><td>${formatDateTime(new Date(integer(row, "arrived")))}</td><td>${text(row, "from_name")}</td>
<td>${text(row, "code")}</td><td>${text(row, "subject")}</td><td>${STATE_TEXT[text(row, "state")] ?? ""}</td></tr>`,
    );
    return html`<h2>${agency.name} (${agency.code102} · ${agency.code})</h2>
<table><caption>10 văn bản đến mới nhất</caption><thead><tr><th scope="col">Đến lúc</th><th scope="col">Nơi gửi</th>
<th scope="col">Số, ký hiệu</th><th scope="col">Trích yếu</th><th scope="col">Tình trạng</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  });
  return html`<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Cơ quan mô phỏng</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #8b95a1;padding:.35rem .5rem;text-align:left}
.warn{background:#fff3cd;border:1px solid #8a6d00;padding:.75rem 1rem;border-radius:6px}</style></head><body><main>
<h1>Cơ quan mô phỏng — không phải cơ quan thật</h1><p class="warn">Các cơ quan dưới đây do máy đóng vai để thử nghiệm việc
gửi, nhận văn bản điện tử.</p>${sections}</main></body></html>`;
}

const STATE_TEXT: Record<string, string> = {
  active: "Đang xử lý",
  refused: "Đã từ chối",
  recalled: "Đã cho lấy lại",
  replaced: "Đã được thay thế",
};
