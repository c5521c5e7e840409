import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { FormRefusal, notFound, Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  TextArea,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { keepersOn } from "../keepers.ts";
import { mayWriteProcedure } from "../permissions.ts";
import { type Procedure, versionsOfProcedure } from "../procedure.ts";
import { procedureRecord } from "../record.ts";
import { parseTypedRecord, RECORD_FIELDS, type TypedRecord, typedRecord } from "../record-form.ts";
import { saveDraft } from "../write-version.ts";

/** GET /procedures/new and /procedures/:code/edit */
export async function editPage(c: Context<HttpEnv>): Promise<Response> {
  const newest = await standing(c);
  const seen = newest?.state === "draft" ? String(newest.version) : "";
  return await answerForm(c, newest ? { ...typedOf(newest), seen } : { seen }, {}, 200);
}

/** POST /procedures/new and /procedures/:code/edit: keeps what was typed as the draft. */
export async function editPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const newest = await standing(c);
  const form = await readForm(c);
  const names = ["code", "seen", ...RECORD_FIELDS.map(({ name }) => name)];
  const sent = Object.fromEntries(names.map((name) => [name, value(form, name)]));
  const typed = newest ? { ...sent, code: newest.code } : sent;
  const id = value(form, "transactionId");
  const seen = Number(typed.seen);
  try {
    const record = parseTypedRecord(typed);
    await transact(
      c.var.house,
      { actor, ...(id.length >= 8 && id.length <= 90 ? { requestId: id } : {}) },
      async (tx) => {
        if (!newest && (await versionsOfProcedure(tx.queries, record.code)).length > 0) {
          throw new FormRefusal({
            code: { vi: "Mã này đã có trong danh mục.", en: "The catalogue has this code already." },
          });
        }
        await saveDraft(tx, record, {
          origin: "official",
          seen: typed.seen === "" ? undefined : seen,
          by: actor.fullName,
        });
        return true;
      },
    );
    return redirectTo(c, `/procedures/${record.code}`, {
      tone: "good",
      message: { vi: "Đã lưu bản đang soạn.", en: "The draft is saved." },
    });
  } catch (error) {
    if (error instanceof FormRefusal) return await answerForm(c, typed, error.problems, 422);
    if (error instanceof Refusal && error.status === 409) {
      return await answerForm(c, typed, { "": error.sentence }, 409);
    }
    throw error;
  }
}

/** The newest version, drafts included; undefined for a procedure that is new. */
async function standing(c: Context<HttpEnv>): Promise<Procedure | undefined> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  assertMay(actor, mayWriteProcedure, await keepersOn(queries, localDateOf(new Date())));
  const code = c.req.param("code");
  if (code === undefined) return undefined;
  const [newest] = await versionsOfProcedure(queries, code);
  if (!newest) throw notFound();
  return newest;
}

function typedOf({ serviceLevel: _words, levelNumber, ...rest }: Procedure): TypedRecord {
  return typedRecord(procedureRecord.parse({ ...rest, serviceLevel: levelNumber }));
}

async function answerForm(
  c: Context<HttpEnv>,
  typed: TypedRecord,
  errors: FieldErrors,
  status: 200 | 409 | 422,
): Promise<Response> {
  const isNew = c.req.param("code") === undefined;
  return await answerPage(
    c,
    {
      title: isNew
        ? { vi: "Thủ tục mới", en: "New procedure" }
        : { vi: `Soạn thủ tục ${typed.code}`, en: `Write procedure ${typed.code}` },
      crumbs: [{ href: "/procedures", label: { vi: "Danh mục thủ tục", en: "Catalogue of procedures" } }],
      width: "narrow",
      children: <EditForm action={c.req.path} isNew={isNew} typed={typed} errors={errors} />,
    },
    status,
  );
}

function EditForm(props: { action: string; isNew: boolean; typed: TypedRecord; errors: FieldErrors }) {
  const text = useText();
  const { action, isNew, typed, errors } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form
        action={action}
        method="post"
        transactionId={randomUUID()}
        keep={`procedure:${typed.code ?? "new"}`}
      >
        <input type="hidden" name="seen" value={typed.seen ?? ""} />
        {isNew && (
          <TextField
            name="code"
            label={{ vi: "Mã thủ tục", en: "Code" }}
            hint={{
              vi: "Theo cơ sở dữ liệu quốc gia, ví dụ 1.001193",
              en: "Of the national database, e.g. 1.001193",
            }}
            value={typed.code ?? ""}
            error={errors.code}
          />
        )}
        {RECORD_FIELDS.map(({ name, label, lines, hint }) =>
          lines === 1 ? (
            <TextField key={name} {...{ name, label, hint }} value={typed[name] ?? ""} error={errors[name]} />
          ) : (
            <TextArea
              key={name}
              {...{ name, label, hint }}
              rows={lines}
              value={typed[name] ?? ""}
              error={errors[name]}
            />
          ),
        )}
        <Actions>
          <Button kind="primary">{text({ vi: "Lưu bản đang soạn", en: "Save the draft" })}</Button>
          <LinkButton href={isNew ? "/procedures" : `/procedures/${typed.code}`}>
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
