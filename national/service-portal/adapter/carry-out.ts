import { createHash } from "node:crypto";
import { CATALOGUES, PROCEDURES } from "./catalogues.ts";
import { type Checked, checkDossier, checkProgress, textOf, type WireRecord } from "./check-record.ts";
import type { Account } from "./sessions.ts";
import type { AdapterStore } from "./store.ts";

/** What a call is answered with; HTTP 200 whatever it says. */
export interface Answer {
  readonly error_code: string;
  readonly message: string;
  readonly result?: readonly unknown[];
  readonly session?: string;
}

export const ok = (result?: readonly unknown[]): Answer => ({
  error_code: "0",
  message: "Thành công",
  ...(result ? { result } : {}),
});
export const refusal = (message: string): Answer => ({ error_code: "-1", message });
const duplicate = (message: string): Answer => ({ error_code: "1", message });

/** States after which nothing comes. */
const FINAL = ["3", "7", "8", "10"];
const MOST_RECORDS = 100;
/** Told in one answer. */
const MOST_PROBLEMS = 10;

/** A call whose session is good. */
export interface Call {
  readonly service: string;
  readonly account: Account;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Does what a service is asked; records are taken all together or not at all. */
export function carryOut(store: AdapterStore, call: Call): Answer {
  const { service, body } = call;
  const catalogue = CATALOGUES.get(service);
  if (catalogue) return ok(catalogue);
  switch (service) {
    case "LayDanhSachTTHC":
      return ok(PROCEDURES.map(({ MATTHC, TENTTHC }) => ({ MATTHC, TENTTHC })));
    case "LayThuTuc": {
      const found = PROCEDURES.filter(({ MATTHC }) => MATTHC === body.maTTHC);
      return found.length > 0 ? ok(found) : refusal("maTTHC không tồn tại");
    }
    case "TraCuuHoSo": {
      const record = typeof body.MaHoSo === "string" ? store.record(body.MaHoSo) : undefined;
      return ok(record ? [record] : []);
    }
    case "TraCuuTechID":
      return lookUpTechId(body);
    case "DongBoHoSoMC":
      return takeDossiers(store, body);
    case "CapNhatTienDoHoSoMC":
      return takeProgress(store, body);
    case "DongBoDanhGia":
      return takeOthers(store, service, body, true);
    case "DongBoHoiDap":
    case "DongBoKetQuaHoiDapGuiTuDVCQG":
      return takeOthers(store, service, body, false);
    case "LayDanhSachHoiDapGuiTuDVCQG":
    case "LayDanhSachHoiDapBoCoQuan":
    case "LayNoiDungTraLoiTheoCauHoi":
      return ok([]);
  }
  return refusal(`Không có dịch vụ ${service.slice(0, 60)}`);
}

/** Everybody with a number that looks like one has an account here; its name is made from the number. */
function lookUpTechId({ provider, mstorcmnd }: Call["body"]): Answer {
  if (provider !== "wso2is") return refusal("provider: phải là wso2is");
  if (typeof mstorcmnd !== "string" || !/^(?:\d{12}|\d{9}|\d{10}(?:-\d{3})?)$/.test(mstorcmnd))
    return refusal("mstorcmnd: sai định dạng");
  const TECHNICALID = createHash("sha256").update(`mo-phong:${mstorcmnd}`).digest("hex").slice(0, 32);
  return ok([{ TECHNICALID }]);
}

function takeDossiers(store: AdapterStore, { isUpdating, data }: Call["body"]): Answer {
  if (isUpdating !== "True" && isUpdating !== "False") return refusal("isUpdating: phải là True hoặc False");
  const records = checkedList(data, checkDossier);
  if ("error_code" in records) return records;
  return store.together(() => {
    for (const record of records) {
      const code = textOf(record, "MaHoSo");
      const kept = store.state(code);
      if (isUpdating === "False" && kept !== undefined)
        return { error_code: "3", message: `Hồ sơ ${code} đã tồn tại` };
      if (isUpdating === "True" && kept === undefined) return refusal(`Hồ sơ ${code} chưa tồn tại`);
      if (kept !== undefined && FINAL.includes(kept) && textOf(record, "TrangThaiHoSo") !== kept)
        return refusal(`Hồ sơ ${code} đã kết thúc ở trạng thái ${kept}`);
    }
    for (const record of records) store.put(record, new Date().toISOString());
    return ok();
  });
}

function takeProgress(store: AdapterStore, { data }: Call["body"]): Answer {
  const records = checkedList(data, checkProgress);
  if ("error_code" in records) return records;
  return store.together(() => {
    const unknown = records.find((record) => store.state(textOf(record, "MaHoSo")) === undefined);
    if (unknown) return refusal(`Hồ sơ ${textOf(unknown, "MaHoSo")} chưa tồn tại`);
    const added = records.filter((record) =>
      store.addProgress({ TrangThai: "4", ...record }, new Date().toISOString()),
    );
    return added.length > 0 ? ok() : duplicate("Tiến trình đã được gửi trước đó");
  });
}

/** Ratings and questions: kept as they come, once for each code. */
function takeOthers(
  store: AdapterStore,
  service: string,
  { data }: Call["body"],
  ofDossier: boolean,
): Answer {
  if (!Array.isArray(data) || data.length === 0 || data.length > MOST_RECORDS)
    return refusal("data: phải là danh sách có bản ghi");
  const lines = data.filter((line) => typeof line === "object" && line !== null);
  if (lines.length < data.length) return refusal("data: có dòng không phải bản ghi");
  return store.together(() => {
    const codes = lines.map((line: Readonly<Record<string, unknown>>) => line.MaHoSo);
    if (ofDossier && codes.some((code) => typeof code !== "string" || store.state(code) === undefined))
      return refusal("MaHoSo: bắt buộc và phải là hồ sơ đã đồng bộ");
    const added = lines.filter((line, index) => {
      const code = codes[index];
      const key =
        typeof code === "string" ? code : createHash("sha256").update(JSON.stringify(line)).digest("hex");
      return store.addOther(service, key, line);
    });
    return added.length > 0 ? ok() : duplicate("Đã được gửi trước đó");
  });
}

function checkedList(data: unknown, check: (value: unknown) => Checked): readonly WireRecord[] | Answer {
  if (!Array.isArray(data) || data.length === 0) return refusal("data: phải là danh sách có bản ghi");
  if (data.length > MOST_RECORDS) return refusal(`data: nhiều hơn ${MOST_RECORDS} bản ghi`);
  const checked = data.map(check);
  const problems = checked.flatMap((each) => ("problems" in each ? each.problems : []));
  if (problems.length > 0) return refusal(problems.slice(0, MOST_PROBLEMS).join("; "));
  return checked.flatMap((each) => ("record" in each ? [each.record] : []));
}
