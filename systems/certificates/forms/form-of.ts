import { localDateOf } from "../../../core/calendar/index.ts";
import { Refusal } from "../../../core/errors.ts";
import { type CertificateForm, certificateForms } from "../../../province/certificates/forms.ts";
import type { CertificateKind, HolderKind, RequestKind } from "../states.ts";

let known: readonly CertificateForm[] | undefined;

/**
 * The form that was prescribed on the day a request was made.
 * @throws Refusal certificates.no-form when none is known for that day
 */
export function formOf(request: {
  readonly kind: RequestKind;
  readonly certificate_kind: CertificateKind;
  readonly holder_kind: HolderKind;
  readonly created_at: Date;
}): CertificateForm {
  known ??= certificateForms();
  const day = localDateOf(request.created_at);
  const holder = request.certificate_kind === "system" ? "system" : request.holder_kind;
  const found = known.find(
    (form) =>
      form.kind === request.kind &&
      (form.holder === "any" || form.holder === holder) &&
      form.validFrom <= day &&
      (form.validTo === null || day < form.validTo),
  );
  if (found) return found;
  throw new Refusal("certificates.no-form", 422, {
    vi: `Chưa có mẫu giấy cho ngày ${day}. Báo quản trị viên bổ sung bảng mẫu giấy.`,
    en: `There is no form for ${day}. Ask the administrator to add it to the table of forms.`,
  });
}
