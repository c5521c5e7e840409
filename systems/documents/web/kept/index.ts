import type { Context, Hono } from "hono";
import { notFound } from "../../../../core/errors.ts";
import { type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { sizeOf } from "../../archive/point-at-archived.ts";
import { keptFilesOf } from "../../archive/read-kept.ts";
import { assertReadsSource } from "../../copies/read-copy.ts";
import { getIncoming } from "../../incoming/incoming.ts";
import { getOutgoing } from "../../outgoing/outgoing.ts";
import { recordReading } from "../shared/record-reading.ts";
import { sendFile } from "../shared/send-file.ts";

/** Earlier states of archived files: /incoming/:id/kept/:sha256 and /outgoing/:id/kept/:sha256. */
export function keptPages(app: Hono<HttpEnv>): void {
  for (const kind of ["incoming", "outgoing"] as const)
    app.get(`/${kind}/:id/kept/:sha256`, (c) => keptState(c, kind));
}

async function keptState(c: Context<HttpEnv>, kind: "incoming" | "outgoing"): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const id = c.req.param("id") ?? "";
  const sha256 = c.req.param("sha256") ?? "";
  await assertReadsSource(queries, actor, { kind, id });
  const kept = (await keptFilesOf(queries, id)).find((file) => file.states.includes(sha256));
  if (!kept) throw notFound();
  const document = kind === "incoming" ? await getIncoming(queries, id) : await getOutgoing(queries, id);
  await recordReading(house, actor, {
    kind: `${kind}-document`,
    id,
    confidentiality: document.confidentiality,
    what: sha256,
  });
  const name = `${kept.states.indexOf(sha256) + 1}-${(document.symbol ?? "").replaceAll("/", "-")}.pdf`;
  return await sendFile(c, {
    sha256,
    size: await sizeOf(house, sha256),
    name,
    type: "application/pdf",
  });
}
