import type { Context, Hono } from "hono";
import { z } from "zod";
import { assertMay } from "../../access/index.ts";
import { notFound } from "../../errors.ts";
import { attachment, type HttpEnv, queryNumber, queryText, requireSession } from "../../http/index.ts";
import { loadAliases } from "../../search/index.ts";
import { exportOrganisations, exportPeople } from "../export-directory.ts";
import { mayReadDirectory } from "../permissions.ts";
import { searchOrganisations } from "../search-organisations.ts";
import { directoryPage } from "./directory-page.tsx";
import { endPostAction, endPostPage } from "./end-post-page.tsx";
import { loadOrganisation } from "./load-organisation.ts";
import { organisationPage } from "./organisation-page.tsx";
import { peoplePage, personPage } from "./people-pages.tsx";
import { decideAlertAction, rightsAlertsExport, rightsAlertsPage } from "./rights-alerts-page.tsx";
import { shownDate } from "./words.tsx";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** /directory: organisations, units and officials over time. */
export function directoryPages(app: Hono<HttpEnv>): void {
  app.get("/directory", (c) => directoryPage(c));
  app.get("/directory/search.json", (c) => answerSearch(c));
  app.get("/directory/export.xlsx", async (c) => {
    const { actor } = requireSession(c);
    const { day } = shownDate(c);
    return file(await exportOrganisations(c.var.house, actor, day), `Danh bạ cơ quan ${day}.xlsx`);
  });
  app.get("/rights-alerts", rightsAlertsPage);
  app.post("/rights-alerts", decideAlertAction);
  app.get("/rights-alerts/export.xlsx", async (c) =>
    file(await rightsAlertsExport(c), "Thay đổi quyền.xlsx"),
  );
  app.get("/directory/posts/:id/end", endPostPage);
  app.post("/directory/posts/:id/end", endPostAction);
  app.get("/directory/people", (c) => peoplePage(c));
  app.get("/directory/people/:id", (c) => personPage(c));
  app.get("/directory/organisations/:id", (c) => organisationPage(c));
  app.get("/directory/organisations/:id/people.xlsx", async (c) => {
    const { actor } = requireSession(c);
    assertMay(actor, mayReadDirectory, undefined);
    const id = z.uuid().safeParse(c.req.param("id"));
    if (!id.success) throw notFound();
    const { day } = shownDate(c);
    const { organisation } = await loadOrganisation(c.var.house.database.queries, id.data, day);
    return file(
      await exportPeople(c.var.house, actor, id.data, day),
      `Cán bộ ${organisation.name} ${day}.xlsx`,
    );
  });
}

/** GET /directory/search.json?q=: what a picker of recipients asks while somebody types. */
async function answerSearch(c: Context<HttpEnv>): Promise<Response> {
  assertMay(requireSession(c).actor, mayReadDirectory, undefined);
  const { queries } = c.var.house.database;
  const found = await searchOrganisations(queries, queryText(c, "q", 200), {
    asOf: shownDate(c).day,
    limit: queryNumber(c, "limit", { min: 1, max: 100, fallback: 20 }),
    aliases: await loadAliases(queries),
  });
  return c.json({
    organisations: found.map(({ id, name, kind, code, code102, demoCode, parentName }) => ({
      id,
      name,
      kind,
      code,
      code102,
      demoCode,
      parentName,
    })),
  });
}

function file(content: Uint8Array<ArrayBuffer>, name: string): Response {
  return new Response(content, {
    headers: { "Content-Type": XLSX, "Content-Disposition": attachment(name) },
  });
}
