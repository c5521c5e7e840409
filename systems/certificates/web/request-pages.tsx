import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { sql } from "kysely";
import { assertMay, may } from "../../../core/access/index.ts";
import { instantAt } from "../../../core/calendar/index.ts";
import { FormRefusal, notFound } from "../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  type Form as SentForm,
  value,
} from "../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import {
  type Column,
  formatDate,
  parseDay,
  RegisterTable,
  StateChip,
  useText,
} from "../../../core/ui/index.ts";
import { getCertificate, normaliseIssuer, normaliseSerial } from "../certificate.ts";
import { formOf } from "../forms/form-of.ts";
import { writeForm } from "../forms/write-form.ts";
import { readCertificateFile } from "../import/read-certificate-file.ts";
import { itUnitsOn, subjectOf, visibleTo } from "../managers.ts";
import { mayManage, mayReadCertificate, mayRequest, maySubmit } from "../permissions.ts";
import { cancelRequest } from "../requests/cancel-request.ts";
import { completeRequest, type IssuedCertificate } from "../requests/complete-request.ts";
import { refuseRequest } from "../requests/refuse-request.ts";
import { type CertificateRequest, getRequest } from "../requests/request.ts";
import { submitRequest } from "../requests/submit-request.ts";
import {
  DEVICES,
  REQUEST_KIND_WORDS,
  REQUEST_STATE_WORDS,
  REQUEST_TRANSITIONS,
  type RequestAction,
} from "../states.ts";
import { fileAnswer } from "./export.ts";
import { refusedForm, requestIdOf } from "./forms.ts";
import { type RequestRights, RequestView } from "./request-view.tsx";

const SHOWN = 200;
const DAY = 86_400_000;
const MAX_CERTIFICATE = 128 * 1024;

/** GET /certificates/requests: open ones first, then the latest decided. */
export async function requestsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const units = await itUnitsOn(queries, new Date());
  const { rows } = await sql<CertificateRequest>`select c.* from certificates.request c
    where ${visibleTo(actor, units)}
    order by (c.state in ('drafted', 'submitted')) desc, c.created_at desc, c.id desc limit ${SHOWN}`.execute(
    queries,
  );
  return await answerPage(c, {
    title: { vi: "Đề nghị về chứng thư số", en: "Certificate requests" },
    crumbs: [{ href: "/certificates", label: { vi: "Sổ chứng thư số", en: "Register of certificates" } }],
    children: (
      <RegisterTable
        id="requests"
        caption={{ vi: "Đề nghị", en: "Requests" }}
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/certificates/requests/${row.id}`}
        action="/certificates/requests"
        empty={{
          icon: "document",
          title: { vi: "Chưa có đề nghị nào", en: "There is no request" },
          explanation: {
            vi: "Lập đề nghị từ sổ chứng thư số: chọn chứng thư số rồi chọn việc cần làm.",
            en: "Draft one from the register: tick certificates and choose what to ask.",
          },
        }}
      />
    ),
  });
}

const COLUMNS: readonly Column<CertificateRequest>[] = [
  {
    key: "holder",
    label: { vi: "Người, cơ quan", en: "Holder" },
    phone: "title",
    cell: (row) => row.holder_name,
  },
  {
    key: "kind",
    label: { vi: "Đề nghị", en: "Request" },
    cell: (row) => <Said words={REQUEST_KIND_WORDS[row.kind]} />,
  },
  { key: "organisation", label: { vi: "Cơ quan", en: "Organisation" }, cell: (row) => row.organisation_name },
  {
    key: "at",
    label: { vi: "Ngày lập", en: "Drafted" },
    kind: "date",
    cell: (row) => formatDate(row.created_at),
  },
  {
    key: "state",
    label: { vi: "Tình trạng", en: "State" },
    kind: "state",
    cell: (row) => (
      <StateChip tone={REQUEST_STATE_WORDS[row.state].tone} label={REQUEST_STATE_WORDS[row.state].label} />
    ),
  },
];

function Said({ words }: { words: { readonly vi: string; readonly en: string } }) {
  return <>{useText()(words)}</>;
}

/** GET /certificates/requests/:id */
export async function requestPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerRequest(c, {}, undefined, 200);
}

/** GET /certificates/requests/:id/form.pdf and /list.pdf: the official form, or the list of the whole group. */
export async function requestForm(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const request = await readable(c);
  const whole = c.req.path.endsWith("/list.pdf");
  const units = await itUnitsOn(queries, new Date());
  const group = whole
    ? (
        await queries
          .selectFrom("certificates.request")
          .selectAll()
          .where("group_id", "=", request.group_id)
          .where("holder_kind", "=", request.holder_kind)
          .orderBy("id")
          .execute()
      ).filter((each) => may(actor, mayReadCertificate, subjectOf(each, units)))
    : [request];
  const form = formOf(request);
  const printed = await Promise.all(
    group.map(async (each) => ({
      request: each,
      certificate:
        each.certificate_id === null ? undefined : await getCertificate(queries, each.certificate_id),
    })),
  );
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "certificates.print-form",
      objectKind: "certificate-request",
      objectId: request.id,
      data: { form: form.number, requests: group.length },
    });
  });
  return fileAnswer(writeForm(form, printed), "pdf", `${whole ? form.listTitle : form.title}.pdf`);
}

/** POST /certificates/requests/:id/{submit,cancel,complete,refuse} */
export async function moveRequestPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const id = c.req.param("id") ?? "";
  const action = c.req.path.split("/").at(-1);
  const form = await readForm(c, { maxFileBytes: MAX_CERTIFICATE });
  try {
    const issued = action === "complete" ? await issuedOf(c, form) : undefined;
    await transact(house, { actor, ...requestIdOf(form) }, async (tx) => {
      if (action === "submit") await submitRequest(tx, actor, { id, reference: value(form, "reference") });
      else if (action === "cancel") await cancelRequest(tx, actor, id);
      else if (action === "refuse") await refuseRequest(tx, actor, { id, answer: value(form, "answer") });
      else if (action === "complete")
        await completeRequest(house, tx, actor, {
          id,
          answer: value(form, "answer"),
          ...(issued === undefined ? {} : { issued }),
        });
      else throw notFound();
      return id;
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerRequest(c, errors, form, status);
  }
  return redirectTo(c, `/certificates/requests/${id}`, {
    tone: "good",
    message: { vi: "Đã cập nhật đề nghị.", en: "The request is up to date." },
  });
}

/** What the authority issued: from the certificate file when there is one, else as typed. */
async function issuedOf(c: Context<HttpEnv>, form: SentForm): Promise<IssuedCertificate | undefined> {
  const common = {
    device: DEVICES.find((each) => each === value(form, "device")) ?? "usb-token",
    deviceSerial: value(form, "deviceSerial").slice(0, 100),
  };
  const [file] = form.files.get("file") ?? [];
  if (file && file.size > 0) {
    const fields = readCertificateFile(await c.var.house.files.bytes(file.sha256));
    if (fields) return { ...fields, ...common };
    throw new FormRefusal({
      file: {
        vi: "Không phải tệp chứng thư số đọc được (.cer, .crt).",
        en: "Not a readable certificate (.cer, .crt).",
      },
    });
  }
  if (["serial", "from", "to"].every((name) => value(form, name) === "")) return undefined;
  const serial = normaliseSerial(value(form, "serial"));
  const issuer = normaliseIssuer(value(form, "issuer"));
  const from = parseDay(value(form, "from"));
  const to = parseDay(value(form, "to"));
  const day = { vi: "Nhập ngày dạng 31/12/2026.", en: "Type a day such as 31/12/2026." };
  const problems = {
    ...(serial === undefined && {
      serial: { vi: "Số serial là số hệ 16 (0-9, a-f).", en: "The serial number is hexadecimal." },
    }),
    ...(issuer === "" && { issuer: { vi: "Nhập tổ chức cấp.", en: "Type the issuer." } }),
    ...(from === undefined && { from: day }),
    ...((to === undefined || (from !== undefined && to < from)) && { to: day }),
  };
  if (serial === undefined || from === undefined || to === undefined || Object.keys(problems).length > 0) {
    throw new FormRefusal(problems);
  }
  return {
    ...common,
    serial,
    issuer,
    subject: "",
    thumbprint: null,
    notBefore: instantAt(from),
    notAfter: new Date(instantAt(to).getTime() + DAY - 1000),
  };
}

async function readable(c: Context<HttpEnv>): Promise<CertificateRequest> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const request = await getRequest(queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadCertificate, subjectOf(request, await itUnitsOn(queries, new Date())));
  return request;
}

async function answerRequest(
  c: Context<HttpEnv>,
  errors: Parameters<typeof RequestView>[0]["errors"],
  form: SentForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const request = await readable(c);
  const counted = await queries
    .selectFrom("certificates.request")
    .select((row) => row.fn.countAll<string>().as("n"))
    .where("group_id", "=", request.group_id)
    .executeTakeFirst();
  const rights = rightsOf(actor, request, await itUnitsOn(queries, new Date()));
  const words = REQUEST_KIND_WORDS[request.kind];
  return await answerPage(
    c,
    {
      title: { vi: `${words.vi}: ${request.holder_name}`, en: `${words.en}: ${request.holder_name}` },
      crumbs: [
        { href: "/certificates", label: { vi: "Sổ chứng thư số", en: "Register of certificates" } },
        { href: "/certificates/requests", label: { vi: "Đề nghị", en: "Requests" } },
      ],
      children: (
        <RequestView
          request={request}
          group={Number(counted?.n ?? 1)}
          rights={rights}
          form={formOf(request)}
          errors={errors}
          typed={(name) => (form ? value(form, name) : "")}
          transactionId={randomUUID()}
        />
      ),
    },
    status,
  );
}

function rightsOf(
  actor: PersonActor,
  request: CertificateRequest,
  units: Awaited<ReturnType<typeof itUnitsOn>>,
): RequestRights {
  const subject = subjectOf(request, units);
  const open = (action: RequestAction) => REQUEST_TRANSITIONS[request.state][action] !== undefined;
  return {
    submit: open("submit") && may(actor, maySubmit, subject),
    cancel: open("cancel") && may(actor, mayRequest, subject),
    decide: open("complete") && may(actor, mayManage, units),
  };
}
