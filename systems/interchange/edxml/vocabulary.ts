import type { BusinessType, Priority, ReceiverChange, StatusCode } from "./types.ts";

/** The one namespace of edXML; the attachment part uses it as default namespace. */
export const EDXML_NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016";
/** Constant of 2015 that old writers still send; accepted on reading only. */
export const OLD_EDXML_NAMESPACE = "http://www.e-doc.vn/Schema/";
export const DSIG_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#";

/** A text in the two languages of the screens. */
export interface Label {
  readonly vi: string;
  readonly en: string;
}

/** Bussiness/BussinessDocType on the wire. */
export const BUSINESS_CODE: Readonly<Record<BusinessType, string>> = {
  new: "0",
  recall: "1",
  update: "2",
  replace: "3",
};

export const BUSINESS_LABEL: Readonly<Record<BusinessType, Label>> = {
  new: { vi: "văn bản mới", en: "new document" },
  recall: { vi: "thu hồi văn bản", en: "recall of a document" },
  update: { vi: "cập nhật văn bản", en: "update of a document" },
  replace: { vi: "thay thế văn bản", en: "replacement of a document" },
};

/** Receiver/ReceiverType on the wire. No public text fixes the meaning of 0 and 1, so it stands in one place. */
export const RECEIVER_TYPE: Readonly<Record<ReceiverChange, string>> = { removed: "0", present: "1" };

export const PRIORITY_LABEL: Readonly<Record<Priority, Label>> = {
  0: { vi: "Thường", en: "normal" },
  1: { vi: "Khẩn", en: "urgent" },
  2: { vi: "Thượng khẩn", en: "very urgent" },
  3: { vi: "Hỏa tốc", en: "most urgent" },
  4: { vi: "Hỏa tốc hẹn giờ", en: "most urgent, timed" },
};

/** Business status messages; QĐ 28/2018 Art. 10.2.h names the same states. */
export const STATUS_LABEL: Readonly<Record<StatusCode, Label>> = {
  "01": { vi: "Đã đến", en: "arrived" },
  "02": { vi: "Từ chối tiếp nhận", en: "refused" },
  "03": { vi: "Đã tiếp nhận", en: "received and registered" },
  "04": { vi: "Phân công xử lý", en: "assigned" },
  "05": { vi: "Đang xử lý", en: "in progress" },
  "06": { vi: "Hoàn thành", en: "completed" },
  "13": { vi: "Yêu cầu lấy lại", en: "request to take back" },
  "15": { vi: "Đồng ý yêu cầu cập nhật hoặc lấy lại", en: "request to update or take back accepted" },
  "16": { vi: "Từ chối yêu cầu cập nhật hoặc lấy lại", en: "request to update or take back refused" },
};

/** True for one of the nine codes that travel; 999 is a local mark of some software and never does. */
export function isStatusCode(value: string): value is StatusCode {
  return Object.hasOwn(STATUS_LABEL, value);
}
