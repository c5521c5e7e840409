import type { Label } from "./vocabulary.ts";

const ORGANIZATION: readonly (readonly [string, string, string])[] = [
  ["", "cơ quan", "organisation"],
  [".OrganId", "mã định danh cơ quan", "organisation code"],
  [".OrganizationInCharge", "tên cơ quan chủ quản", "organisation in charge"],
  [".OrganName", "tên cơ quan", "organisation name"],
  [".OrganAdd", "địa chỉ cơ quan", "organisation address"],
  [".Email", "thư điện tử của cơ quan", "organisation e-mail"],
  [".Telephone", "số điện thoại của cơ quan", "organisation telephone"],
  [".Fax", "số fax của cơ quan", "organisation fax"],
  [".Website", "trang thông tin của cơ quan", "organisation website"],
];

const RESPONSE_FOR: readonly (readonly [string, string, string])[] = [
  ["", "văn bản được phản hồi", "document answered"],
  [
    ".OrganId",
    "mã định danh cơ quan của văn bản được phản hồi",
    "organisation code of the document answered",
  ],
  [".Code", "số và ký hiệu văn bản được phản hồi", "code of the document answered"],
  [".DocumentId", "định danh văn bản được phản hồi", "id of the document answered"],
  [".PromulgationDate", "ngày ban hành văn bản được phản hồi", "date of the document answered"],
];

const SINGLE: readonly (readonly [string, string, string])[] = [
  ["MessageHeader", "phần thông tin chung", "message header"],
  ["MessageHeader.DocumentId", "định danh văn bản", "document id"],
  ["MessageHeader.Code.CodeNumber", "số văn bản", "code number"],
  ["MessageHeader.Code.CodeNotation", "ký hiệu văn bản", "code notation"],
  ["MessageHeader.PromulgationInfo.Place", "địa danh ban hành", "place of promulgation"],
  ["MessageHeader.PromulgationInfo.PromulgationDate", "ngày ban hành", "promulgation date"],
  ["MessageHeader.DocumentType.Type", "mã loại văn bản", "document type code"],
  ["MessageHeader.DocumentType.TypeDetail", "mã chi tiết loại văn bản", "document type detail"],
  ["MessageHeader.DocumentType.TypeName", "tên loại văn bản", "document type name"],
  ["MessageHeader.Subject", "trích yếu", "abstract"],
  ["MessageHeader.Content", "nội dung tóm tắt", "summary"],
  ["MessageHeader.SignerInfo.Competence", "quyền hạn người ký", "signer's authority"],
  ["MessageHeader.SignerInfo.Position", "chức vụ người ký", "signer's position"],
  ["MessageHeader.SignerInfo.FullName", "họ tên người ký", "signer's full name"],
  ["MessageHeader.DueDate", "hạn trả lời", "due date"],
  ["MessageHeader.OtherInfo.Priority", "độ khẩn", "priority"],
  ["MessageHeader.OtherInfo.SphereOfPromulgation", "phạm vi lưu hành", "sphere of promulgation"],
  ["MessageHeader.OtherInfo.TyperNotation", "ký hiệu người đánh máy", "typist's initials"],
  ["MessageHeader.OtherInfo.PromulgationAmount", "số lượng bản phát hành", "number of copies"],
  ["MessageHeader.OtherInfo.PageAmount", "số trang", "number of pages"],
  ["MessageHeader.OtherInfo.Direction", "dấu hiệu chỉ đạo", "direction flag"],
  ["MessageHeader.OtherInfo.Appendixes.Appendix", "tên phụ lục", "appendix"],
  ["MessageHeader.SteeringType", "loại chỉ đạo", "steering type"],
  ["MessageHeader.ResponseForTask.TaskCode", "mã nhiệm vụ", "task code"],
  ["MessageHeader.ToPlaces.Place", "dòng nơi nhận", "line of recipients"],
  ["MessageHeader.ToPlaces", "phần nơi nhận", "recipients"],
  ["MessageHeader.StatusCode", "mã trạng thái", "status code"],
  ["MessageHeader.Description", "diễn giải trạng thái", "status description"],
  ["MessageHeader.Timestamp", "thời điểm", "timestamp"],
  ["TraceHeaderList.TraceHeader", "vết chuyển văn bản", "trace entry"],
  [
    "TraceHeaderList.TraceHeader.OrganId",
    "mã cơ quan trong vết chuyển văn bản",
    "organisation code of a trace entry",
  ],
  [
    "TraceHeaderList.TraceHeader.Timestamp",
    "thời điểm trong vết chuyển văn bản",
    "timestamp of a trace entry",
  ],
  ["TraceHeaderList.Bussiness", "thông tin nghiệp vụ", "business part"],
  ["TraceHeaderList.Bussiness.DocumentId", "định danh văn bản bị tác động", "id of the affected document"],
  ["TraceHeaderList.Bussiness.BussinessDocType", "loại nghiệp vụ", "business type"],
  ["TraceHeaderList.Bussiness.BussinessDocReason", "lý do nghiệp vụ", "business reason"],
  ["TraceHeaderList.Bussiness.Paper", "dấu hiệu gửi kèm bản giấy", "paper copy flag"],
  ["TraceHeaderList.Bussiness.BussinessDocumentInfo", "thông tin cập nhật", "update information"],
  [
    "TraceHeaderList.Bussiness.BussinessDocumentInfo.ReceiverList.Receiver.OrganId",
    "mã cơ quan nhận được cập nhật",
    "code of an updated receiver",
  ],
  [
    "TraceHeaderList.Bussiness.ReplacementInfoList.ReplacementInfo",
    "văn bản bị thay thế",
    "replaced document",
  ],
  [
    "TraceHeaderList.Bussiness.ReplacementInfoList.ReplacementInfo.DocumentId",
    "định danh văn bản bị thay thế",
    "id of the replaced document",
  ],
  [
    "TraceHeaderList.Bussiness.ReplacementInfoList.ReplacementInfo.OrganIdList.OrganId",
    "mã cơ quan nhận văn bản bị thay thế",
    "receiver of the replaced document",
  ],
  ["edXMLManifest.Reference", "danh mục tệp đính kèm", "manifest of attachments"],
  ["AttachmentEncoded.Attachment", "tệp đính kèm", "attachment"],
  ["AttachmentEncoded.Attachment.ContentId", "mã tệp đính kèm", "attachment id"],
  ["AttachmentEncoded.Attachment.AttachmentName", "tên tệp đính kèm", "attachment name"],
  ["AttachmentEncoded.Attachment.ContentType", "kiểu nội dung tệp đính kèm", "attachment content type"],
  ["AttachmentEncoded.Attachment.ContentTransferEncoded", "nội dung tệp đính kèm", "attachment content"],
];

/** What each element is called in a sentence, by its path without indexes. */
export const FIELD_LABELS: ReadonlyMap<string, Label> = new Map<string, Label>([
  ...SINGLE.map(([path, vi, en]) => [path, { vi, en }] as const),
  ...ORGANIZATION.map(
    ([end, vi, en]) => [`MessageHeader.From${end}`, { vi: `${vi} gửi`, en: `sender's ${en}` }] as const,
  ),
  ...ORGANIZATION.map(
    ([end, vi, en]) => [`MessageHeader.To${end}`, { vi: `${vi} nhận`, en: `receiver's ${en}` }] as const,
  ),
  ...RESPONSE_FOR.map(([end, vi, en]) => [`MessageHeader.ResponseFor${end}`, { vi, en }] as const),
]);

/** Maximum lengths in characters (QCVN 102 as checked by a provincial system; NĐ 30/2020 Phụ lục VI agrees). */
export const MAX_LENGTH = {
  inCharge: 500,
  organName: 200,
  organAddress: 500,
  email: 100,
  telephone: 20,
  fax: 20,
  website: 200,
  codeNumber: 11,
  codeNotation: 30,
  place: 50,
  typeName: 100,
  subject: 500,
  content: 500,
  competence: 100,
  position: 100,
  fullName: 50,
  sphereOfPromulgation: 100,
  typerNotation: 10,
  toPlace: 150,
  toPlacesTotal: 1000,
} as const;
