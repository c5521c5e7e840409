import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { sql } from "kysely";
import { assertMay, may } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { answerPage, type HttpEnv, readForm, redirectTo, requireSession } from "../../../core/http/index.ts";
import { transact } from "../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  Facts,
  Form,
  formatDate,
  formatDateTime,
  LinkButton,
  StateChip,
  Timeline,
  useText,
} from "../../../core/ui/index.ts";
import { getCertificate, type RegisteredCertificate } from "../certificate.ts";
import { handOverCertificate } from "../hand-over-certificate.ts";
import { itUnitsOn, subjectOf } from "../managers.ts";
import { mayManage, mayReadCertificate, mayRequest } from "../permissions.ts";
import {
  CERTIFICATE_TRANSITIONS,
  DEVICE_WORDS,
  KIND_WORDS,
  type LaterRequestKind,
  REQUEST_KIND_WORDS,
  REQUEST_KINDS,
} from "../states.ts";
import { lookOf } from "./columns.ts";
import { requestIdOf } from "./forms.ts";
import { historyWords } from "./words.ts";

interface HistoryLine {
  readonly at: Date;
  readonly by_name: string;
  readonly by_position: string;
  readonly action: string;
  readonly note: string;
}

interface Holding {
  readonly holder: string;
  readonly unit: string;
  readonly from: string;
  readonly to: string | null;
}

/** GET /certificates/:id */
export async function detailPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const certificate = await getCertificate(queries, c.req.param("id") ?? "");
  const units = await itUnitsOn(queries, new Date());
  assertMay(actor, mayReadCertificate, subjectOf(certificate, units));
  const [history, holdings] = await Promise.all([
    historyOf(queries, certificate.id),
    holdingsOf(queries, certificate.id),
  ]);
  const askable = may(actor, mayRequest, subjectOf(certificate, units))
    ? REQUEST_KINDS.flatMap((kind) =>
        kind !== "new" && CERTIFICATE_TRANSITIONS[certificate.state][kind] ? [kind] : [],
      )
    : [];
  const handOver = may(actor, mayManage, units) && certificate.state === "issued";
  return await answerPage(c, {
    title: certificate.holder_name,
    lead: { vi: `Chứng thư số ${certificate.serial}`, en: `Certificate ${certificate.serial}` },
    crumbs: [{ href: "/certificates", label: { vi: "Sổ chứng thư số", en: "Register of certificates" } }],
    children: <DetailView {...{ certificate, history, holdings, askable, handOver }} />,
  });
}

/** POST /certificates/:id/hand-over */
export async function handOver(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const id = c.req.param("id") ?? "";
  await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
    await handOverCertificate(tx, actor, id);
    return id;
  });
  return redirectTo(c, `/certificates/${id}`, {
    tone: "good",
    message: { vi: "Đã bàn giao, chứng thư số đang dùng.", en: "Handed over: the certificate is in use." },
  });
}

async function historyOf(queries: Queries, id: string): Promise<readonly HistoryLine[]> {
  return await queries
    .selectFrom("certificates.history")
    .select(["at", "by_name", "by_position", "action", "note"])
    .where("certificate_id", "=", id)
    .orderBy("id", "desc")
    .limit(200)
    .execute();
}

async function holdingsOf(queries: Queries, id: string): Promise<readonly Holding[]> {
  const { rows } = await sql<Holding>`
    select holder_name as holder, unit_name as unit, lower(valid) as "from", upper(valid) as "to"
      from certificates.holding where certificate_id = ${id}::uuid order by valid desc`.execute(queries);
  return rows;
}

function DetailView(props: {
  certificate: RegisteredCertificate;
  history: readonly HistoryLine[];
  holdings: readonly Holding[];
  askable: readonly LaterRequestKind[];
  handOver: boolean;
}) {
  const text = useText();
  const { certificate, history, holdings, askable } = props;
  const look = lookOf(certificate, new Date());
  return (
    <>
      {props.handOver && (
        <Form action={`/certificates/${certificate.id}/hand-over`} method="post" transactionId={randomUUID()}>
          <Actions>
            <Button kind="primary" icon="check">
              {text({ vi: "Đã bàn giao, đưa vào sử dụng", en: "Handed over, put into use" })}
            </Button>
          </Actions>
        </Form>
      )}
      {askable.length > 0 && (
        <Actions>
          {askable.map((kind) => (
            <LinkButton
              key={kind}
              href={`/certificates/requests/later?kind=${kind}&certificate=${certificate.id}`}
              kind={kind === "revoke" ? "danger" : "secondary"}
            >
              {text(REQUEST_KIND_WORDS[kind])}
            </LinkButton>
          ))}
        </Actions>
      )}
      <Card title={{ vi: "Chứng thư số", en: "Certificate" }}>
        <Facts
          facts={[
            {
              term: { vi: "Tình trạng", en: "State" },
              value: <StateChip tone={look.tone} label={look.label} />,
            },
            { term: { vi: "Loại", en: "Kind" }, value: text(KIND_WORDS[certificate.kind]) },
            { term: { vi: "Chức vụ", en: "Position" }, value: certificate.holder_title || undefined },
            { term: { vi: "Đơn vị", en: "Unit" }, value: certificate.unit_name },
            { term: { vi: "Cơ quan", en: "Organisation" }, value: certificate.organisation_name },
            { term: { vi: "Số serial", en: "Serial number" }, value: certificate.serial },
            { term: { vi: "Tổ chức cấp", en: "Issuer" }, value: certificate.issuer },
            { term: { vi: "Chủ thể", en: "Subject" }, value: certificate.subject || undefined },
            {
              term: { vi: "Hiệu lực", en: "Validity" },
              value: `${formatDate(certificate.not_before)} - ${formatDate(certificate.not_after)}`,
            },
            {
              term: { vi: "Thiết bị", en: "Device" },
              value: `${text(DEVICE_WORDS[certificate.device])} ${certificate.device_serial}`.trim(),
            },
            {
              term: { vi: "Đã nhận lại thiết bị", en: "Device handed back" },
              value: certificate.device_returned_on ? formatDate(certificate.device_returned_on) : undefined,
            },
            {
              term: { vi: "Ký gần nhất", en: "Last signature seen" },
              value: certificate.last_used_at ? formatDateTime(certificate.last_used_at) : undefined,
            },
            {
              term: { vi: "Vân tay SHA-256", en: "SHA-256 thumbprint" },
              value: certificate.thumbprint ?? undefined,
            },
          ]}
        />
      </Card>
      <Card title={{ vi: "Người giữ qua các thời kỳ", en: "Holders over time" }}>
        <ul>
          {holdings.map((each) => (
            <li key={each.from}>
              {`${each.holder}, ${each.unit}: ${formatDate(each.from)} - ${each.to ? formatDate(each.to) : text({ vi: "nay", en: "now" })}`}
            </li>
          ))}
        </ul>
      </Card>
      <Card title={{ vi: "Quá trình", en: "History" }}>
        <Timeline
          label={{ vi: "Quá trình của chứng thư số", en: "History of the certificate" }}
          entries={history.map((line) => ({
            at: line.at,
            title: historyWords(line.action),
            tone: line.action === "revoke" ? ("bad" as const) : ("neutral" as const),
            by: [line.by_name, line.by_position].filter(Boolean).join(", "),
            detail: line.note || undefined,
          }))}
        />
      </Card>
    </>
  );
}
