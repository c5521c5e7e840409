import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { formatDateTime } from "../../../../core/ui/index.ts";
import { answerTable, type TableKind } from "../../../documents/index.ts";
import { ACTION_WORDS, DOSSIER_STATES, STATE_WORDS } from "../../dossiers/index.ts";
import { resendAll, resendMessage } from "../corrections/resend.ts";
import { portalHealth } from "../health.ts";
import { countIncoming } from "../incoming/list-incoming.ts";
import {
  countMessages,
  everyMessage,
  listMessages,
  PORTAL_SORTS,
  type PortalFilter,
  type PortalLine,
  type PortalSort,
} from "../messages.ts";
import { mayReadPortal, mayResend } from "../permissions.ts";
import { MESSAGE_KINDS, STANDINGS, type Standing } from "../tables.ts";
import { KIND_WORDS, STANDING_WORDS, stateOf } from "../words.ts";
import { HealthNotice } from "./health-notice.tsx";
import { MessageRegister, ResendAllForm } from "./message-register.tsx";
import { HERE, PortalTabs, TITLE } from "./portal-tabs.tsx";

const PAGE = 50;
const COUNTED_TO = 9_999;

interface Asked {
  readonly standing: Standing | undefined;
  readonly filter: PortalFilter;
  readonly sort: PortalSort;
}

/** Administrators see every body's messages, others those of their own. @throws AccessDeniedError */
export function bodyOf(actor: PersonActor): string | undefined {
  if (may(actor, mayReadPortal, { organisationId: null })) return undefined;
  assertMay(actor, mayReadPortal, { organisationId: actor.organisationId });
  return actor.organisationId;
}

function ask(c: Context<HttpEnv>, actor: PersonActor): Asked {
  const organisationId = bodyOf(actor);
  const view = queryText(c, "view", 10);
  const standing = view === "" ? "refused" : STANDINGS.find((each) => each === view);
  const kind = MESSAGE_KINDS.find((each) => each === queryText(c, "kind", 10));
  const state = DOSSIER_STATES.find((each) => String(each) === queryText(c, "state", 2));
  const text = queryText(c, "code", 200);
  return {
    standing,
    sort: PORTAL_SORTS.find((each) => each === SORTS.get(queryText(c, "sort", 20))) ?? "newest",
    filter: {
      ...(organisationId === undefined ? {} : { organisationId }),
      ...(standing === undefined ? {} : { standing }),
      ...(kind === undefined ? {} : { kind }),
      ...(state === undefined ? {} : { state }),
      ...(text === "" ? {} : { text }),
    },
  };
}

/** The column's sort link says `at` or `-at`. */
const SORTS: ReadonlyMap<string, PortalSort> = new Map([
  ["at", "oldest"],
  ["-at", "newest"],
]);

/** GET /portal: what was refused, what waits, what arrived. */
export async function portalPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const asked = ask(c, actor);
  const after = queryText(c, "after", 40);
  const scope =
    asked.filter.organisationId === undefined ? {} : { organisationId: asked.filter.organisationId };
  const [page, refused, waiting, incoming, health] = await Promise.all([
    listMessages(queries, {
      limit: PAGE,
      filter: asked.filter,
      sort: asked.sort,
      ...(after === "" ? {} : { after }),
    }),
    countMessages(queries, { ...scope, standing: "refused" }, COUNTED_TO + 1),
    countMessages(queries, { ...scope, standing: "waiting" }, COUNTED_TO + 1),
    countIncoming(queries, scope.organisationId),
    portalHealth(queries),
  ]);
  const query = new URL(c.req.url).searchParams;
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "after"));
  const exported = rest.size > 0 ? `?${rest}` : "";
  const maySend = may(actor, mayResend, { organisationId: scope.organisationId ?? null });
  return await answerPage(c, {
    title: TITLE,
    lead: {
      vi: "Hồ sơ và tiến trình được gửi lên Cổng theo đúng thứ tự. Bản ghi bị từ chối nằm ở đây cùng lý do cho đến khi có người xử lý.",
      en: "Dossiers and their progress go to the portal in order. What it refuses stays here with the reason until somebody sees to it.",
    },
    actions: asked.standing === "refused" && refused > 0 && maySend && (
      <ResendAllForm amount={refused} transactionId={uuidv7(new Date())} />
    ),
    children: (
      <div class="dense">
        <HealthNotice health={health} configured={house.services.portal !== undefined} />
        <PortalTabs
          current={asked.standing ?? "all"}
          counts={{ refused, waiting, incoming }}
          countedTo={COUNTED_TO}
        />
        <MessageRegister
          rows={page.rows}
          query={query}
          asked={asked.filter}
          sort={asked.sort}
          bulk={asked.standing === "refused" && maySend}
          next={page.next && `${HERE}?${new URLSearchParams([...rest, ["after", page.next]])}`}
          previous={after === "" ? undefined : `${HERE}${exported}`}
          exports={{
            xlsx: `${HERE}.xlsx${exported}`,
            docx: `${HERE}.docx${exported}`,
            pdf: `${HERE}.pdf${exported}`,
          }}
        />
      </div>
    ),
  });
}

/** POST /portal/resend: the ticked ones, or all that were refused. */
export async function resendPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const requestId = value(form, "transactionId");
  const ticked = values(form, "selected");
  const organisationId = bodyOf(actor);
  const sent = await transact(
    c.var.house,
    { actor, ...(requestId.length >= 8 ? { requestId } : {}) },
    async (tx) => {
      if (value(form, "do") === "all") return await resendAll(tx, actor, organisationId);
      for (const id of ticked) await resendMessage(tx, actor, id);
      return ticked.length;
    },
  );
  return redirectTo(c, HERE, {
    tone: sent > 0 ? "good" : "info",
    message:
      sent > 0
        ? { vi: `Đã đưa ${sent} bản ghi vào hàng chờ gửi.`, en: `${sent} records are queued again.` }
        : { vi: "Chưa chọn bản ghi nào.", en: "Nothing was chosen." },
  });
}

/** GET /portal.xlsx, .docx, .pdf: every message as filtered. */
export async function portalExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const asked = ask(c, actor);
  const extension = c.req.path.split(".").at(-1);
  const kind: TableKind = extension === "pdf" || extension === "docx" ? extension : "xlsx";
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "portal.export",
      objectKind: "portal",
      objectId: asked.filter.organisationId ?? "all",
      data: { kind, address: new URL(c.req.url).search.slice(0, 1_000) },
    });
  });
  const standing =
    asked.standing === undefined ? "" : `: ${STANDING_WORDS[asked.standing].label.vi.toLowerCase()}`;
  return await answerTable(c, actor, kind, {
    title: `Đồng bộ với Cổng Dịch vụ công quốc gia${standing}`,
    subtitle: asked.filter.text ? `có từ "${asked.filter.text}"` : "",
    columns: [
      { key: "at", label: "Lúc", width: 10, kind: "date" },
      { key: "code", label: "Mã hồ sơ", width: 16 },
      { key: "procedure", label: "Thủ tục", width: 24 },
      { key: "kind", label: "Loại", width: 7 },
      { key: "what", label: "Việc", width: 14 },
      { key: "state", label: "Trạng thái hồ sơ", width: 12 },
      { key: "standing", label: "Tình trạng gửi", width: 10 },
      { key: "tries", label: "Số lần", width: 5, kind: "number" },
      { key: "problem", label: "Lý do", width: 28 },
    ],
    rows: cellsOf(everyMessage(house.database.queries, { filter: asked.filter, sort: asked.sort })),
  });
}

async function* cellsOf(rows: AsyncIterable<PortalLine>): AsyncGenerator<Readonly<Record<string, string>>> {
  for await (const row of rows)
    yield {
      at: formatDateTime(row.happenedAt),
      code: row.code,
      procedure: row.procedureName,
      kind: KIND_WORDS[row.kind].vi,
      what: ACTION_WORDS[row.action].vi,
      state: STATE_WORDS[stateOf(row.state)].label.vi,
      standing: STANDING_WORDS[row.late ? "late" : row.standing].label.vi,
      tries: String(row.tries),
      problem: row.problem ?? "",
    };
}
