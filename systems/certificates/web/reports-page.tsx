import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findOrganisations } from "../../../core/directory/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  value,
} from "../../../core/http/index.ts";
import { transact } from "../../../core/transaction/index.ts";
import {
  Button,
  Card,
  EmptyState,
  Form,
  formatDate,
  formatNumber,
  type Task,
  TaskList,
  useText,
} from "../../../core/ui/index.ts";
import { listNumbered, type NumberedDocument, type SignedShare, signedShare } from "../../documents/index.ts";
import { isUuid } from "../certificate.ts";
import { countReports, REPORTS } from "../list-certificates.ts";
import { mayReadShare } from "../permissions.ts";
import { takeInKey, type UnregisteredKey, unregisteredKeys } from "../take-in-key.ts";
import { type Asked, ask } from "./asked.ts";
import { requestIdOf } from "./forms.ts";
import { REPORT_WORDS } from "./words.ts";

const MONTHS = 6;
const SHOWN_KEYS = 50;
const SHOWN_DOCUMENTS = 200;

/** GET /certificates/reports */
export async function reportsPage(c: Context<HttpEnv>): Promise<Response> {
  const asked = await ask(c);
  const { queries } = c.var.house.database;
  const seesShare = may(asked.actor, mayReadShare, shareSubject(asked));
  const [counts, keys, share] = await Promise.all([
    countReports(queries, asked.actor, asked.units, asked.filter),
    asked.manager ? unregisteredKeys(queries, SHOWN_KEYS) : [],
    seesShare ? shareOf(c, asked) : [],
  ]);
  const tasks = REPORTS.map((report): Task => {
    const words = REPORT_WORDS[report];
    return {
      label: words.label,
      hint: words.advice,
      href: `/certificates?report=${report}`,
      state: <strong>{formatNumber(counts[report])}</strong>,
    };
  });
  return await answerPage(c, {
    title: { vi: "Báo cáo chứng thư số", en: "Reports on certificates" },
    crumbs: [{ href: "/certificates", label: { vi: "Sổ chứng thư số", en: "Register of certificates" } }],
    children: (
      <ReportsView tasks={tasks} keys={keys} share={seesShare ? share : undefined} manager={asked.manager} />
    ),
  });
}

/** POST /certificates/take-in */
export async function takeIn(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = await ask(c);
  const form = await readForm(c);
  const id = await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
    takeInKey(c.var.house, tx, actor, value(form, "thumbprint")),
  );
  return redirectTo(c, `/certificates/${id}`, {
    tone: "good",
    message: { vi: "Đã đưa chứng thư số vào sổ.", en: "The certificate is in the register." },
  });
}

/** GET /certificates/reports/documents?unit=…&month=yyyy-MM: the documents behind a share. */
export async function shareDocumentsPage(c: Context<HttpEnv>): Promise<Response> {
  const asked = await ask(c);
  assertMay(asked.actor, mayReadShare, shareSubject(asked));
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(queryText(c, "month", 7))
    ? queryText(c, "month", 7)
    : undefined;
  const unitId = queryText(c, "unit", 36);
  const known = month !== undefined && isUuid(unitId);
  const documents = known
    ? await listNumbered(
        c.var.house.database.queries,
        { ...monthDays(month), unitId, ...scopeOf(asked) },
        SHOWN_DOCUMENTS,
      )
    : [];
  return await answerPage(c, {
    title: { vi: `Văn bản đi tháng ${month ?? ""}`, en: `Outgoing documents of ${month ?? ""}` },
    crumbs: [{ href: "/certificates/reports", label: { vi: "Báo cáo chứng thư số", en: "Reports" } }],
    children: <DocumentsView documents={documents} />,
  });
}

export interface NamedShare extends SignedShare {
  readonly unit: string;
}

async function shareOf(c: Context<HttpEnv>, asked: Asked): Promise<readonly NamedShare[]> {
  const { queries } = c.var.house.database;
  const today = localDateOf(asked.filter.now);
  const first = new Date(Date.UTC(Number(today.slice(0, 4)), Number(today.slice(5, 7)) - MONTHS, 1));
  const rows = await signedShare(queries, {
    from: first.toISOString().slice(0, 10),
    to: today,
    ...scopeOf(asked),
  });
  const ids = [...new Set(rows.flatMap((row) => [row.unitId, row.organisationId]))];
  const names = new Map((await findOrganisations(queries, ids, today)).map((unit) => [unit.id, unit.name]));
  return rows.map((row) => ({
    ...row,
    unit: [...new Set([names.get(row.unitId), names.get(row.organisationId)])].filter(Boolean).join(", "),
  }));
}

/** The managers see every organisation, everybody else their own. */
function scopeOf({ manager, actor }: Asked): { readonly organisationId?: string } {
  return manager ? {} : { organisationId: actor.organisationId };
}

function shareSubject({ actor, units }: Asked) {
  const { organisationId } = actor;
  return {
    organisationId,
    managers: units.managers,
    itUnits: units.byOrganisation.get(organisationId) ?? [],
  };
}

/** A serial number may break on a narrow screen. */
function breakable(serial: string): string {
  return serial.replace(/.{8}(?=.)/g, "$&\u200b");
}

function monthDays(month: string): { readonly from: string; readonly to: string } {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0));
  return { from: `${month}-01`, to: last.toISOString().slice(0, 10) };
}

function ReportsView(props: {
  tasks: readonly Task[];
  keys: readonly UnregisteredKey[];
  /** Absent when the reader may not see it. */
  share: readonly NamedShare[] | undefined;
  manager: boolean;
}) {
  const text = useText();
  const { tasks, keys, share } = props;
  return (
    <>
      <Card title={{ vi: "Cần xem lại", en: "To look at" }}>
        <TaskList tasks={tasks} />
      </Card>
      {props.manager && (
        <Card
          title={{ vi: "Đang ký trong hệ thống nhưng chưa đăng ký", en: "Signing here but not registered" }}
        >
          {keys.length === 0 ? (
            <p>{text({ vi: "Không có.", en: "None." })}</p>
          ) : (
            <ul class="file-list">
              {keys.map((key) => (
                <li key={key.thumbprint}>
                  <Form action="/certificates/take-in" method="post" transactionId={randomUUID()}>
                    <input type="hidden" name="thumbprint" value={key.thumbprint} />
                    <span>
                      {`${key.holderName}, ${breakable(key.serial)}, ${text({ vi: "hết hạn", en: "ends" })} ${formatDate(key.notAfter)} `}
                    </span>
                    <Button icon="plus">
                      {text({ vi: "Đưa vào sổ", en: "Take in" })}
                      <span class="visually-hidden"> {key.holderName}</span>
                    </Button>
                  </Form>
                </li>
              ))}
            </ul>
          )}
        </Card>
      )}
      {share && (
        <Card title={{ vi: "Tỷ lệ văn bản đi ký số", en: "Share of signed outgoing documents" }}>
          {share.length === 0 ? (
            <EmptyState
              icon="document"
              title={{
                vi: "Chưa có văn bản nào trong sáu tháng qua",
                en: "No document in the last six months",
              }}
              explanation={{
                vi: "Tỷ lệ được tính khi văn thư cấp số văn bản đi.",
                en: "The share is counted when outgoing documents are numbered.",
              }}
            />
          ) : (
            <div class="register-scroll">
              <table class="register-table">
                <thead>
                  <tr>
                    <th scope="col">{text({ vi: "Tháng", en: "Month" })}</th>
                    <th scope="col">{text({ vi: "Đơn vị soạn", en: "Drafting unit" })}</th>
                    <th scope="col">{text({ vi: "Đã cấp số", en: "Numbered" })}</th>
                    <th scope="col">{text({ vi: "Đủ hai chữ ký số", en: "Signed and sealed" })}</th>
                    <th scope="col">{text({ vi: "Tỷ lệ", en: "Share" })}</th>
                  </tr>
                </thead>
                <tbody>
                  {share.map((row) => (
                    <tr key={`${row.month}${row.unitId}`}>
                      <td>{row.month}</td>
                      <td>
                        <a href={`/certificates/reports/documents?month=${row.month}&unit=${row.unitId}`}>
                          {row.unit}
                        </a>
                      </td>
                      <td class="cell-number">{formatNumber(row.numbered)}</td>
                      <td class="cell-number">{formatNumber(row.signed)}</td>
                      <td class="cell-number">{`${formatNumber((100 * row.signed) / row.numbered, 1)} %`}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Card>
      )}
    </>
  );
}

function DocumentsView({ documents }: { documents: readonly NumberedDocument[] }) {
  const text = useText();
  if (documents.length === 0) {
    return (
      <EmptyState
        icon="document"
        title={{ vi: "Không có văn bản nào", en: "No document" }}
        explanation={{
          vi: "Quay lại báo cáo và chọn một dòng khác.",
          en: "Go back and choose another line.",
        }}
      />
    );
  }
  return (
    <ul>
      {documents.map((document) => (
        <li key={document.id}>
          <a href={`/outgoing/${document.id}`}>{document.symbol}</a>
          {`, ${formatDate(document.issuedDate)}. `}
          <strong>
            {document.signed
              ? text({ vi: "Đủ hai chữ ký số", en: "Signed and sealed" })
              : text({ vi: "Chưa đủ chữ ký số", en: "Not fully signed" })}
          </strong>
        </li>
      ))}
    </ul>
  );
}
