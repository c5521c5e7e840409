import { type DateLike, formatDate } from "./format.ts";
import { useText } from "./language.ts";

export interface ArrivalStampProps {
  readonly organisation: string;
  readonly arrivalNumber: string;
  readonly arrivedOn: DateLike;
  /** To whom the document was passed. */
  readonly passedTo?: string | undefined;
  readonly fileCode?: string | undefined;
}

/** The "ĐẾN" stamp, 35 × 50 mm on paper (NĐ 30/2020 PL IV): shown always in Vietnamese, it is a picture of a stamp. */
export function ArrivalStamp({
  organisation,
  arrivalNumber,
  arrivedOn,
  passedTo,
  fileCode,
}: ArrivalStampProps) {
  return (
    <figure class="stamp" lang="vi">
      <figcaption class="stamp-organisation">{organisation}</figcaption>
      <p class="stamp-word">ĐẾN</p>
      <dl>
        <div>
          <dt>Số:</dt>
          <dd>{arrivalNumber}</dd>
        </div>
        <div>
          <dt>Ngày:</dt>
          <dd>{formatDate(arrivedOn)}</dd>
        </div>
        <div>
          <dt>Chuyển:</dt>
          <dd>{passedTo}</dd>
        </div>
        <div>
          <dt>Số và ký hiệu hồ sơ:</dt>
          <dd>{fileCode}</dd>
        </div>
      </dl>
    </figure>
  );
}

/** Degrees of urgency of NĐ 30/2020 PL I; `fixed-time` is edXML's "hỏa tốc hẹn giờ". */
export type Urgency = "urgent" | "very-urgent" | "express" | "fixed-time";

const URGENCY_WORDS: Readonly<Record<Urgency, string>> = {
  urgent: "KHẨN",
  "very-urgent": "THƯỢNG KHẨN",
  express: "HỎA TỐC",
  "fixed-time": "HỎA TỐC HẸN GIỜ",
};

/** The urgency stamp as it is printed on the document. */
export function UrgencyStamp({ urgency }: { urgency: Urgency }) {
  const text = useText();
  return (
    <span class="urgency">
      <span class="visually-hidden">{text({ vi: "Độ khẩn: ", en: "Urgency: " })}</span>
      <span lang="vi">{URGENCY_WORDS[urgency]}</span>
    </span>
  );
}
