import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import { formatDate, parseDay, say, type Words } from "../../../../core/ui/index.ts";
import { type DuplicateDocument, findDuplicate } from "../../incoming/find-duplicate.ts";
import { findIssuers } from "../../incoming/find-issuers.ts";
import { mayRegister } from "../../permissions.ts";

const OFFERED = 8;

/** GET /incoming/issuers?text=: names of issuers while they are typed. */
export async function issuersWhileTyping(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayRegister, { organisationId: actor.organisationId });
  const typed = queryText(c, "text", 200);
  const names = await findIssuers(c.var.house.database.queries, actor.organisationId, typed, OFFERED);
  return c.json({ names });
}

/** GET /incoming/duplicates?…: the document that is there already, as a sentence; empty when there is none. */
export async function duplicateWhileTyping(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayRegister, { organisationId: actor.organisationId });
  const identity = {
    organisationId: actor.organisationId,
    fromName: queryText(c, "fromName", 200),
    codeNumber: queryText(c, "codeNumber", 11),
    codeNotation: queryText(c, "codeNotation", 30),
    issuedDate: parseDay(queryText(c, "issuedDate", 10)) ?? "",
  };
  if (Object.values(identity).some((part) => part === "")) return c.json({ message: "" });
  const found = await findDuplicate(c.var.house.database.queries, identity);
  return c.json({ message: found ? say(c.var.lang, duplicateWords(found)) : "" });
}

/** What the clerk reads beside the field; of a secret document only that it is there. */
export function duplicateWords(found: DuplicateDocument): Words {
  const number = found.arrival_number;
  const what =
    found.confidentiality > 0
      ? { vi: "văn bản mật", en: "secret document" }
      : { vi: found.abstract, en: found.abstract };
  return {
    vi: `Có thể trùng: ${number === null ? "văn bản đã đến, chưa vào sổ" : `số đến ${number}/${found.arrival_year}`}, ngày ${formatDate(found.issued_date)}, ${what.vi}.`,
    en: `Possible duplicate: ${number === null ? "arrived, not registered yet" : `arrival number ${number}/${found.arrival_year}`}, dated ${formatDate(found.issued_date)}, ${what.en}.`,
  };
}
