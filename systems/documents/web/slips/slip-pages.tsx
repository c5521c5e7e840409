import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { notFound } from "../../../../core/errors.ts";
import {
  answerPage,
  type Form as Fields,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  Form,
  formatDateTime,
  LinkButton,
  Notice,
  PdfViewer,
  Radios,
  StateChip,
  TextArea,
  TextField,
  type Tone,
  useText,
} from "../../../../core/ui/index.ts";
import { getOutgoing, type Outgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { mayReadOutgoing } from "../../permissions.ts";
import { mayDecideSlip, mayWriteSlip } from "../../slips/permissions.ts";
import { SLIP_LENGTHS, type SlipFields } from "../../slips/slip-fields.ts";
import {
  DECISION_WORDS,
  opinionsForSlip,
  type SlipVersion,
  slipIsOpen,
  slipVersions,
} from "../../slips/slips.ts";
import { SLIP_DECISIONS, type SlipDecision } from "../../slips/tables.ts";
import { decideSlip, writeSlip } from "../../slips/write-slip.ts";
import { recordReading } from "../shared/record-reading.ts";
import { type RefusedForm, refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { sendFile } from "../shared/send-file.ts";

const PATH = "/outgoing/:id/slip";

/** The submission slip of a draft: written, looked at, decided. */
export function slipPages(app: Hono<HttpEnv>): void {
  app.get(PATH, (c) => answer(c, undefined, { errors: {}, status: 200 }));
  app.post(PATH, writeAction);
  app.post(`${PATH}/decision`, decideAction);
  app.get(`${PATH}/:number{[0-9]{1,6}}`, slipFile);
}

async function readable(c: Context<HttpEnv>): Promise<{ actor: PersonActor; document: Outgoing }> {
  const { actor } = requireSession(c);
  const document = await getOutgoing(c.var.house.database.queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
  return { actor, document };
}

async function writeAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const id = c.req.param("id") ?? "";
  const form = await readForm(c);
  try {
    await writeSlip(c.var.house, actor, { id, ...typedFields(form), ...requestIdOf(form) });
    return redirectTo(c, `/outgoing/${id}/slip`, {
      tone: "good",
      message: { vi: "Đã lập phiếu trình.", en: "The slip is written." },
    });
  } catch (error) {
    return await answer(c, form, refusedForm(error));
  }
}

async function decideAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const id = c.req.param("id") ?? "";
  const form = await readForm(c);
  try {
    await decideSlip(c.var.house, actor, {
      id,
      seen: Number(value(form, "seen")),
      decision: value(form, "decision"),
      text: value(form, "text"),
      ...requestIdOf(form),
    });
    return redirectTo(c, `/outgoing/${id}/slip`, {
      tone: "good",
      message: { vi: "Đã cho ý kiến vào phiếu trình.", en: "Your decision is on the slip." },
    });
  } catch (error) {
    return await answer(c, form, refusedForm(error));
  }
}

/** GET /outgoing/:id/slip/:number: one version as PDF. */
async function slipFile(c: Context<HttpEnv>): Promise<Response> {
  const { actor, document } = await readable(c);
  const { house } = c.var;
  const versions = await slipVersions(house.database.queries, document.id);
  const found = versions.find(({ number }) => number === Number(c.req.param("number")));
  if (!found) throw notFound();
  await recordReading(house, actor, {
    kind: "outgoing-document",
    id: document.id,
    confidentiality: document.confidentiality,
    what: found.file_sha256,
  });
  return await sendFile(c, {
    sha256: found.file_sha256,
    size: Number(found.file_size),
    name: `phieu-trinh-${found.number}.pdf`,
    type: "application/pdf",
  });
}

function typedFields(form: Fields): SlipFields {
  return {
    addressee: value(form, "addressee"),
    matter: value(form, "matter"),
    summary: value(form, "summary"),
    opinions: value(form, "opinions"),
    proposal: value(form, "proposal"),
  };
}

async function answer(
  c: Context<HttpEnv>,
  form: Fields | undefined,
  {
    errors,
    status,
  }: { readonly errors: RefusedForm["errors"]; readonly status: 200 | RefusedForm["status"] },
): Promise<Response> {
  const { actor, document } = await readable(c);
  const { house } = c.var;
  const { queries } = house.database;
  const subject = subjectOfOutgoing(document);
  const versions = await slipVersions(queries, document.id);
  const latest = versions.at(-1);
  const writes = slipIsOpen(document.state, "write") && may(actor, mayWriteSlip, subject);
  const decides =
    latest !== undefined && slipIsOpen(document.state, "decide") && may(actor, mayDecideSlip, subject);
  if (!latest && !writes) throw notFound();
  const fields: SlipFields =
    form && !form.fields.has("decision") && form.fields.has("matter")
      ? typedFields(form)
      : (latest?.fields ?? {
          addressee: `${document.signer_position} ${document.signer_name}`,
          matter: document.abstract,
          summary: document.summary,
          opinions: await opinionsForSlip(queries, document),
          proposal: `Kính trình ${document.signer_position} xem xét, ký ban hành.`,
        });
  await recordReading(house, actor, {
    kind: "outgoing-document",
    id: document.id,
    confidentiality: document.confidentiality,
    what: "slip",
  });
  return await answerPage(
    c,
    {
      title: { vi: "Phiếu trình", en: "Submission slip" },
      lead: document.abstract,
      crumbs: [
        { href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" } },
        { href: `/outgoing/${document.id}`, label: document.symbol ?? { vi: "Dự thảo", en: "Draft" } },
      ],
      children: (
        <div class="stack" data-live-hold>
          <ErrorSummary errors={errors} />
          {latest && <Shown document={document} versions={versions} latest={latest} />}
          {decides && latest && (
            <DecideForm document={document} latest={latest} form={form} errors={errors} />
          )}
          {writes && (
            <WriteForm document={document} fields={fields} again={latest !== undefined} errors={errors} />
          )}
        </div>
      ),
    },
    status,
  );
}

const TONES: Readonly<Record<SlipDecision, Tone>> = { agree: "good", disagree: "bad", other: "attention" };

/** What was decided, as a mark. */
export function DecisionChip({ decision }: { readonly decision: SlipDecision }) {
  return <StateChip tone={TONES[decision]} label={DECISION_WORDS[decision]} />;
}

function Shown({
  document,
  versions,
  latest,
}: {
  readonly document: Outgoing;
  readonly versions: readonly SlipVersion[];
  readonly latest: SlipVersion;
}) {
  const text = useText();
  const href = `/outgoing/${document.id}/slip/${latest.number}`;
  return (
    <Card title={{ vi: "Phiếu trình", en: "The slip" }}>
      {latest.decision ? (
        <Notice tone={latest.decision === "agree" ? "good" : "attention"}>
          <p>
            <DecisionChip decision={latest.decision} /> {latest.decision_text} {formatDateTime(latest.at)}
          </p>
        </Notice>
      ) : (
        <p>{text({ vi: "Chưa có ý kiến của lãnh đạo.", en: "No leader has decided yet." })}</p>
      )}
      <PdfViewer id="slip-file" src={`${href}?v=${latest.file_sha256.slice(0, 16)}`} title="Phiếu trình" />
      {versions.length > 1 && (
        <details>
          <summary>{text({ vi: `${versions.length} bản`, en: `${versions.length} versions` })}</summary>
          <ul>
            {versions.map((each) => (
              <li key={each.number}>
                <a href={`/outgoing/${document.id}/slip/${each.number}`} data-turbo="false">
                  {text({ vi: `Bản ${each.number}`, en: `Version ${each.number}` })}
                </a>
                , {each.by_name}, {formatDateTime(each.at)}
                {each.decision && `: ${text(DECISION_WORDS[each.decision])}`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

interface FormProps {
  readonly document: Outgoing;
  readonly errors: RefusedForm["errors"];
}

function DecideForm({
  document,
  latest,
  form,
  errors,
}: FormProps & { readonly latest: SlipVersion; readonly form: Fields | undefined }) {
  const text = useText();
  return (
    <Card title={{ vi: "Việc của bạn: cho ý kiến", en: "Your step: decide" }}>
      <Form
        action={`/outgoing/${document.id}/slip/decision`}
        method="post"
        keep={`slip-decision:${document.id}`}
        transactionId={randomUUID()}
      >
        <input type="hidden" name="seen" value={latest.number} />
        <Radios
          name="decision"
          label={{ vi: "Ý kiến", en: "Decision" }}
          value={form ? value(form, "decision") || undefined : undefined}
          options={SLIP_DECISIONS.map((each) => ({ value: each, label: DECISION_WORDS[each] }))}
          error={errors.decision}
        />
        <TextArea
          name="text"
          label={{ vi: "Nội dung ý kiến", en: "Your words" }}
          hint={{ vi: "Cần khi không đồng ý hoặc có ý kiến khác.", en: "Needed unless you simply agree." }}
          optional
          maxLength={2000}
          rows={3}
          value={form ? value(form, "text") : ""}
          error={errors.text}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Ghi ý kiến vào phiếu trình", en: "Decide" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function WriteForm({
  document,
  fields,
  again,
  errors,
}: FormProps & { readonly fields: SlipFields; readonly again: boolean }) {
  const text = useText();
  return (
    <Card
      title={
        again
          ? { vi: "Lập bản mới của phiếu trình", en: "Write a new version" }
          : { vi: "Lập phiếu trình", en: "Write the slip" }
      }
    >
      <Form
        action={`/outgoing/${document.id}/slip`}
        method="post"
        keep={`slip:${document.id}`}
        transactionId={randomUUID()}
      >
        <TextField
          name="addressee"
          label={{ vi: "Kính gửi", en: "To" }}
          value={fields.addressee}
          maxLength={SLIP_LENGTHS.addressee}
          error={errors.addressee}
        />
        <TextArea
          name="matter"
          label={{ vi: "Vấn đề trình", en: "Matter" }}
          value={fields.matter}
          maxLength={SLIP_LENGTHS.matter}
          rows={2}
          error={errors.matter}
        />
        <TextArea
          name="summary"
          label={{ vi: "Tóm tắt nội dung", en: "Summary" }}
          optional
          value={fields.summary}
          maxLength={SLIP_LENGTHS.summary}
          rows={5}
          error={errors.summary}
        />
        <TextArea
          name="opinions"
          label={{ vi: "Ý kiến của các đơn vị", en: "Opinions of units" }}
          hint={{
            vi: "Lấy sẵn từ các đợt lấy ý kiến đã kết thúc.",
            en: "Taken from the closed opinion rounds.",
          }}
          optional
          value={fields.opinions}
          maxLength={SLIP_LENGTHS.opinions}
          rows={4}
          error={errors.opinions}
        />
        <TextArea
          name="proposal"
          label={{ vi: "Kiến nghị", en: "Proposal" }}
          value={fields.proposal}
          maxLength={SLIP_LENGTHS.proposal}
          rows={3}
          error={errors.proposal}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Lưu phiếu trình", en: "Keep the slip" })}</Button>
          <LinkButton href={`/outgoing/${document.id}`}>
            {text({ vi: "Về trang văn bản", en: "Back to the document" })}
          </LinkButton>
        </Actions>
      </Form>
    </Card>
  );
}
