import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import type { VNode } from "preact";
import { FormRefusal, Refusal } from "../../../../core/errors.ts";
import { type HttpEnv, queryText, readForm, redirectTo, value } from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Button,
  Card,
  EmptyState,
  ErrorSummary,
  type FieldErrors,
  FileDrop,
  Form,
  formatBytes,
  formatDateTime,
  LinkButton,
  Notice,
  StateChip,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import { answerMe, signedInCitizen } from "../../citizens/index.ts";
import { ACCEPT, MOST_BYTES } from "../../forms/index.ts";
import {
  dossiersOfCitizen,
  type OwnDossierLine,
  ownDossier,
  sendSupplement,
  withdrawDossier,
} from "../citizen/own-dossier.ts";
import type { DossierFacts } from "../facts.ts";
import { factsOf } from "../read-facts.ts";
import { dossierSections } from "../services.ts";
import { asState, transition } from "../states.ts";
import { STATE_WORDS } from "../words.ts";
import { answerFile } from "./answer-file.ts";
import { readPostedFiles } from "./posted-files.ts";
import { Progress } from "./track-pages.tsx";

const PAGE = 30;

/** GET /me/dossiers */
export async function ownDossiersPage(c: Context<HttpEnv>): Promise<Response> {
  const { citizen } = signedInCitizen(c);
  const { house } = c.var;
  const after = queryText(c, "after", 36);
  const lines = await dossiersOfCitizen(house.database.queries, citizen.id, {
    limit: PAGE + 1,
    ...(after === "" ? {} : { after }),
  });
  const drafts =
    after === "" ? ((await house.services.draftsOfCitizen?.(house.database.queries, citizen.id)) ?? []) : [];
  return await answerMe(c, {
    tab: "/me/dossiers",
    title: { vi: "Hồ sơ của tôi", en: "My dossiers" },
    children: <OwnList lines={lines.slice(0, PAGE)} more={lines.length > PAGE} drafts={drafts} />,
  });
}

function OwnList(props: {
  readonly lines: readonly OwnDossierLine[];
  readonly more: boolean;
  readonly drafts: readonly {
    readonly id: string;
    readonly procedureName: string;
    readonly href: string;
    readonly changedAt: Date;
  }[];
}) {
  const text = useText();
  const { lines, drafts } = props;
  if (lines.length === 0 && drafts.length === 0)
    return (
      <EmptyState
        icon="search"
        title={{ vi: "Bạn chưa nộp hồ sơ nào", en: "You have filed nothing yet" }}
        explanation={{
          vi: "Tìm thủ tục, điền tờ khai và nộp; hồ sơ sẽ hiện ở đây.",
          en: "Find a procedure, fill in its form and send it; it will appear here.",
        }}
      />
    );
  return (
    <>
      {drafts.length > 0 && (
        <Card title={{ vi: "Đang điền dở", en: "Not sent yet" }}>
          <ul class="own-dossiers">
            {drafts.map((draft) => (
              <li key={draft.id}>
                <a href={draft.href}>{draft.procedureName}</a>
                <p>
                  {text({
                    vi: `Sửa lúc ${formatDateTime(draft.changedAt)}`,
                    en: `Changed ${formatDateTime(draft.changedAt)}`,
                  })}
                </p>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <ul class="own-dossiers">
        {lines.map((line) => (
          <li key={line.id}>
            <a href={`/me/dossiers/${line.id}`}>{line.procedure_name}</a>{" "}
            <StateChip {...STATE_WORDS[asState(line.state)]} />
            <p>
              {line.code} · {line.owner_name} · {formatDateTime(line.submitted_at)}
            </p>
          </li>
        ))}
      </ul>
      {props.more && (
        <LinkButton href={`/me/dossiers?after=${lines.at(-1)?.id ?? ""}`}>
          {text({ vi: "Xem thêm", en: "More" })}
        </LinkButton>
      )}
    </>
  );
}

/** GET /me/dossiers/:id */
export async function ownDossierPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerOwn(c, {}, new Map(), 200);
}

async function answerOwn(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  typed: ReadonlyMap<string, readonly string[]>,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { citizen } = signedInCitizen(c);
  const { house } = c.var;
  const row = await ownDossier(house.database.queries, citizen.id, c.req.param("id") ?? "");
  const facts = await factsOf(house.database.queries, row.id);
  if (!facts) throw new Error(`dossier ${row.id} vanished`);
  const sections = await Promise.all(dossierSections("citizen").map((each) => each.view(house, facts)));
  return await answerMe(
    c,
    {
      tab: "/me/dossiers",
      title: { vi: `Hồ sơ ${facts.code}`, en: `Dossier ${facts.code}` },
      lead: { vi: facts.procedure.name, en: facts.procedure.name },
      children: <OwnView facts={facts} sections={sections} errors={errors} typed={typed} />,
    },
    status,
  );
}

function OwnView(props: {
  readonly facts: DossierFacts;
  readonly sections: readonly (VNode | undefined)[];
  readonly errors: FieldErrors;
  readonly typed: ReadonlyMap<string, readonly string[]>;
}) {
  const text = useText();
  const { facts, sections, errors, typed } = props;
  const results = facts.files.filter(({ kind }) => kind === "result");
  const papers = facts.files.filter(({ kind }) => kind === "paper");
  const notes = facts.trail.filter(({ publicNote, note }) => publicNote && note !== "");
  return (
    <>
      <ErrorSummary errors={errors} />
      {facts.state === 5 && <SupplementForm facts={facts} errors={errors} typed={typed} />}
      {(facts.state === 9 || facts.state === 10) && (
        <FileList facts={facts} files={results} title={{ vi: "Kết quả", en: "Result" }} />
      )}
      <Progress progress={facts} sections={sections} />
      <FileList
        facts={facts}
        files={papers}
        title={{ vi: "Giấy tờ cơ quan gửi cho bạn", en: "Papers sent to you" }}
      />
      {notes.length > 0 && (
        <Card title={{ vi: "Lời nhắn của cơ quan", en: "What the body wrote" }}>
          {notes.map((trace) => (
            <p key={trace.at.toISOString()}>
              {formatDateTime(trace.at)} – {trace.name}: {trace.note}
            </p>
          ))}
        </Card>
      )}
      <FileList
        facts={facts}
        files={facts.files.filter(({ kind }) => kind === "submitted" || kind === "supplement")}
        title={{ vi: "Giấy tờ bạn đã nộp", en: "What you sent" }}
      />
      {transition(facts.state, "withdraw") && (
        <details class="dossier-action" open={errors.note !== undefined}>
          <summary>{text({ vi: "Rút hồ sơ", en: "Take the dossier back" })}</summary>
          <Form
            action={`/me/dossiers/${facts.id}/withdraw`}
            method="post"
            transactionId={randomUUID()}
            fullLoad
          >
            <TextArea
              name="note"
              label={{ vi: "Vì sao bạn rút hồ sơ?", en: "Why do you take it back?" }}
              value={typed.get("note")?.[0]}
              error={errors.note}
            />
            <div class="actions">
              <Button kind="danger">{text({ vi: "Rút hồ sơ", en: "Take it back" })}</Button>
            </div>
          </Form>
        </details>
      )}
    </>
  );
}

function SupplementForm(props: {
  readonly facts: DossierFacts;
  readonly errors: FieldErrors;
  readonly typed: ReadonlyMap<string, readonly string[]>;
}) {
  const text = useText();
  const { facts, errors, typed } = props;
  const asked = facts.supplements.find(({ answeredAt }) => answeredAt === null);
  if (!asked) return null;
  return (
    <Card title={{ vi: "Bạn cần bổ sung", en: "What is needed from you" }}>
      <Notice tone="attention">{asked.reason}</Notice>
      <Form
        action={`/me/dossiers/${facts.id}/supplement`}
        method="post"
        files
        transactionId={randomUUID()}
        fullLoad
      >
        {asked.components.map(({ key, name }, index) => (
          <FileDrop
            key={name}
            name={fieldOf(index)}
            label={{ vi: name, en: name }}
            hint={key === null ? undefined : { vi: "Ảnh chụp hoặc PDF", en: "Photograph or PDF" }}
            accept={ACCEPT}
            multiple
            maxBytes={MOST_BYTES}
            error={errors[fieldOf(index)] ?? (index === 0 ? errors.files : undefined)}
            optional
          />
        ))}
        <TextArea
          name="answer"
          label={{ vi: "Ghi thêm", en: "Remark" }}
          value={typed.get("answer")?.[0]}
          rows={2}
          optional
        />
        <div class="actions">
          <Button kind="primary">{text({ vi: "Gửi bổ sung", en: "Send" })}</Button>
        </div>
      </Form>
    </Card>
  );
}

/** The field of the n-th paper that was asked for. */
function fieldOf(index: number): string {
  return `paper-${index}`;
}

function FileList(props: {
  readonly facts: Pick<DossierFacts, "id">;
  readonly files: DossierFacts["files"];
  readonly title: { vi: string; en: string };
}) {
  if (props.files.length === 0) return null;
  return (
    <Card title={props.title}>
      <ul>
        {props.files.map(({ id, name, size }) => (
          <li key={id}>
            <a href={`/me/dossiers/${props.facts.id}/files/${id}`} data-turbo="false">
              {name}
            </a>{" "}
            ({formatBytes(size)})
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** POST /me/dossiers/:id/supplement */
export async function ownSupplementPost(c: Context<HttpEnv>): Promise<Response> {
  const { citizen, actor } = signedInCitizen(c);
  const { house } = c.var;
  const id = c.req.param("id") ?? "";
  const posted = await readPostedFiles(c);
  const facts = await factsOf(
    house.database.queries,
    (await ownDossier(house.database.queries, citizen.id, id)).id,
  );
  const asked = facts?.supplements.find(({ answeredAt }) => answeredAt === null);
  return await doOwn(
    c,
    posted.form.fields,
    { vi: "Đã gửi bổ sung. Thời hạn giải quyết chạy tiếp.", en: "Sent. The clock goes on." },
    () =>
      transact(house, { actor, ...requestOf(value(posted.form, "transactionId")) }, async (tx) => {
        const files = (asked?.components ?? []).flatMap(({ key }, index) =>
          posted.filesOf(fieldOf(index), key),
        );
        await sendSupplement(tx, actor, { id, note: value(posted.form, "answer"), files });
        return true;
      }),
  );
}

/** POST /me/dossiers/:id/withdraw */
export async function ownWithdrawPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = signedInCitizen(c);
  const form = await readForm(c);
  return await doOwn(c, form.fields, { vi: "Bạn đã rút hồ sơ.", en: "You have taken it back." }, () =>
    transact(c.var.house, { actor, ...requestOf(value(form, "transactionId")) }, async (tx) => {
      await withdrawDossier(tx, actor, { id: c.req.param("id") ?? "", note: value(form, "note") });
      return true;
    }),
  );
}

async function doOwn(
  c: Context<HttpEnv>,
  typed: ReadonlyMap<string, readonly string[]>,
  done: { readonly vi: string; readonly en: string },
  work: () => Promise<unknown>,
): Promise<Response> {
  try {
    await work();
  } catch (error) {
    if (error instanceof FormRefusal) return await answerOwn(c, error.problems, typed, 422);
    if (error instanceof Refusal && error.status === 409)
      return await answerOwn(c, { "": error.sentence }, typed, 409);
    throw error;
  }
  return redirectTo(c, `/me/dossiers/${c.req.param("id")}`, { tone: "good", message: done });
}

function requestOf(id: string): { readonly requestId?: string } {
  return id.length >= 8 && id.length <= 100 ? { requestId: id } : {};
}

/** GET /me/dossiers/:id/files/:file — results only once they are released. */
export async function ownDossierFile(c: Context<HttpEnv>): Promise<Response> {
  const { citizen } = signedInCitizen(c);
  const { queries } = c.var.house.database;
  const row = await ownDossier(queries, citizen.id, c.req.param("id") ?? "");
  const facts = await factsOf(queries, row.id);
  const released = facts?.state === 9 || facts?.state === 10;
  return await answerFile(c, facts, [
    "submitted",
    "supplement",
    "paper",
    ...(released ? (["result"] as const) : []),
  ]);
}
