import { formatDate } from "../../../core/ui/index.ts";
import type { RegisteredCertificate } from "../certificate.ts";
import type { CertificateRequest } from "../requests/request.ts";
import { DEVICE_WORDS, KIND_WORDS } from "../states.ts";

/** A request with the certificate it is about. */
export interface PrintedRequest {
  readonly request: CertificateRequest;
  readonly certificate: RegisteredCertificate | undefined;
}

/** A line of the form for one holder: what is asked, what is filled in. */
export interface FormLine {
  readonly label: string;
  readonly value: string;
}

/** Every field of a form, in its order; what is not known is left as dots to fill in by hand. */
export function formLines({ request, certificate }: PrintedRequest): readonly FormLine[] {
  const person = request.holder_kind === "person";
  const holder: FormLine[] = person
    ? [
        { label: "Họ và tên", value: request.holder_name },
        { label: "Số định danh cá nhân (CCCD)", value: request.identity_number },
        { label: "Chức vụ", value: request.holder_title },
        { label: "Đơn vị công tác", value: request.unit_name },
        { label: "Cơ quan, tổ chức quản lý", value: request.organisation_name },
      ]
    : [
        { label: "Tên cơ quan, tổ chức", value: request.holder_name },
        { label: "Cơ quan, tổ chức quản lý", value: request.organisation_name },
      ];
  const contact: FormLine[] = [
    { label: "Địa chỉ thư điện tử công vụ", value: request.email },
    { label: "Số điện thoại di động", value: request.mobile },
  ];
  const kind = [{ label: "Loại chứng thư số", value: KIND_WORDS[request.certificate_kind].vi }];
  const device: FormLine[] = [
    { label: "Thiết bị lưu khóa bí mật", value: DEVICE_WORDS[request.device].vi },
    { label: "Số hiệu thiết bị", value: request.device_serial },
  ];
  const existing: FormLine[] = certificate
    ? [
        { label: "Số hiệu chứng thư số (serial)", value: certificate.serial },
        { label: "Tổ chức cấp", value: certificate.issuer },
        {
          label: "Thời hạn hiệu lực",
          value: `từ ngày ${formatDate(certificate.not_before)} đến ngày ${formatDate(certificate.not_after)}`,
        },
      ]
    : [];
  return [
    ...holder,
    ...contact,
    ...kind,
    ...existing,
    ...(request.kind === "new" ? device.slice(0, 1) : device),
    {
      label: request.kind === "change" ? "Nội dung thay đổi, lý do" : "Lý do đề nghị",
      value: request.reason,
    },
  ];
}
