import {
  ArrivalStamp,
  Card,
  DeadlineChip,
  ErrorSummary,
  Facts,
  formatDate,
  formatDateTime,
  Notice,
  PdfViewer,
  StateChip,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { StoryLink } from "../card/story-link.tsx";
import { CopiesView } from "../copies/copies-view.tsx";
import { FilesView } from "../filing/files-view.tsx";
import { KeptView, type NamedContent } from "../kept/kept-view.tsx";
import { RoundsView } from "../opinion-rounds/rounds-view.tsx";
import { ScansView } from "../scans/scans-view.tsx";
import { DocumentMarks } from "../shared/chips.tsx";
import { settledStanding, standingOf } from "../shared/deadlines.ts";
import { FileList } from "../shared/file-list.tsx";
import { HistoryView } from "../shared/history-view.tsx";
import { SignaturesView } from "../shared/signatures-view.tsx";
import { incomingLook } from "../shared/words.ts";
import { AssignmentsView } from "./assignments-view.tsx";
import type { IncomingCard } from "./document-data.ts";
import { OriginView } from "./origin-view.tsx";
import { RequestBanner } from "./request-banner.tsx";
import { StoredSignatures, VerdictBanner } from "./verdict-banner.tsx";
import { type Typed, WorkForms } from "./work-forms.tsx";

/** The card of an incoming document: what it is, whether to trust it, what to do now, what happened. */
export function IncomingView({ card, typed }: { card: IncomingCard; typed?: Typed | undefined }) {
  const { document } = card;
  const requestTyped = typed?.action === "answer-request" ? typed : undefined;
  return (
    <>
      {typed && <ErrorSummary errors={typed.errors} />}
      <Standing card={card} />
      <Relations card={card} />
      <RequestBanner
        document={document}
        mayAnswer={card.allowed.answerRequest}
        errors={requestTyped?.errors ?? {}}
        typed={(name) => requestTyped?.value(name) ?? ""}
      />
      <VerdictBanner document={document} live={card.verdict} />
      <div class="document-columns">
        <div class="document-work">
          <WorkForms card={card} typed={typed} />
        </div>
        <div class="document-main">
          <FileView card={card} />
          <AssignmentsView card={card} />
        </div>
        <div class="document-side">
          <About card={card} />
          <Answers card={card} />
          <OriginView card={card} typed={typed?.action === "link-origin" ? typed : undefined} />
          <RoundsView opinions={card.opinions} />
          <FilesView filing={card.filing} />
          <CopiesView
            copies={card.copies}
            newHref={card.mayCopy ? `/incoming/${document.id}/copy` : undefined}
          />
          <Card
            title={{ vi: "Diễn biến", en: "What happened" }}
            actions={<StoryLink href={`/incoming/${document.id}`} />}
          >
            <HistoryView entries={card.history} />
          </Card>
        </div>
      </div>
    </>
  );
}

function Standing({ card: { document, now, calendar } }: { card: IncomingCard }) {
  const text = useText();
  return (
    <p class="document-standing">
      <StateChip {...incomingLook(document.state)} />{" "}
      <DocumentMarks urgency={document.urgency} confidentiality={document.confidentiality} />{" "}
      {document.deadline && (
        <DeadlineChip
          at={document.deadline}
          standing={
            document.completed_at
              ? settledStanding(document.deadline, document.completed_at)
              : standingOf(document.deadline, now, calendar)
          }
        />
      )}{" "}
      <span class="document-next">{text(nextStep(document.state))}</span>
    </p>
  );
}

function nextStep(state: IncomingCard["document"]["state"]): Words {
  switch (state) {
    case "arrived":
      return {
        vi: "Bước tiếp theo: văn thư tiếp nhận hoặc từ chối.",
        en: "Next: the clerk registers or refuses it.",
      };
    case "registered":
      return {
        vi: "Bước tiếp theo: văn thư trình lãnh đạo.",
        en: "Next: the clerk presents it to a leader.",
      };
    case "presented":
      return { vi: "Bước tiếp theo: lãnh đạo bút phê, phân công.", en: "Next: the leader directs it." };
    case "assigned":
      return {
        vi: "Bước tiếp theo: đơn vị chủ trì giao người và bắt đầu xử lý.",
        en: "Next: the lead unit assigns a person and starts.",
      };
    case "processing":
      return {
        vi: "Bước tiếp theo: người xử lý trả lời và báo hoàn thành.",
        en: "Next: the officer answers and completes it.",
      };
    default:
      return { vi: "", en: "" };
  }
}

const RELATION_WORDS: Readonly<
  Record<IncomingCard["related"][number]["relation"], { tone: "attention" | "info"; title: Words }>
> = {
  duplicate: {
    tone: "attention",
    title: {
      vi: "Có thể trùng: cùng số, ký hiệu, ngày và cơ quan ban hành với",
      en: "Possible duplicate: same number, notation, date and issuer as",
    },
  },
  replaces: { tone: "info", title: { vi: "Văn bản này thay thế", en: "This document replaces" } },
  "replaced-by": {
    tone: "attention",
    title: { vi: "Không xử lý nữa: đã được thay thế bằng", en: "Not to be handled any more: replaced by" },
  },
  updates: { tone: "info", title: { vi: "Văn bản này sửa đổi, bổ sung", en: "This document amends" } },
};

function Relations({ card: { related, document } }: { card: IncomingCard }) {
  const text = useText();
  return (
    <>
      {related.map((other) => (
        <Notice
          key={other.relation}
          tone={RELATION_WORDS[other.relation].tone}
          title={RELATION_WORDS[other.relation].title}
        >
          <p>
            <a href={`/incoming/${other.id}`}>{`${other.symbol ?? ""} – ${other.abstract}`}</a>
          </p>
          {other.relation === "duplicate" && document.state === "arrived" && (
            <p>
              {text({
                vi: "Mở văn bản trước để đối chiếu. Nếu đúng là một văn bản gửi hai lần, hãy từ chối bản này và nêu lý do trùng.",
                en: "Open the earlier one and compare. If it was sent twice, refuse this copy and say so.",
              })}
            </p>
          )}
        </Notice>
      ))}
      {document.refused_reason && (
        <Notice
          tone="bad"
          title={{ vi: "Đã từ chối, trả lại nơi gửi", en: "Refused, returned to the sender" }}
        >
          {document.refused_reason}
        </Notice>
      )}
      {document.directive && (
        <Notice
          tone="info"
          title={{
            vi: `Ý kiến chỉ đạo của ${document.directed_by_name ?? ""}`,
            en: `Directive of ${document.directed_by_name ?? ""}`,
          }}
        >
          {document.directive}
        </Notice>
      )}
    </>
  );
}

function FileView({ card }: { card: IncomingCard }) {
  const text = useText();
  const { document, verdict, attachments } = card;
  const files = (
    <Card title={{ vi: "Tệp kèm theo", en: "Attachments" }}>
      <FileList
        files={attachments.map(({ position, ...file }) => ({
          ...file,
          href: `/incoming/${document.id}/files/${position}`,
        }))}
      />
    </Card>
  );
  if (!document.file_sha256) {
    return (
      <>
        <Card title={{ vi: "Văn bản", en: "The document" }}>
          <p>
            {document.state === "recalled"
              ? text({
                  vi: "Tệp đã bị hủy theo yêu cầu thu hồi của nơi gửi.",
                  en: "The file was destroyed because the sender recalled it.",
                })
              : document.source === "paper"
                ? text({ vi: "Văn bản giấy, chưa có bản quét.", en: "On paper, without a scan." })
                : text({
                    vi: "Nơi gửi không gửi kèm tệp PDF của văn bản.",
                    en: "The sender sent no PDF of the document.",
                  })}
          </p>
        </Card>
        {attachments.length > 0 && files}
      </>
    );
  }
  return (
    <>
      <PdfViewer
        id="incoming-pdf"
        src={readingAddress(card)}
        title={`${document.symbol} – ${document.abstract}`}
      >
        {verdict ? (
          <SignaturesView verdict={verdict} whole={false} />
        ) : (
          document.verdict_details && <StoredSignatures details={document.verdict_details} />
        )}
      </PdfViewer>
      {document.arrival_number !== null && (
        <p>
          <a href={`/incoming/${document.id}/reading-copy`} data-turbo="false">
            {text({ vi: "Bản đọc có dấu ĐẾN", en: "Copy for reading, with the arrival stamp" })}
          </a>
        </p>
      )}
      <ScansView href={`/incoming/${document.id}`} scans={card.scans} />
      <KeptView href={`/incoming/${document.id}`} kept={card.kept} files={keptNames(card)} />
      {files}
    </>
  );
}

/** A scan without signatures is shown with the words under its pictures, so that they can be found and taken. */
function readingAddress({ document, verdict, scans }: IncomingCard): string {
  const copy = scans.find((scan) => scan.sha256 === document.file_sha256 && scan.copy_sha256 !== null);
  const signed = (verdict?.signatures.length ?? 0) > 0 || document.verdict?.startsWith("valid") === true;
  return copy && !signed
    ? `/incoming/${document.id}/searchable/${copy.sha256}`
    : `/incoming/${document.id}/file`;
}

/** The document first, then its attachments. */
function keptNames({ document, attachments }: IncomingCard): readonly NamedContent[] {
  return [
    { sha256: document.file_sha256 ?? "", name: document.file_name ?? document.symbol },
    ...attachments,
  ];
}

function About({ card: { document, organisationName } }: { card: IncomingCard }) {
  const text = useText();
  const source =
    document.source === "paper"
      ? { vi: "Văn bản giấy", en: "On paper" }
      : { vi: "Trục liên thông văn bản", en: "Interchange axis" };
  return (
    <Card title={{ vi: "Thông tin văn bản", en: "About the document" }}>
      {document.arrival_number !== null && (
        <ArrivalStamp
          organisation={organisationName}
          arrivalNumber={String(document.arrival_number)}
          arrivedOn={document.registered_at ?? document.arrived_at}
          passedTo={document.presented_to_name ?? ""}
        />
      )}
      <Facts
        facts={[
          { term: { vi: "Nơi gửi", en: "Sender" }, value: document.from_name },
          { term: { vi: "Số, ký hiệu", en: "Number, notation" }, value: document.symbol },
          { term: { vi: "Ngày văn bản", en: "Date" }, value: formatDate(document.issued_date) },
          { term: { vi: "Loại văn bản", en: "Type" }, value: document.type_name },
          {
            term: { vi: "Người ký", en: "Signed by" },
            value: [document.signer_position, document.signer_name].filter(Boolean).join(" "),
          },
          { term: { vi: "Đến lúc", en: "Arrived" }, value: formatDateTime(document.arrived_at) },
          { term: { vi: "Qua", en: "By" }, value: text(source) },
          ...(document.due_date
            ? [
                {
                  term: { vi: "Nơi gửi đề nghị trả lời trước", en: "Answer wanted by" },
                  value: formatDate(document.due_date),
                },
              ]
            : []),
          ...(document.summary ? [{ term: { vi: "Tóm tắt", en: "Summary" }, value: document.summary }] : []),
          ...(document.to_places.length > 0
            ? [{ term: { vi: "Nơi nhận", en: "Recipients" }, value: document.to_places.join("; ") }]
            : []),
          ...(document.paper && document.source === "axis"
            ? [
                {
                  term: { vi: "Bản giấy", en: "On paper too" },
                  value: text({ vi: "Nơi gửi có gửi bản giấy", en: "Yes" }),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}

function Answers({ card: { answers, answered } }: { card: IncomingCard }) {
  if (answers.length + answered.length === 0) return null;
  return (
    <Card title={{ vi: "Văn bản liên quan", en: "Related documents" }}>
      <Facts
        facts={[
          ...answered.map((each) => ({
            term: { vi: "Trả lời văn bản của ta", en: "Answers our document" },
            value: <a href={`/outgoing/${each.id}`}>{`${each.symbol ?? ""} – ${each.abstract}`}</a>,
          })),
          ...answers.map((each) => ({
            term: { vi: "Đã soạn văn bản trả lời", en: "Our answer" },
            value: <a href={`/outgoing/${each.id}`}>{`${each.symbol ?? "Dự thảo"} – ${each.abstract}`}</a>,
          })),
        ]}
      />
    </Card>
  );
}
