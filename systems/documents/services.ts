import { Refusal } from "../../core/errors.ts";
import type { SignatureService } from "../../core/signing/service.ts";
import type { House } from "../../core/system.ts";

/** The signing service of this installation. @throws Refusal signing.unavailable */
export function signaturesOf(house: House): SignatureService {
  const service = house.services.signatures;
  if (service) return service;
  throw new Refusal("signing.unavailable", 503, {
    vi: "Dịch vụ ký số chưa sẵn sàng. Thử lại sau ít phút hoặc báo quản trị.",
    en: "The signing service is not ready. Try again in a minute or tell the administrator.",
  });
}
