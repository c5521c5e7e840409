import type { Context, Hono } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { sourcesOf } from "../../converting/keep-source.ts";
import { getOutgoing, type Outgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { attachmentsOf, fileNameOf } from "../../outgoing/read-outgoing.ts";
import { mayReadOutgoing } from "../../permissions.ts";
import { recordReading } from "../shared/record-reading.ts";
import { type FileToSend, sendFile } from "../shared/send-file.ts";

const PATH = "/outgoing/:id";

/** /outgoing/:id/file, /file/:revision and /attachments/:position: the rights of the document hold for its files. */
export function filePages(app: Hono<HttpEnv>, house: House): void {
  app.get(`${PATH}/file`, async (c) => {
    const document = await readable(c, house);
    const file = { sha256: document.file_sha256, size: Number(document.file_size) };
    return await send(c, house, document, { ...file, name: fileNameOf(document), type: "application/pdf" });
  });

  app.get(`${PATH}/file/:revision`, async (c) => {
    const document = await readable(c, house);
    const number = wholeNumber(c.req.param("revision"));
    const revision = await house.database.queries
      .selectFrom("documents.revision")
      .select(["file_sha256", "file_size", "kind"])
      .where("outgoing_id", "=", document.id)
      .where("number", "=", number)
      .executeTakeFirst();
    if (!revision) throw notFound();
    return await send(c, house, document, {
      sha256: revision.file_sha256,
      size: Number(revision.file_size),
      name: `${number}-${revision.kind}-${document.file_name}`,
      type: "application/pdf",
    });
  });

  app.get(`${PATH}/source/:revision`, async (c) => {
    const document = await readable(c, house);
    const revision = await house.database.queries
      .selectFrom("documents.revision")
      .select("file_sha256")
      .where("outgoing_id", "=", document.id)
      .where("number", "=", wholeNumber(c.req.param("revision")))
      .executeTakeFirst();
    const sources = await sourcesOf(house.database.queries, document.id);
    const source = sources.get(revision?.file_sha256 ?? "");
    if (!source) throw notFound();
    return await send(c, house, document, source);
  });

  app.get(`${PATH}/attachments/:position`, async (c) => {
    const document = await readable(c, house);
    const position = wholeNumber(c.req.param("position"));
    const file = (await attachmentsOf(house.database.queries, document.id))[position];
    if (!file) throw notFound();
    return await send(c, house, document, file);
  });
}

async function readable(c: Context<HttpEnv>, house: House): Promise<Outgoing> {
  const { actor } = requireSession(c);
  const document = await getOutgoing(house.database.queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
  return document;
}

async function send(
  c: Context<HttpEnv>,
  house: House,
  document: Outgoing,
  file: FileToSend,
): Promise<Response> {
  await recordReading(house, requireSession(c).actor, {
    kind: "outgoing-document",
    id: document.id,
    confidentiality: document.confidentiality,
    what: file.sha256,
  });
  return await sendFile(c, file);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw notFound();
  return Number(text);
}
