import {
  Button,
  DateField,
  ErrorSummary,
  type FieldErrors,
  Form,
  Radios,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import type { ChildInput } from "../authorisations/declare-child.ts";
import type { AuthorisationInput } from "../authorisations/give-authorisation.ts";

export type TypedAuthorisation = AuthorisationInput;
export type TypedChild = ChildInput;

interface FormView<Typed> {
  readonly typed: Typed;
  readonly errors: FieldErrors;
  readonly transactionId: string;
}

/** Who may file, what, from when to when. */
export function AuthorisationForm({ typed, errors, transactionId }: FormView<TypedAuthorisation>) {
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/me/authorisations/new" method="post" transactionId={transactionId}>
        <TextField
          name="takerName"
          label={{ vi: "Họ và tên người được ủy quyền", en: "Name of whom you authorise" }}
          value={typed.takerName}
          error={errors.takerName}
          maxLength={200}
        />
        <TextField
          name="takerIdentifier"
          inputMode="numeric"
          label={{
            vi: "Số định danh cá nhân hoặc mã số thuế của người đó",
            en: "Their identifier or tax code",
          }}
          value={typed.takerIdentifier}
          error={errors.takerIdentifier}
          size={18}
          maxLength={20}
        />
        <Radios
          name="scope"
          label={{ vi: "Được nộp những thủ tục nào", en: "What they may file" }}
          value={typed.scope}
          options={[
            { value: "some", label: { vi: "Chỉ các thủ tục ghi dưới đây", en: "Only the procedures below" } },
            { value: "all", label: { vi: "Mọi thủ tục", en: "Every procedure" } },
          ]}
        />
        <TextField
          name="procedures"
          label={{ vi: "Mã thủ tục", en: "Codes of procedures" }}
          hint={{
            vi: "Ghi trên trang của thủ tục, ví dụ 1.001193. Nhiều mã cách nhau bằng dấu phẩy.",
            en: "On the page of the procedure, e.g. 1.001193. Separate several by commas.",
          }}
          value={typed.procedures}
          error={errors.procedures}
          maxLength={600}
          optional
        />
        <DateField name="from" label={{ vi: "Từ ngày", en: "From" }} value={typed.from} error={errors.from} />
        <DateField
          name="until"
          label={{ vi: "Đến hết ngày", en: "Until" }}
          value={typed.until}
          error={errors.until}
        />
        <Buttons label={{ vi: "Gửi ủy quyền", en: "Offer the authorisation" }} />
      </Form>
    </>
  );
}

/** A child under 18. */
export function ChildForm({ typed, errors, transactionId }: FormView<TypedChild>) {
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/me/children/new" method="post" transactionId={transactionId}>
        <Radios
          name="relation"
          label={{ vi: "Bạn là", en: "You are" }}
          value={typed.relation}
          error={errors.relation}
          options={[
            { value: "mother", label: { vi: "Mẹ", en: "the mother" } },
            { value: "father", label: { vi: "Cha", en: "the father" } },
            { value: "guardian", label: { vi: "Người giám hộ", en: "the guardian" } },
          ]}
        />
        <TextField
          name="name"
          label={{ vi: "Họ, chữ đệm, tên của con", en: "Full name of the child" }}
          value={typed.name}
          error={errors.name}
          maxLength={200}
        />
        <DateField
          name="birthDate"
          label={{ vi: "Ngày sinh của con", en: "Date of birth" }}
          value={typed.birthDate}
          error={errors.birthDate}
        />
        <Radios
          name="sex"
          label={{ vi: "Giới tính", en: "Sex" }}
          value={typed.sex}
          error={errors.sex}
          inline
          options={[
            { value: "female", label: { vi: "Nữ", en: "Female" } },
            { value: "male", label: { vi: "Nam", en: "Male" } },
          ]}
        />
        <TextField
          name="identifier"
          inputMode="numeric"
          label={{ vi: "Số định danh cá nhân của con", en: "Personal identifier of the child" }}
          hint={{
            vi: "12 chữ số trong giấy khai sinh. Để trống nếu con chưa có.",
            en: "12 digits on the birth certificate. Leave it empty if there is none.",
          }}
          value={typed.identifier}
          error={errors.identifier}
          size={18}
          maxLength={20}
          optional
        />
        <Buttons label={{ vi: "Khai con", en: "Declare the child" }} />
      </Form>
    </>
  );
}

function Buttons({ label }: { label: { vi: string; en: string } }) {
  const text = useText();
  return (
    <div class="actions">
      <Button kind="primary">{text(label)}</Button>
      <a class="button button-quiet" href="/me/authorisations">
        {text({ vi: "Quay lại", en: "Back" })}
      </a>
    </div>
  );
}
