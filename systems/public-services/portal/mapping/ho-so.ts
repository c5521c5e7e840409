import type { PortalConfig } from "../../../../core/config/index.ts";
import type { DossierFacts, DossierFile, DossierSupplement, DossierTrace } from "../../dossiers/index.ts";
import { kindOnWire } from "./dialects.ts";
import { wireTime } from "./wire-time.ts";

/** A record as it goes out: texts and lists of records, nothing empty. */
export interface WireRecord {
  readonly [name: string]: string | readonly WireRecord[];
}

/** What the portal is told beside the dossier itself. */
export interface RecordContext {
  /** MaHoSo: ours, or the portal's own. */
  readonly code: string;
  /** Filed at the portal (NoiNopHoSo). */
  readonly fromPortal: boolean;
  readonly dialect: PortalConfig["dialect"];
  /** TECHNICALID of the owner; null: not known. */
  readonly techId: string | null;
  /** The account it was filed with was vouched for by VNeID. */
  readonly accountVerified: boolean;
  /** DuocThanhToanTrucTuyen: 1 paid on the portal, 2 through the province's gateway, 3 not paid online. */
  readonly paid: 1 | 2 | 3;
  /** MaKetQua of the procedure. */
  readonly resultCode: string | null;
  /** Where the portal fetches a file. */
  linkOf(file: DossierFile): string;
}

/** Stands where a name should, when the portal brought a dossier and said nothing of who it is. Never sent back as a name. */
export const UNKNOWN_OWNER = "Người nộp qua Cổng Dịch vụ công quốc gia";
/** The longest summary (TrichYeuHoSo). */
const SUMMARY = 1000;
const ENDED: readonly number[] = [3, 7, 8, 9, 10];
const WITH_RESULT: readonly number[] = [9, 10];

/**
 * A dossier as HoSo of DongBoHoSoMC. Nothing is made up: what the dossier does not know is left out, and check-ho-so.ts
 * then says what is missing.
 */
export function toHoSo(facts: DossierFacts, context: RecordContext): WireRecord {
  const { owner, applicant, procedure, state } = facts;
  const online = facts.channel === 2;
  const ownerName = owner.name === UNKNOWN_OWNER ? null : owner.name;
  return compact({
    MaHoSo: context.code,
    MaTTHC: procedure.code,
    TenTTHC: procedure.name,
    MaLinhVuc: procedure.fieldCode,
    TenLinhVuc: procedure.fieldName,
    KenhThucHien: String(facts.channel),
    SoGiayToChuHoSo: owner.identifier,
    ChuHoSo: ownerName,
    LoaiDoiTuong: kindOnWire(context.dialect, owner.kind),
    MaDoiTuong: online ? context.techId : null,
    Email: owner.email ?? applicant.email,
    SoDienThoai: localPhone(owner.phone ?? applicant.phone),
    TrichYeuHoSo: clip([procedure.name, ...(ownerName ? [ownerName] : [])].join(" – ")),
    // Filed and not yet accepted: the moment in which the system took it in stands until an official accepts it.
    NgayTiepNhan: wireTime(facts.receivedAt ?? facts.submittedAt),
    NgayHenTra: timeOrNothing(facts.dueAt),
    TrangThaiHoSo: String(state),
    NgayTra: state === 10 ? timeOrNothing(facts.returnedAt) : "",
    ThongTinTra: state === 10 ? publicNote(facts, ["return"]) : "",
    HinhThuc: String(facts.returnBy),
    NgayKetThucXuLy: ENDED.includes(state) ? timeOrNothing(facts.finishedAt) : "",
    DonViXuLy: facts.organisationName,
    GhiChu: publicNote(facts, GHI_CHU[state] ?? []),
    NoiNopHoSo: context.fromPortal ? "1" : "2",
    HoSoCoThanhPhanSoHoa: facts.components.some(({ digitised }) => digitised) ? "1" : "0",
    TaiKhoanDuocXacThucVoiVNeID: context.accountVerified ? "1" : "0",
    DuocThanhToanTrucTuyen: String(context.paid),
    NgayTuChoi: state === 3 ? timeOrNothing(lastOf(facts, ["refuse"])?.at ?? null) : "",
    NgayNopHoSo: wireTime(facts.submittedAt),
    DinhDanhCHS: identitiesOf(owner.identifier ?? ""),
    TaiLieuNop: submitted(facts, context),
    DanhSachLePhi: fees(facts),
    DanhSachTepDinhKemKhac: besides(facts),
    DanhSachHoSoBoSung: facts.supplements.map((each) => supplement(facts, each)),
    DanhSachGiayToKetQua: WITH_RESULT.includes(state) ? results(facts, context) : [],
  });
}

/** Why it ended without a result, told where the citizen reads it too. */
const GHI_CHU: Readonly<Partial<Record<number, readonly DossierTrace["action"][]>>> = {
  3: ["refuse"],
  7: ["withdraw"],
  8: ["stop"],
};

function lastOf(facts: DossierFacts, actions: readonly DossierTrace["action"][]): DossierTrace | undefined {
  return facts.trail.findLast(({ action }) => actions.includes(action));
}

function publicNote(facts: DossierFacts, actions: readonly DossierTrace["action"][]): string {
  const trace = lastOf(facts, actions);
  return trace?.publicNote ? trace.note : "";
}

/** LoaiDinhDanh: 1 a personal identifier of 12 digits, 2 an old card of 9; a tax code is none of them. */
export function identitiesOf(identifier: string): WireRecord[] {
  const kind = /^\d{12}$/.test(identifier) ? "1" : /^\d{9}$/.test(identifier) ? "2" : undefined;
  return kind === undefined ? [] : [{ LoaiDinhDanh: kind, SoDinhDanh: identifier }];
}

function submitted(facts: DossierFacts, context: RecordContext): WireRecord[] {
  return citizensFiles(facts).flatMap((file) => {
    const component = facts.components.find(({ key }) => key === file.componentKey);
    if (!component) return [];
    return [
      compact({
        TepDinhKemId: file.id,
        TenTepDinhKem: file.name,
        IsDeleted: "False",
        MaThanhPhanHoSo: component.code,
        DuongDanTaiTepTin: context.linkOf(file),
        DuocSoHoa: component.digitised ? "1" : "0",
        DuocTaiSuDung: component.reused ? "1" : "0",
        DuocLayTuKhoDMQG: "0",
      }),
    ];
  });
}

/** What the citizen handed in beside the components. LoaiGiayTo 2: electronic. */
function besides(facts: DossierFacts): WireRecord[] {
  return citizensFiles(facts)
    .filter(({ componentKey }) => !facts.components.some(({ key }) => key === componentKey))
    .map(({ name }) => ({ TenGiayTo: name, SoLuong: "1", LoaiGiayTo: "2" }));
}

function citizensFiles({ files }: DossierFacts): readonly DossierFile[] {
  return files.filter(({ kind }) => kind === "submitted" || kind === "supplement");
}

/** A fee whose sum is not set yet is not told as one of nothing. LoaiPhiLePhi: 1 phí, 2 lệ phí. */
function fees({ fees: owed }: DossierFacts): WireRecord[] {
  return owed.flatMap(({ code, kind, name, amount, collect }) =>
    amount === null
      ? []
      : [
          compact({
            TenPhiLePhi: name,
            MaPhiLePhi: code,
            HinhThucThu: String(collect),
            Gia: String(amount),
            LoaiPhiLePhi: kind === "fee" ? "1" : "2",
          }),
        ],
  );
}

/** TrangThaiBoSung: 0 still open, 1 answered. */
function supplement(facts: DossierFacts, asked: DossierSupplement): WireRecord {
  const { answeredAt } = asked;
  const answer =
    answeredAt === null
      ? undefined
      : facts.trail.find(
          ({ action, at }) => action === "answer-supplement" && at.getTime() === answeredAt.getTime(),
        );
  return compact({
    HoSoBoSungId: asked.id,
    NguoiYeuCauBoSung: asked.askedBy,
    NoiDungBoSung: asked.reason,
    NgayBoSung: wireTime(asked.askedAt),
    NguoiTiepNhanBoSung: answer?.name,
    NgayTiepNhanBoSung: timeOrNothing(answeredAt),
    TrangThaiBoSung: answeredAt === null ? "0" : "1",
    DanhSachGiayToBoSung: asked.components.map(({ key, name }) =>
      compact({
        TenGiayTo: name,
        MaThanhPhanHoSo: facts.components.find((component) => component.key === key)?.code,
      }),
    ),
    NgayHenTraMoi: answeredAt === null ? "" : timeOrNothing(facts.dueAt),
  });
}

function results(facts: DossierFacts, context: RecordContext): WireRecord[] {
  return facts.files
    .filter(({ kind }) => kind === "result")
    .map((file) =>
      compact({
        TenGiayTo: file.name,
        GiayToId: file.id,
        DuongDanTepTinKetQua: context.linkOf(file),
        MaGiayToKetQua: context.resultCode,
      }),
    );
}

type Loose = Readonly<Record<string, string | null | undefined | readonly WireRecord[]>>;

function compact(fields: Loose): WireRecord {
  const kept: Record<string, string | readonly WireRecord[]> = {};
  for (const [name, value] of Object.entries(fields))
    if (value !== null && value !== undefined && value.length > 0) kept[name] = value;
  return kept;
}

function timeOrNothing(moment: Date | null): string {
  return moment === null ? "" : wireTime(moment);
}

/** `+84912345678` as people write it. */
function localPhone(phone: string | null): string {
  return (phone ?? "").replace(/^\+84/, "0");
}

function clip(text: string): string {
  const characters = [...text];
  return characters.length > SUMMARY ? `${characters.slice(0, SUMMARY - 1).join("")}…` : text;
}
