import { PersonChip } from "../chips.tsx";
import { Notice } from "../notice.tsx";
import { PdfViewer } from "../pdf-viewer.tsx";
import { SignaturePlacement } from "../signature-placement.tsx";
import { ArrivalStamp, UrgencyStamp } from "../stamps.tsx";
import { Timeline } from "../timeline.tsx";
import { VerdictCard } from "../verdict-card.tsx";
import { SIGNER_PLACE } from "./sample-document.ts";

/** The four verdicts; `place` only where a viewer stands beside them. */
export function VerdictSamples({ placed }: { placed?: boolean | undefined }) {
  return (
    <>
      <VerdictCard
        verdict="valid"
        kind={{ vi: "Chữ ký cá nhân", en: "Personal signature" }}
        signer="Trần Văn Thu, Giám đốc Sở Thông tin và Truyền thông"
        sentence={{
          vi: "Chữ ký hợp lệ, văn bản còn nguyên vẹn từ lúc ký.",
          en: "The signature is valid; the document is as it was signed.",
        }}
        place={placed ? SIGNER_PLACE : undefined}
        facts={[
          { term: { vi: "Thời điểm ký", en: "Signed at" }, value: "14:05 04/03/2022" },
          { term: { vi: "Dấu thời gian", en: "Timestamp" }, value: "14:05:12 04/03/2022 (+07:00)" },
          { term: { vi: "Chứng thư số", en: "Certificate" }, value: "5401 8CA2 0017 (Ban Cơ yếu Chính phủ)" },
          { term: { vi: "Thu hồi", en: "Revocation" }, value: "Không bị thu hồi (CRL 04/03/2022)" },
        ]}
      />
      <VerdictCard
        verdict="attention"
        kind={{ vi: "Chữ ký cơ quan", en: "Signature of the organisation" }}
        signer="UBND huyện Đăk Hà"
        sentence={{
          vi: "Văn bản còn nguyên vẹn, nhưng chưa tra được chứng thư số có bị thu hồi hay không. Có thể tiếp nhận; hệ thống sẽ kiểm tra lại sau 30 phút.",
          en: "The document is intact, but revocation could not be checked. You may accept it; it is checked again in 30 minutes.",
        }}
      />
      <VerdictCard
        verdict="broken"
        signer="Nguyễn Thị Mai"
        sentence={{
          vi: "Chữ ký của Nguyễn Thị Mai còn nguyên vẹn, nhưng trang 3 đã bị thay sau khi ký. Không nên xử lý văn bản này; bấm Trả lại để báo nơi gửi.",
          en: "Nguyễn Thị Mai's signature is intact, but page 3 was replaced after signing. Do not process this document; press Return to tell the sender.",
        }}
      />
      <VerdictCard
        verdict="unsigned"
        sentence={{
          vi: "Văn bản này chưa có chữ ký số nào.",
          en: "This document carries no digital signature.",
        }}
      />
    </>
  );
}

/** A PDF with its signatures beside it. */
export function ViewerSample({ pdf }: { pdf: string }) {
  return (
    <PdfViewer id="sample-viewer" src={pdf} title="Công văn 15/STTTT-CNTT">
      <VerdictSamples placed />
    </PdfViewer>
  );
}

/** Placing a signature and a seal. */
export function PlacementSample({ pdf }: { pdf: string }) {
  return (
    <SignaturePlacement
      name="signature"
      src={pdf}
      title="Công văn 15/STTTT-CNTT"
      kind="signature"
      place={SIGNER_PLACE}
    />
  );
}

/** The document card: what has happened, what is still to come. */
export function TimelineSample() {
  return (
    <Timeline
      label={{ vi: "Quá trình xử lý", en: "Course of handling" }}
      entries={[
        {
          at: "2022-03-04T14:20:00+07:00",
          title: { vi: "Đã đến", en: "Arrived" },
          tone: "info",
          by: "UBND huyện Đăk Hà",
        },
        {
          at: "2022-03-04T14:32:00+07:00",
          title: { vi: "Đã tiếp nhận, số đến 1240", en: "Accepted, arrival number 1240" },
          tone: "good",
          by: "Y Hà Thị Ngọc Lan, văn thư",
        },
        {
          at: "2022-03-04T15:10:00+07:00",
          title: { vi: "Phân công", en: "Assigned" },
          tone: "progress",
          by: "A Thút, Phó Chủ tịch",
          detail: "Giao Phòng Văn hóa và Thông tin chủ trì, Văn phòng phối hợp; báo cáo trước 25/03/2022.",
        },
        { title: { vi: "Hoàn thành", en: "Done" }, tone: "neutral" },
      ]}
    />
  );
}

/** Stamps and marks of paper. */
export function StampSamples() {
  return (
    <>
      <p>
        <UrgencyStamp urgency="urgent" /> <UrgencyStamp urgency="very-urgent" />{" "}
        <UrgencyStamp urgency="express" />
      </p>
      <ArrivalStamp
        organisation="UBND huyện Đăk Hà"
        arrivalNumber="1240"
        arrivedOn="2022-03-04"
        passedTo="Phòng VH-TT"
      />
    </>
  );
}

/** Every tone of notice. */
export function NoticeSamples() {
  return (
    <>
      <Notice tone="good" title={{ vi: "Đã phát hành", en: "Issued" }}>
        <p>
          15/STTTT-CNTT · <PersonChip name="Trần Văn Thu" position={{ vi: "Giám đốc", en: "Director" }} />
        </p>
      </Notice>
      <Notice tone="info">Văn bản này thay thế công văn 12/STTTT-CNTT ngày 01/03/2022.</Notice>
      <Notice tone="attention" title={{ vi: "Có thể trùng", en: "Possible duplicate" }}>
        <p>Cùng số, ký hiệu và cơ quan ban hành với số đến 1198 ngày 02/03/2022.</p>
      </Notice>
      <Notice tone="bad">Trần Văn Thu vừa sửa dự thảo này lúc 9:41. Nội dung bạn vừa gõ vẫn còn.</Notice>
    </>
  );
}
