import type { DossierTrace } from "../../dossiers/index.ts";
import { ACTION_WORDS } from "../../dossiers/index.ts";
import type { WireRecord } from "./ho-so.ts";
import { wireTime } from "./wire-time.ts";

/** A line of the story as the portal needs it. */
export interface ProgressLine {
  readonly trace: DossierTrace;
  /** MaHoSo at the portal. */
  readonly code: string;
  /** When the step began that ended with it; null: it is the first. */
  readonly begunAt: Date | null;
  /** When that step should have been done; null: no limit. */
  readonly stepDueAt: Date | null;
}

/**
 * A line of the story as TienTrinh of CapNhatTienDoHoSoMC: who did what when, and the state after it. Notes that the citizen
 * does not read stay in the house.
 */
export function toTienTrinh({ trace, code, begunAt, stepDueAt }: ProgressLine): WireRecord {
  const told = [ACTION_WORDS[trace.action].vi, trace.step, trace.publicNote ? trace.note : ""];
  const optional = {
    ChucDanh: trace.position,
    PhongBanXuLy: trace.organisationName,
    NgayBatDau: begunAt === null ? "" : wireTime(begunAt),
    NgayKetThucTheoQuyDinh: stepDueAt === null ? "" : wireTime(stepDueAt),
  };
  return {
    MaHoSo: code,
    NguoiXuLy: trace.name,
    ThoiDiemXuLy: wireTime(trace.at),
    NoiDungXuLy: told.filter((part) => part !== "").join(". "),
    TrangThai: String(trace.to),
    ...Object.fromEntries(Object.entries(optional).filter(([, text]) => text !== "")),
  };
}

/** What the portal is told when something happens: the record where it changed, a line where somebody acted. */
export function messagesFor(
  trace: Pick<DossierTrace, "action" | "from" | "to">,
): readonly ("record" | "progress")[] {
  const { action, from, to } = trace;
  if (action === "file") return ["record"];
  // Papers on the way to a result and moves between versions of a workflow are the house's own matter.
  if (action === "attach-result" || action === "sign-result" || action === "migrate") return [];
  return from !== to || action === "apologise" ? ["record", "progress"] : ["progress"];
}
