import { formatNumber, type Tone, type Words } from "../../ui/index.ts";
import type { HeldCertificate, KeyOwner } from "../service.ts";

export const TITLE: Words = { vi: "Chứng thư số", en: "Certificates" };
export const HERE = { href: "/signing/certificates", label: TITLE };

/** A certificate that ends within this many days is renewed now: authorities need weeks. */
const SOON_DAYS = 30;

export function addressOf(owner: KeyOwner): string {
  return `/signing/certificates/${owner.kind}/${owner.id}`;
}

/** Whole days until the end; negative after it. */
export function daysLeft(notAfter: Date, now: Date): number {
  return Math.floor((notAfter.getTime() - now.getTime()) / 86_400_000);
}

/** How a certificate stands, as a chip. */
export function standing(
  held: Pick<HeldCertificate, "state" | "notAfter">,
  now: Date,
): { tone: Tone; label: Words } {
  if (held.state === "revoked")
    return { tone: "neutral", label: { vi: "Đã ngừng dùng", en: "No longer used" } };
  if (held.state === "replaced") return { tone: "neutral", label: { vi: "Đã thay thế", en: "Replaced" } };
  const days = daysLeft(held.notAfter, now);
  if (days < 0) return { tone: "bad", label: { vi: "Đã hết hạn", en: "Expired" } };
  const label = {
    vi: days === 0 ? "Hết hạn trong hôm nay" : `Còn ${formatNumber(days)} ngày`,
    en: days === 0 ? "Ends today" : days === 1 ? "1 day left" : `${formatNumber(days)} days left`,
  };
  return days <= SOON_DAYS ? { tone: "attention", label } : { tone: "good", label };
}

/** What a picture is called. */
export function pictureWords(kind: KeyOwner["kind"]): Words {
  return kind === "person"
    ? { vi: "Hình chữ ký", en: "Picture of the signature" }
    : { vi: "Hình con dấu", en: "Picture of the seal" };
}
