import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findOrganisations, type OrganisationNode, organisationTree } from "../../../core/directory/index.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  type Form as SentForm,
  value,
} from "../../../core/http/index.ts";
import { transact } from "../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  type FieldErrors,
  Form,
  type Option,
  SelectField,
  TextField,
  useText,
} from "../../../core/ui/index.ts";
import { type AlertRule, alertRuleOn } from "../alerts.ts";
import { assignItUnit, changeAlertRule } from "../change-settings.ts";
import { itUnitsOn } from "../managers.ts";
import { mayConfigure } from "../permissions.ts";
import { refusedForm, requestIdOf } from "./forms.ts";

const PATH = "/certificates/settings";

/** GET /certificates/settings */
export async function settingsPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerSettings(c, {}, undefined, 200);
}

/** POST /certificates/settings/{units,alerts} */
export async function changeSettings(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      if (c.req.path.endsWith("/units")) {
        const unit = value(form, "unit");
        const [organisation = ""] = unit.split(":");
        const whole = value(form, "scope") !== "organisation";
        await assignItUnit(tx, actor, {
          organisationId: whole ? null : organisation,
          unitId: unit.split(":")[1] ?? "",
        });
      } else {
        await changeAlertRule(tx, actor, {
          days: value(form, "days")
            .split(/[\s,;]+/)
            .filter(Boolean)
            .map(Number),
          escalateDays: Number(value(form, "escalateDays")),
          unusedMonths: Number(value(form, "unusedMonths")),
          basis: value(form, "basis"),
        });
      }
      return true;
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerSettings(c, errors, form, status);
  }
  return redirectTo(c, PATH, {
    tone: "good",
    message: { vi: "Đã lưu, có hiệu lực từ hôm nay.", en: "Saved; it holds from today on." },
  });
}

async function answerSettings(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  form: SentForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayConfigure, undefined);
  const now = new Date();
  const today = localDateOf(now);
  const { queries } = c.var.house.database;
  const [units, rule, tree] = await Promise.all([
    itUnitsOn(queries, now),
    alertRuleOn(queries, now),
    organisationTree(queries, today, { units: true }),
  ]);
  const named = await findOrganisations(
    queries,
    [...units.managers, ...[...units.byOrganisation.values()].flat()],
    today,
  );
  const names = new Map(named.map((unit) => [unit.id, unit.name]));
  const present = [
    ...units.managers.map((id) => ({
      vi: `Toàn tỉnh: ${names.get(id) ?? id}`,
      en: `Province: ${names.get(id) ?? id}`,
    })),
    ...[...units.byOrganisation.values()]
      .flat()
      .map((id) => ({ vi: names.get(id) ?? id, en: names.get(id) ?? id })),
  ];
  return await answerPage(
    c,
    {
      title: { vi: "Thiết lập sổ chứng thư số", en: "Settings of the register of certificates" },
      crumbs: [{ href: "/certificates", label: { vi: "Sổ chứng thư số", en: "Register of certificates" } }],
      width: "narrow",
      children: (
        <Settings
          {...{ errors, form, rule, present, options: tree.flatMap((node) => optionsOf(node, "")) }}
        />
      ),
    },
    status,
  );
}

function optionsOf(node: OrganisationNode, above: string): readonly Option[] {
  const label = node.kind === "unit" ? `${above}: ${node.name}` : node.name;
  const own = node.kind === "unit" ? [{ value: `${node.bodyId}:${node.id}`, label }] : [];
  return [
    ...own,
    ...node.children.flatMap((child) => optionsOf(child, node.kind === "unit" ? above : node.name)),
  ];
}

function Settings(props: {
  errors: FieldErrors;
  form: SentForm | undefined;
  rule: AlertRule;
  present: readonly { vi: string; en: string }[];
  options: readonly Option[];
}) {
  const text = useText();
  const { errors, form, rule, present, options } = props;
  const typed = (name: string, otherwise: string) => (form && value(form, name)) || otherwise;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Card title={{ vi: "Đơn vị quản lý chứng thư số", en: "Who looks after certificates" }}>
        {present.length === 0 ? (
          <p>
            {text({
              vi: "Chưa chọn đơn vị nào: quản trị viên quản lý, văn thư được nhắc hạn.",
              en: "Nobody is chosen: administrators manage, clerks are reminded.",
            })}
          </p>
        ) : (
          <ul>
            {present.map((each) => (
              <li key={each.vi}>{text(each)}</li>
            ))}
          </ul>
        )}
        <Form action={`${PATH}/units`} method="post" transactionId={randomUUID()}>
          <SelectField
            name="unit"
            label={{ vi: "Đơn vị", en: "Unit" }}
            options={options}
            prompt={{ vi: "Chọn đơn vị", en: "Choose a unit" }}
            value={typed("unit", "")}
            error={errors.unit}
          />
          <SelectField
            name="scope"
            label={{ vi: "Quản lý chứng thư số", en: "Looks after the certificates" }}
            options={[
              { value: "province", label: { vi: "của toàn tỉnh", en: "of the whole province" } },
              { value: "organisation", label: { vi: "của cơ quan mình", en: "of its own organisation" } },
            ]}
            value={typed("scope", "province")}
          />
          <Actions>
            <Button kind="primary">{text({ vi: "Giao từ hôm nay", en: "Assign from today" })}</Button>
          </Actions>
        </Form>
      </Card>
      <Card title={{ vi: "Nhắc hạn", en: "Reminders" }}>
        <Form action={`${PATH}/alerts`} method="post" transactionId={randomUUID()}>
          <TextField
            name="days"
            label={{ vi: "Nhắc khi còn (ngày)", en: "Remind when so many days are left" }}
            value={typed("days", rule.days.join(", "))}
            error={errors.days}
          />
          <TextField
            name="escalateDays"
            inputMode="numeric"
            label={{
              vi: "Nhắc cả trưởng đơn vị và đơn vị quản lý khi còn (ngày)",
              en: "Superiors too, from so many days",
            }}
            value={typed("escalateDays", String(rule.escalateDays))}
            error={errors.escalateDays}
          />
          <TextField
            name="unusedMonths"
            inputMode="numeric"
            label={{ vi: "Coi là lâu không dùng sau (tháng)", en: "Unused after so many months" }}
            value={typed("unusedMonths", String(rule.unusedMonths))}
            error={errors.unusedMonths}
          />
          <TextField
            name="basis"
            label={{ vi: "Căn cứ", en: "By what decision" }}
            value={typed("basis", "")}
            error={errors.basis}
          />
          <Actions>
            <Button kind="primary">{text({ vi: "Áp dụng từ hôm nay", en: "Apply from today" })}</Button>
          </Actions>
        </Form>
      </Card>
    </>
  );
}
