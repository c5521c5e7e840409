import type { PortalConfig } from "../../../../core/config/index.ts";
import type { DossierFacts } from "../../dossiers/index.ts";

type PartyKind = DossierFacts["owner"]["kind"];

/**
 * LoaiDoiTuong by the adapter that is spoken to: the same kinds of people have other numbers there. A kind without a number
 * cannot be told to that adapter, and is never told as another one.
 */
const KINDS: Readonly<Record<PortalConfig["dialect"], Readonly<Partial<Record<PartyKind, string>>>>> = {
  // 1 công dân, 2 doanh nghiệp, 3 cơ quan nhà nước, 4 tổ chức khác.
  dvcqg: { 1: "1", 2: "2", 3: "3", 4: "4" },
  // 0 công dân, 1 doanh nghiệp, 2 hộ kinh doanh (a kind of owner that dossiers do not tell apart).
  "ministry-2026": { 1: "0", 2: "1" },
};

/** @returns undefined when the adapter has no number for it */
export function kindOnWire(dialect: PortalConfig["dialect"], kind: PartyKind): string | undefined {
  return KINDS[dialect][kind];
}
