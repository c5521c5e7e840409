import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { FormRefusal } from "../../../../core/errors.ts";
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
  Button,
  Card,
  DateField,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  parseTypedDate,
  SelectField,
  StateChip,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { keepersOn } from "../../catalogue/index.ts";
import { INDICATORS } from "../index-766/indicators.ts";
import { changeWeight, type DatedWeight, type TypedWeight, weightsOn } from "../index-766/weights.ts";
import { mayChangeWeights, mayReadQuality } from "../permissions.ts";
import { decimals, percent } from "./figures.ts";

const NOTHING: TypedWeight = { indicator: "", validFrom: "", points: "", fullAt: "", source: "" };

/** GET /quality/weights: points and thresholds that hold today, with their source. */
export async function weightsPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerWeights(c, NOTHING, {}, randomUUID(), 200);
}

/** POST /quality/weights */
export async function weightsPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const day = value(form, "validFrom");
  const typed: TypedWeight = {
    indicator: value(form, "indicator"),
    validFrom: parseTypedDate(day) ?? day,
    points: value(form, "points"),
    fullAt: value(form, "fullAt"),
    source: value(form, "source"),
  };
  const requestId = value(form, "transactionId");
  try {
    await transact(c.var.house, { actor, ...(requestId.length >= 8 ? { requestId } : {}) }, (tx) =>
      changeWeight(tx, actor, typed),
    );
  } catch (error) {
    if (!(error instanceof FormRefusal)) throw error;
    return await answerWeights(c, typed, error.problems, requestId, 422);
  }
  return redirectTo(c, "/quality/weights", {
    tone: "good",
    message: { vi: "Đã ghi điểm và ngưỡng mới.", en: "The new points and threshold are kept." },
  });
}

async function answerWeights(
  c: Context<HttpEnv>,
  typed: TypedWeight,
  errors: FieldErrors,
  transactionId: string,
  status: 200 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadQuality, undefined);
  const today = localDateOf(new Date());
  const { queries } = c.var.house.database;
  const [weights, keepers] = await Promise.all([weightsOn(queries, today), keepersOn(queries, today)]);
  return await answerPage(
    c,
    {
      title: { vi: "Điểm và ngưỡng của bộ chỉ số", en: "Points and thresholds of the index" },
      lead: {
        vi: `Đang áp dụng ngày ${formatDate(today)}. Số liệu đã chốt từng ngày giữ điểm của ngày đó.`,
        en: `As they hold on ${formatDate(today)}. Figures taken before keep the points of their day.`,
      },
      crumbs: [{ href: "/quality", label: { vi: "Chất lượng phục vụ", en: "Service quality" } }],
      children: (
        <>
          <WeightTable weights={weights} />
          {may(actor, mayChangeWeights, keepers) && (
            <ChangeForm typed={typed} errors={errors} transactionId={transactionId} />
          )}
        </>
      ),
    },
    status,
  );
}

function WeightTable({ weights }: { readonly weights: ReadonlyMap<string, DatedWeight> }) {
  const text = useText();
  return (
    <div class="register-scroll dense">
      <table class="register-table">
        <thead>
          <tr>
            <th scope="col">{text({ vi: "Chỉ tiêu", en: "Indicator" })}</th>
            <th scope="col" class="cell-number">
              {text({ vi: "Điểm tối đa", en: "Points" })}
            </th>
            <th scope="col" class="cell-number">
              {text({ vi: "Đủ điểm từ", en: "Full at" })}
            </th>
            <th scope="col">{text({ vi: "Từ ngày", en: "From" })}</th>
            <th scope="col">{text({ vi: "Căn cứ", en: "Source" })}</th>
            <th scope="col">{text({ vi: "Đối chiếu", en: "Verified" })}</th>
          </tr>
        </thead>
        <tbody>
          {INDICATORS.map(({ id, name }) => {
            const weight = weights.get(id);
            return (
              <tr key={id}>
                <td data-label={text({ vi: "Chỉ tiêu", en: "Indicator" })}>{`${id} ${text(name)}`}</td>
                <td class="cell-number" data-label={text({ vi: "Điểm tối đa", en: "Points" })}>
                  {decimals(weight?.points)}
                </td>
                <td class="cell-number" data-label={text({ vi: "Đủ điểm từ", en: "Full at" })}>
                  {percent(weight?.fullAt)}
                </td>
                <td class="cell-date" data-label={text({ vi: "Từ ngày", en: "From" })}>
                  {weight ? formatDate(weight.validFrom) : "–"}
                </td>
                <td data-label={text({ vi: "Căn cứ", en: "Source" })}>{weight?.source ?? "–"}</td>
                <td data-label={text({ vi: "Đối chiếu", en: "Verified" })}>
                  <StateChip
                    tone={weight?.verified ? "good" : "attention"}
                    label={
                      weight?.verified
                        ? { vi: "Đã đối chiếu", en: "Verified" }
                        : { vi: "Chưa đối chiếu", en: "Not verified" }
                    }
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function ChangeForm({
  typed,
  errors,
  transactionId,
}: {
  readonly typed: TypedWeight;
  readonly errors: FieldErrors;
  readonly transactionId: string;
}) {
  const text = useText();
  return (
    <Card title={{ vi: "Đổi điểm, ngưỡng từ một ngày", en: "Change points or a threshold from a day on" }}>
      <ErrorSummary errors={errors} />
      <Form action="/quality/weights" method="post" transactionId={transactionId}>
        <SelectField
          name="indicator"
          label={{ vi: "Chỉ tiêu", en: "Indicator" }}
          value={typed.indicator}
          error={errors.indicator}
          prompt={{ vi: "Chọn chỉ tiêu", en: "Choose" }}
          options={INDICATORS.map(({ id, name }) => ({
            value: id,
            label: { vi: `${id} ${name.vi}`, en: `${id} ${name.en}` },
          }))}
        />
        <TextField
          name="points"
          label={{ vi: "Điểm tối đa", en: "Points" }}
          value={typed.points}
          error={errors.points}
          inputMode="decimal"
          size={6}
        />
        <TextField
          name="fullAt"
          label={{ vi: "Đủ điểm từ (%)", en: "Full at (%)" }}
          value={typed.fullAt}
          error={errors.fullAt}
          inputMode="decimal"
          size={6}
        />
        <DateField
          name="validFrom"
          label={{ vi: "Áp dụng từ ngày", en: "From" }}
          value={typed.validFrom}
          error={errors.validFrom}
        />
        <TextField
          name="source"
          label={{ vi: "Căn cứ", en: "Source" }}
          hint={{ vi: "Số, ngày của văn bản quy định", en: "Number and day of the document" }}
          value={typed.source}
          error={errors.source}
          maxLength={300}
        />
        <div class="actions">
          <Button kind="primary">{text({ vi: "Ghi", en: "Keep" })}</Button>
        </div>
      </Form>
    </Card>
  );
}
