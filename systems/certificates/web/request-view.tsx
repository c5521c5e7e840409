import {
  Actions,
  Button,
  Card,
  DateField,
  ErrorSummary,
  Facts,
  type FieldErrors,
  FileDrop,
  Form,
  formatDateTime,
  LinkButton,
  Notice,
  SelectField,
  StateChip,
  TextArea,
  TextField,
  useText,
} from "../../../core/ui/index.ts";
import type { CertificateForm } from "../../../province/certificates/forms.ts";
import type { CertificateRequest } from "../requests/request.ts";
import { DEVICE_WORDS, DEVICES, KIND_WORDS, REQUEST_STATE_WORDS } from "../states.ts";

export interface RequestRights {
  readonly submit: boolean;
  readonly cancel: boolean;
  readonly decide: boolean;
}

interface RequestViewProps {
  readonly request: CertificateRequest;
  /** How many requests were made together. */
  readonly group: number;
  readonly rights: RequestRights;
  readonly form: CertificateForm;
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string;
  readonly transactionId: string;
}

/** A request: its form to print, and what can be done with it now. */
export function RequestView(props: RequestViewProps) {
  const text = useText();
  const { request, group, rights, form, errors, typed, transactionId } = props;
  const base = `/certificates/requests/${request.id}`;
  const state = REQUEST_STATE_WORDS[request.state];
  return (
    <>
      <ErrorSummary errors={errors} />
      <Actions>
        <LinkButton href={`${base}/form.pdf`} icon="print" download>
          {text({ vi: "In giấy đề nghị", en: "Print the form" })}
        </LinkButton>
        {group > 1 && (
          <LinkButton href={`${base}/list.pdf`} icon="print" download>
            {text({ vi: `In danh sách (${group})`, en: `Print the list (${group})` })}
          </LinkButton>
        )}
      </Actions>
      {!form.verified && (
        <Notice tone="info">
          <p>
            {text({
              vi: `Mẫu in theo ${form.basis}${form.number ? `, ${form.number}` : ""}; số mẫu chưa được đối chiếu với phụ lục bản giấy.`,
              en: `Printed by ${form.basis}${form.number ? `, ${form.number}` : ""}; the number has not been compared with the printed annex.`,
            })}
          </p>
        </Notice>
      )}
      <Card title={{ vi: "Nội dung", en: "Contents" }}>
        <Facts
          facts={[
            {
              term: { vi: "Tình trạng", en: "State" },
              value: <StateChip tone={state.tone} label={state.label} />,
            },
            { term: { vi: "Loại", en: "Kind" }, value: text(KIND_WORDS[request.certificate_kind]) },
            { term: { vi: "Chức vụ", en: "Position" }, value: request.holder_title || undefined },
            {
              term: { vi: "Đơn vị", en: "Unit" },
              value: `${request.unit_name}, ${request.organisation_name}`,
            },
            { term: { vi: "Thiết bị", en: "Device" }, value: text(DEVICE_WORDS[request.device]) },
            { term: { vi: "Số serial", en: "Serial number" }, value: request.serial || undefined },
            { term: { vi: "Lý do", en: "Reason" }, value: request.reason || undefined },
            { term: { vi: "Văn bản gửi kèm", en: "Letter" }, value: request.reference || undefined },
            { term: { vi: "Trả lời", en: "Answer" }, value: request.answer || undefined },
            {
              term: { vi: "Người lập", en: "Drafted by" },
              value: `${request.created_by_name}, ${formatDateTime(request.created_at)}`,
            },
          ]}
        />
        {request.certificate_id && (
          <p>
            <a href={`/certificates/${request.certificate_id}`}>
              {text({ vi: "Xem chứng thư số", en: "The certificate" })}
            </a>
          </p>
        )}
        {request.result_id && request.result_id !== request.certificate_id && (
          <p>
            <a href={`/certificates/${request.result_id}`}>
              {text({ vi: "Xem chứng thư số được cấp", en: "The certificate issued" })}
            </a>
          </p>
        )}
      </Card>
      {rights.submit && (
        <Card title={{ vi: "Gửi đề nghị", en: "Submit" }}>
          <Form action={`${base}/submit`} method="post" transactionId={transactionId}>
            <TextField
              name="reference"
              label={{ vi: "Số, ký hiệu văn bản gửi kèm", en: "Number of the letter it goes with" }}
              value={typed("reference")}
              error={errors.reference}
              optional
            />
            <Actions>
              <Button kind="primary">{text({ vi: "Ghi nhận đã gửi", en: "Record as submitted" })}</Button>
            </Actions>
          </Form>
        </Card>
      )}
      {rights.decide && <Decide {...props} />}
      {rights.cancel && (
        <Form action={`${base}/cancel`} method="post" transactionId={transactionId}>
          <Actions>
            <Button kind="quiet">{text({ vi: "Rút đề nghị", en: "Withdraw the request" })}</Button>
          </Actions>
        </Form>
      )}
    </>
  );
}

function Decide({ request, errors, typed, transactionId }: RequestViewProps) {
  const text = useText();
  const base = `/certificates/requests/${request.id}`;
  const issues = request.kind === "new" || request.kind === "renew";
  return (
    <>
      <Card title={{ vi: "Kết quả", en: "Result" }}>
        <Form action={`${base}/complete`} method="post" files={issues} transactionId={transactionId}>
          {issues && (
            <>
              <FileDrop
                name="file"
                accept=".cer,.crt"
                label={{ vi: "Tệp chứng thư được cấp", en: "Certificate file" }}
                hint={{
                  vi: "Có tệp thì số serial, tổ chức cấp và thời hạn được đọc từ tệp.",
                  en: "With the file, serial number, issuer and validity are read from it.",
                }}
                error={errors.file}
                optional
              />
              <TextField
                name="serial"
                label={{ vi: "Số serial", en: "Serial number" }}
                value={typed("serial")}
                error={errors.serial}
                optional
              />
              <TextField
                name="issuer"
                label={{ vi: "Tổ chức cấp", en: "Issuer" }}
                value={typed("issuer")}
                error={errors.issuer}
                optional
              />
              <DateField
                name="from"
                label={{ vi: "Hiệu lực từ", en: "Valid from" }}
                value={typed("from")}
                error={errors.from}
                optional
              />
              <DateField
                name="to"
                label={{ vi: "Hiệu lực đến", en: "Valid until" }}
                value={typed("to")}
                error={errors.to}
                optional
              />
              <SelectField
                name="device"
                label={{ vi: "Thiết bị", en: "Device" }}
                options={DEVICES.map((each) => ({ value: each, label: DEVICE_WORDS[each] }))}
                value={typed("device") || request.device}
              />
              <TextField
                name="deviceSerial"
                label={{ vi: "Số thiết bị", en: "Device number" }}
                value={typed("deviceSerial") || request.device_serial}
                optional
              />
            </>
          )}
          <Actions>
            <Button kind="primary">{text({ vi: "Hoàn thành đề nghị", en: "Complete the request" })}</Button>
          </Actions>
        </Form>
      </Card>
      <Card title={{ vi: "Từ chối", en: "Refusal" }}>
        <Form action={`${base}/refuse`} method="post" transactionId={transactionId}>
          <TextArea
            name="answer"
            label={{ vi: "Lý do từ chối", en: "Why it was refused" }}
            value={typed("answer")}
            error={errors.answer}
          />
          <Actions>
            <Button kind="danger">{text({ vi: "Ghi nhận bị từ chối", en: "Record the refusal" })}</Button>
          </Actions>
        </Form>
      </Card>
    </>
  );
}
