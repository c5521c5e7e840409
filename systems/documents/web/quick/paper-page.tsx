import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import type { FieldErrors, KeptFile } from "../../../../core/ui/index.ts";
import { findDuplicate } from "../../incoming/find-duplicate.ts";
import { findIssuers } from "../../incoming/find-issuers.ts";
import { findRegistered } from "../../incoming/last-registered.ts";
import { parsePaperFields, registerPaperDocument } from "../../incoming/register-paper-document.ts";
import type { NamedFile } from "../../outgoing/create-draft.ts";
import { fileToken } from "../../outgoing/file-token.ts";
import { isUuid } from "../../outgoing/outgoing.ts";
import { mayRegister } from "../../permissions.ts";
import { countIncoming } from "../../registers.ts";
import { MAX_SCAN, paperFieldsOf, paperScanOf } from "../incoming/paper-form.ts";
import { verdictOfScan } from "../incoming/verdict-of-scan.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { duplicateWords } from "./lookups.ts";
import { QuickPaperForm } from "./paper-form.tsx";
import { GivenNumber, KeyHelp, LastRegistered, QuickTabs, quickStanding } from "./quick-parts.tsx";

const ISSUERS_WITHOUT_SCRIPT = 50;
const COUNTED = 100;

/** What stays for the next paper of the pile, carried in the address. */
const REPEATS = ["receivedDate", "confidentiality", "typeName", "fromName"] as const;

/** GET /incoming/quick: one paper after another by keyboard; what repeats stands in the fields already. */
export async function quickPaperPage(c: Context<HttpEnv>): Promise<Response> {
  const kept = new Map(REPEATS.map((name) => [name as string, queryText(c, name, 200)]));
  return await answerForm(
    c,
    { errors: {}, typed: (name) => kept.get(name) ?? "", keep: kept.get("fromName") !== "" },
    200,
  );
}

/** POST /incoming/quick: registers, then opens the next form (or the document). */
export async function quickPaper(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  assertMay(actor, mayRegister, { organisationId: actor.organisationId });
  const form = await readForm(c, { maxFileBytes: MAX_SCAN });
  const typed = (name: string) => value(form, name);
  const keep = typed("keep") === "1";
  let scan: NamedFile | undefined;
  try {
    scan = await paperScanOf(house, actor, form);
    const fields = parsePaperFields(paperFieldsOf(form), localDateOf(new Date()));
    const duplicate = await findDuplicate(house.database.queries, {
      organisationId: actor.organisationId,
      ...fields,
    });
    if (duplicate && typed("duplicateSeen") !== duplicate.id) {
      const { vi, en } = duplicateWords(duplicate);
      const errors = {
        codeNotation: {
          vi: `${vi} Nếu vẫn vào sổ, lưu lần nữa.`,
          en: `${en} Save once more to register it all the same.`,
        },
      };
      return await answerForm(c, { errors, typed, keep, scan, duplicateSeen: duplicate.id }, 409);
    }
    const verdict = scan ? await verdictOfScan(house, scan.sha256) : null;
    const done = await transact(house, { actor, ...requestIdOf(form) }, (tx) =>
      registerPaperDocument(tx, actor, {
        fields,
        file: scan ? { ...scan, description: "" } : null,
        verdict: verdict?.verdict ?? null,
        verdictDetails: verdict?.details ?? null,
      }),
    );
    if (typed("do") === "open") return redirectTo(c, `/incoming/${done.id}`);
    const repeats = REPEATS.filter((name) => name !== "fromName" || keep);
    const next = new URLSearchParams([
      ["saved", done.id],
      ...repeats.map((name): [string, string] => [name, typed(name)]),
    ]);
    return redirectTo(c, `/incoming/quick?${next}`);
  } catch (error) {
    const refused = refusedForm(error);
    return await answerForm(c, { errors: refused.errors, typed, keep, scan }, refused.status);
  }
}

interface ShownForm {
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string;
  readonly keep: boolean;
  readonly scan?: NamedFile | undefined;
  /** The duplicate the clerk has been told of. */
  readonly duplicateSeen?: string;
}

async function answerForm(
  c: Context<HttpEnv>,
  shown: ShownForm,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { organisationId } = actor;
  assertMay(actor, mayRegister, { organisationId });
  const { house } = c.var;
  const { queries } = house.database;
  const now = new Date();
  const savedId = queryText(c, "saved", 36);
  const [types, issuers, waiting, saved] = await Promise.all([
    queries.selectFrom("documents.document_type").select("name").orderBy("position").execute(),
    findIssuers(queries, organisationId, "", ISSUERS_WITHOUT_SCRIPT),
    countIncoming(queries, { organisationId, states: ["arrived"] }, COUNTED),
    isUuid(savedId) ? findRegistered(queries, organisationId, savedId) : undefined,
  ]);
  const standing = await quickStanding(queries, organisationId, waiting, now);
  const { scan } = shown;
  const kept: KeptFile[] = scan
    ? [{ id: fileToken(house, actor.personId, scan), name: scan.name, size: scan.size }]
    : [];
  return await answerPage(
    c,
    {
      title: { vi: "Vào sổ nhanh", en: "Register quickly" },
      crumbs: [{ href: "/incoming", label: { vi: "Văn bản đến", en: "Incoming documents" } }],
      children: (
        <div class="quick dense" data-island="keys">
          <QuickTabs waiting={waiting} current="paper" />
          <KeyHelp keys={KEYS} />
          <GivenNumber saved={saved} />
          <div class="quick-columns">
            <QuickPaperForm
              {...shown}
              typed={(name) => shown.typed(name) || (name === "receivedDate" ? localDateOf(now) : "")}
              formId={`quick-${randomUUID()}`}
              types={types.map((type) => type.name)}
              issuers={issuers}
              kept={kept}
            />
            <LastRegistered {...standing} />
          </div>
        </div>
      ),
    },
    status,
  );
}

const KEYS = [
  {
    key: "Alt+L",
    does: { vi: "lưu, lấy số đến và nhập văn bản tiếp theo", en: "save, take the number, enter the next" },
  },
  { key: "Alt+M", does: { vi: "lưu và mở văn bản", en: "save and open the document" } },
  { key: "Enter", does: { vi: "trong một ô: như Alt+L", en: "in a field: as Alt+L" } },
  { key: "↓ ↑ Enter", does: { vi: "chọn cơ quan ban hành gợi ý", en: "choose a proposed issuer" } },
  {
    key: "Alt+G",
    does: { vi: "giữ hoặc thôi giữ cơ quan ban hành cho văn bản sau", en: "keep the issuer for the next" },
  },
  { key: "Alt+C", does: { vi: "về ô cơ quan ban hành", en: "go to the issuer" } },
  { key: "Alt+T", does: { vi: "về ô trích yếu", en: "go to the abstract" } },
] as const;
