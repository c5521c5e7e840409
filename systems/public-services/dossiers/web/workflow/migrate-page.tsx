import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../../core/access/index.ts";
import { changedMeanwhile } from "../../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../../core/http/index.ts";
import {
  Actions,
  Button,
  ErrorSummary,
  Form,
  formatNumber,
  LinkButton,
  SelectField,
  TextArea,
  useText,
} from "../../../../../core/ui/index.ts";
import { type MigrationResult, migrateDossiers } from "../../workflow/migrate-dossiers.ts";
import {
  decideMoves,
  type MigrationPlan,
  MOVE,
  migrationPlan,
  STAY,
  type StepInUse,
} from "../../workflow/migration-plan.ts";
import { mayPublishWorkflow } from "../../workflow/permissions.ts";
import {
  type Answered,
  codeOf,
  FRESH,
  keepersToday,
  refused,
  requestIdOf,
  WORKFLOWS_CRUMB,
} from "./request.ts";

/** GET /workflows/:code/migrate: where running dossiers of older versions stand, and what each place becomes. */
export async function migratePage(c: Context<HttpEnv>): Promise<Response> {
  return await answerMigrate(c, FRESH);
}

/** POST /workflows/:code/migrate */
export async function migratePost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayPublishWorkflow, await keepersToday(c));
  const code = codeOf(c);
  const form = await readForm(c);
  try {
    const plan = await migrationPlan(c.var.house.database.queries, code);
    if (plan.target.id !== value(form, "target")) throw changedMeanwhile();
    const result = await migrateDossiers(c.var.house, actor, {
      code,
      targetId: plan.target.id,
      moves: decideMoves(plan, (field) => value(form, field)),
      note: value(form, "note"),
      ...requestIdOf(form),
    });
    return redirectTo(c, result.finished ? `/workflows/${code}/versions` : `/workflows/${code}/migrate`, {
      tone: result.finished && result.held === 0 ? "good" : "attention",
      message: resultWords(result, plan),
    });
  } catch (error) {
    return await answerMigrate(c, refused(error, form));
  }
}

function resultWords({ moved, held, finished }: MigrationResult, { target }: MigrationPlan) {
  const vi = [`Đã chuyển ${formatNumber(moved)} hồ sơ sang phiên bản ${target.number}.`];
  const en = [`${formatNumber(moved)} dossiers moved to version ${target.number}.`];
  if (held > 0) {
    vi.push(
      `${formatNumber(held)} hồ sơ ở lại: không có cơ quan cho bước mới, hoặc kết quả ở quầy không thu hồi được theo phiên bản mới.`,
    );
    en.push(
      `${formatNumber(held)} stay: no body for the new step, or a result that could not be taken back.`,
    );
  }
  if (!finished) {
    vi.push("Còn hồ sơ chưa chuyển: bấm Chuyển lần nữa.");
    en.push("There are more: press Move again.");
  }
  return { vi: vi.join(" "), en: en.join(" ") };
}

async function answerMigrate(c: Context<HttpEnv>, answered: Answered): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayPublishWorkflow, await keepersToday(c));
  const plan = await migrationPlan(c.var.house.database.queries, codeOf(c));
  return await answerPage(
    c,
    {
      title: { vi: "Chuyển hồ sơ đang chạy", en: "Move running dossiers" },
      lead: {
        vi: `Sang phiên bản ${plan.target.number} đang dùng. Trạng thái và ngày hẹn trả của hồ sơ không đổi.`,
        en: `To version ${plan.target.number}, which is in use. States and promised days do not change.`,
      },
      crumbs: [WORKFLOWS_CRUMB, { href: `/workflows/${plan.code}`, label: plan.name }],
      width: "narrow",
      children: <Plan {...answered} plan={plan} />,
    },
    answered.status,
  );
}

function Plan({ plan, errors, form }: Answered & { readonly plan: MigrationPlan }) {
  const text = useText();
  if (plan.uses.length === 0) {
    return (
      <>
        <ErrorSummary errors={errors} />
        <p>
          {text({
            vi: "Mọi hồ sơ đang chạy đều theo phiên bản đang dùng. Không có gì để chuyển.",
            en: "Every running dossier follows the version in use. There is nothing to move.",
          })}
        </p>
        <LinkButton href={`/workflows/${plan.code}`}>{text({ vi: "Quay lại", en: "Back" })}</LinkButton>
      </>
    );
  }
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form
        action={`/workflows/${plan.code}/migrate`}
        method="post"
        transactionId={(form && value(form, "transactionId")) || randomUUID()}
      >
        <input type="hidden" name="target" value={plan.target.id} />
        {plan.uses.map((use) => (
          <StepChoice
            key={use.field}
            use={use}
            value={form ? value(form, use.field) : use.proposed}
            error={errors[use.field]}
          />
        ))}
        <TextArea
          name="note"
          label={{ vi: "Lý do chuyển, theo văn bản nào", en: "Why, by which decision" }}
          hint={{
            vi: "Ghi vào diễn biến của từng hồ sơ, cán bộ đọc được; người dân không thấy.",
            en: "Stands in the story of each dossier for officials; citizens do not see it.",
          }}
          value={form ? value(form, "note") : ""}
          error={errors.note}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Chuyển hồ sơ", en: "Move the dossiers" })}</Button>
          <LinkButton href={`/workflows/${plan.code}`} kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}

function StepChoice(props: {
  readonly use: StepInUse;
  readonly value: string;
  readonly error: Answered["errors"][string];
}) {
  const { use } = props;
  const count = formatNumber(use.dossiers);
  return (
    <SelectField
      name={use.field}
      label={{
        vi: `Phiên bản ${use.number}, ${use.name.vi}: ${count} hồ sơ`,
        en: `Version ${use.number}, ${use.name.en}: ${count} dossiers`,
      }}
      hint={
        use.held === 0
          ? undefined
          : {
              vi: `${formatNumber(use.held)} hồ sơ trong số này ở lại: kết quả đến từ bước không còn trong phiên bản mới, lãnh đạo sẽ không thu hồi được.`,
              en: `${formatNumber(use.held)} of these stay: the step their result came from is not in the new version, a leader could not take it back.`,
            }
      }
      prompt={{ vi: "Chọn bước mới", en: "Choose the new step" }}
      options={[
        ...(use.stepKey === null
          ? [
              {
                value: MOVE,
                label: { vi: "Chuyển, bắt đầu từ bước đầu", en: "Move, beginning at the first step" },
              },
            ]
          : use.choices.map(({ key, name }) => ({ value: key, label: name }))),
        {
          value: STAY,
          label: { vi: `Ở lại phiên bản ${use.number}`, en: `Stay on version ${use.number}` },
        },
      ]}
      value={props.value}
      error={props.error}
    />
  );
}
