import {
  Actions,
  Button,
  Card,
  Checkboxes,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  Radios,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import type { Procedure, ProcedureCase, ProcedureLine } from "../../catalogue/index.ts";
import { ACCEPT } from "../../forms/index.ts";

/** Which procedure the person at the counter needs: found as people speak, only what this body receives. */
export function ChooseProcedure(props: {
  readonly text: string;
  readonly procedures: readonly ProcedureLine[];
}) {
  const text = useText();
  return (
    <>
      <search>
        <form class="service-search" action="/dossiers/new" method="get">
          <div class="service-words">
            <label for="q">{text({ vi: "Người dân cần làm gì?", en: "What does the citizen need?" })}</label>
            <input id="q" class="input" type="search" name="q" value={props.text} autofocus />
          </div>
          <Button kind="primary">{text({ vi: "Tìm", en: "Search" })}</Button>
        </form>
      </search>
      <ul class="own-dossiers">
        {props.procedures.map(({ code, name, summary }) => (
          <li key={code}>
            <a href={`/dossiers/new?procedure=${encodeURIComponent(code)}`}>{name}</a>
            <p>
              {code} · {summary}
            </p>
          </li>
        ))}
      </ul>
      {props.procedures.length === 0 && (
        <p>
          {text({
            vi: "Cơ quan của bạn không tiếp nhận thủ tục nào khớp với từ này. Thử từ khác.",
            en: "Your body receives no procedure that matches. Try other words.",
          })}
        </p>
      )}
    </>
  );
}

interface IntakeProps {
  readonly procedure: Procedure;
  readonly chosen: ProcedureCase;
  readonly typed: ReadonlyMap<string, readonly string[]>;
  readonly errors: FieldErrors;
  readonly transactionId: string;
}

/** The card first, because the scanner types it; then one form from top to bottom, by keyboard alone. */
export function IntakeForm(props: IntakeProps) {
  const text = useText();
  const { procedure, chosen, typed, errors, transactionId } = props;
  const of = (name: string) => typed.get(name)?.[0];
  const here = `/dossiers/new?${new URLSearchParams({ procedure: procedure.code })}`;
  return (
    <>
      <ErrorSummary errors={errors} />
      {procedure.cases.length > 1 && (
        <nav class="segments" aria-label={text({ vi: "Trường hợp", en: "Case" })}>
          {procedure.cases.map(({ key, name }) => (
            <a
              key={key}
              class="segment"
              href={`${here}&case=${key}`}
              aria-current={key === chosen.key ? "page" : undefined}
            >
              {name}
            </a>
          ))}
        </nav>
      )}
      <Form action="/dossiers/new/card" method="post" fullLoad>
        <input type="hidden" name="procedure" value={procedure.code} />
        <input type="hidden" name="case" value={chosen.key} />
        <TextField
          name="card"
          label={{ vi: "Quét mã QR trên thẻ căn cước", en: "Scan the code of the identity card" }}
          hint={{
            vi: "Đặt con trỏ ở đây rồi quét; máy quét tự gõ và nhấn Enter",
            en: "Put the cursor here and scan; the scanner types and presses Enter",
          }}
          error={errors.card}
          autocomplete="off"
          autofocus={of("applicant-name") === undefined}
          optional
        />
      </Form>
      <Form action="/dossiers/new" method="post" files transactionId={transactionId} fullLoad>
        <input type="hidden" name="procedure" value={procedure.code} />
        <input type="hidden" name="case" value={chosen.key} />
        <PartyFields who="applicant" title={{ vi: "Người nộp", en: "Applicant" }} of={of} errors={errors} />
        <Card title={{ vi: "Chủ hồ sơ", en: "Owner" }}>
          <Radios
            name="other-owner"
            label={{ vi: "Hồ sơ của ai?", en: "Whose matter is it?" }}
            value={of("other-owner") ?? "no"}
            options={[
              { value: "no", label: { vi: "Của người nộp", en: "The applicant's" } },
              {
                value: "yes",
                label: { vi: "Của người khác (nhập bên dưới)", en: "Somebody else's (enter below)" },
              },
            ]}
            inline
          />
          <details class="dossier-action" open={of("other-owner") === "yes"}>
            <summary>{text({ vi: "Người khác là chủ hồ sơ", en: "Another owner" })}</summary>
            <PartyFields who="owner" of={of} errors={errors} />
          </details>
        </Card>
        <Papers chosen={chosen} of={of} errors={errors} />
        <Card title={{ vi: "Trả kết quả và báo tin", en: "Return and notices" }}>
          <TextField
            name="sets"
            label={{ vi: "Số bộ hồ sơ", en: "Sets of papers" }}
            value={of("sets") ?? "1"}
            inputMode="numeric"
            size={4}
          />
          <Radios
            name="returnBy"
            label={{ vi: "Nhận kết quả", en: "Return" }}
            value={of("returnBy") ?? "0"}
            options={[
              { value: "0", label: { vi: "Tại bộ phận một cửa", en: "At the counter" } },
              { value: "1", label: { vi: "Qua bưu chính", en: "By post" } },
            ]}
            inline
          />
          <Checkboxes
            name="notify"
            label={{ vi: "Báo tin bằng", en: "Tell by" }}
            values={typed.get("notify") ?? []}
            options={[
              { value: "sms", label: "SMS" },
              { value: "zalo", label: "Zalo" },
              { value: "email", label: { vi: "Thư điện tử", en: "E-mail" } },
            ]}
            inline
            optional
          />
        </Card>
        <Actions>
          <Button kind="primary">
            {text({ vi: "Tiếp nhận và in giấy hẹn", en: "Receive and print the slip" })}
          </Button>
          <LinkButton href="/dossiers/new" kind="quiet">
            {text({ vi: "Chọn thủ tục khác", en: "Another procedure" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}

function PartyFields(props: {
  readonly who: "applicant" | "owner";
  readonly title?: { readonly vi: string; readonly en: string };
  readonly of: (name: string) => string | undefined;
  readonly errors: FieldErrors;
}) {
  const { who, of, errors } = props;
  const optional = who === "owner";
  const fields = (
    <>
      <TextField
        name={`${who}-name`}
        label={{ vi: "Họ tên", en: "Name" }}
        value={of(`${who}-name`)}
        error={errors[`${who}-name`]}
        autocomplete="off"
        optional={optional}
        autofocus={who === "applicant" && of("applicant-name") !== undefined}
      />
      <TextField
        name={`${who}-identifier`}
        label={{ vi: "Số định danh, mã số thuế", en: "Identifier, tax code" }}
        value={of(`${who}-identifier`)}
        error={errors[`${who}-identifier`]}
        inputMode="numeric"
        size={16}
        autocomplete="off"
        optional
      />
      <TextField
        name={`${who}-address`}
        label={{ vi: "Địa chỉ", en: "Address" }}
        value={of(`${who}-address`)}
        autocomplete="off"
        optional
      />
      <TextField
        name={`${who}-phone`}
        type="tel"
        label={{ vi: "Điện thoại di động", en: "Mobile" }}
        value={of(`${who}-phone`)}
        error={errors[`${who}-phone`]}
        size={16}
        autocomplete="off"
        optional
      />
      <TextField
        name={`${who}-email`}
        type="email"
        label={{ vi: "Thư điện tử", en: "E-mail" }}
        value={of(`${who}-email`)}
        autocomplete="off"
        optional
      />
    </>
  );
  return props.title ? <Card title={props.title}>{fields}</Card> : fields;
}

function Papers({
  chosen,
  of,
  errors,
}: {
  readonly chosen: ProcedureCase;
  readonly of: (name: string) => string | undefined;
  readonly errors: FieldErrors;
}) {
  const text = useText();
  if (chosen.components.length === 0) return null;
  const heads = [
    { name: "originals", label: { vi: "Bản chính", en: "Originals" } },
    { name: "certified", label: { vi: "Chứng thực", en: "Certified" } },
    { name: "copies", label: { vi: "Photo", en: "Copies" } },
  ] as const;
  return (
    <Card title={{ vi: "Thành phần hồ sơ", en: "Papers" }}>
      {chosen.components.map((component) => (
        <fieldset key={component.key} class="paper-counts">
          <legend>
            {component.name}
            {component.required && <strong> *</strong>}
          </legend>
          {heads.map(({ name, label }) => (
            <label key={name}>
              {text(label)}{" "}
              <input
                class="input input-sized"
                type="text"
                inputMode="numeric"
                size={3}
                name={`${name}-${component.key}`}
                value={of(`${name}-${component.key}`) ?? ""}
                autocomplete="off"
              />
            </label>
          ))}
          <label>
            {text({ vi: "Bản chụp", en: "Scan" })}{" "}
            <input
              type="file"
              name={`file-${component.key}`}
              accept={ACCEPT}
              multiple
              aria-invalid={errors[`file-${component.key}`] ? "true" : undefined}
            />
          </label>
          {errors[`file-${component.key}`] && (
            <p class="field-error">{text(errors[`file-${component.key}`] ?? "")}</p>
          )}
        </fieldset>
      ))}
    </Card>
  );
}
