import { Readable } from "node:stream";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { answerPage, attachment, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import type { Words } from "../../../../core/ui/index.ts";
import { getOutgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { mayReadOutgoing } from "../../permissions.ts";
import { readIncoming } from "../incoming/read-incoming.ts";
import { recordReading } from "../shared/record-reading.ts";
import { loadIncomingStory, loadOutgoingStory, type Story } from "./load-story.ts";
import { storyPdf } from "./story-pdf.ts";
import { StoryActions, StoryView } from "./story-view.tsx";

const LISTS: Readonly<Record<Story["kind"], Words>> = {
  incoming: { vi: "Văn bản đến", en: "Incoming documents" },
  outgoing: { vi: "Văn bản đi", en: "Outgoing documents" },
};

/** GET /incoming/:id/story and /outgoing/:id/story: everything that happened to a document, on one page. */
export async function storyPage(c: Context<HttpEnv>): Promise<Response> {
  const story = await readable(c, "card");
  const here = `/${story.kind}/${story.id}`;
  return await answerPage(c, {
    title: story.title,
    lead: story.abstract,
    crumbs: [
      { href: `/${story.kind}`, label: LISTS[story.kind] },
      { href: here, label: { vi: "Văn bản", en: "The document" } },
    ],
    actions: <StoryActions href={here} />,
    children: <StoryView story={story} />,
  });
}

/** GET /incoming/:id/story.pdf and /outgoing/:id/story.pdf: the same as a file. */
export async function storyFile(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const story = await readable(c, "card as PDF");
  const pdf = storyPdf(story, actor.fullName, new Date());
  pdf.on("error", (error) =>
    c.var.house.log.warn({ document: story.id, error: String(error) }, "a card broke off"),
  );
  return new Response(Readable.toWeb(pdf) as ReadableStream, {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": attachment(`${story.title.vi.replaceAll("/", "-")}.pdf`),
      "Cache-Control": "private, no-store",
    },
  });
}

/** The story, for a person who may read the document; the reading is marked, of a secret one audited, first. */
async function readable(c: Context<HttpEnv>, what: string): Promise<Story> {
  const { house } = c.var;
  const { queries } = house.database;
  if (c.req.path.startsWith("/incoming/"))
    return await loadIncomingStory(queries, (await readIncoming(c, what)).document);
  const { actor } = requireSession(c);
  const document = await getOutgoing(queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
  const { id, confidentiality } = document;
  await recordReading(house, actor, { kind: "outgoing-document", id, confidentiality, what });
  return await loadOutgoingStory(queries, document);
}
