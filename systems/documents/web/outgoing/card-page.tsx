import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { answerPage, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import {
  Actions,
  Button,
  Card,
  Facts,
  Form,
  formatDate,
  formatDateTime,
  type IconName,
  LinkButton,
  Notice,
  PdfViewer,
  StateChip,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { getOutgoing, type Outgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import type { OutgoingAction } from "../../outgoing/outgoing-states.ts";
import { mayDraft, mayReadOutgoing } from "../../permissions.ts";
import { ApprovalView } from "../approving/approval-view.tsx";
import { VERSION_WORDS } from "../card/story-entries.ts";
import { StoryLink } from "../card/story-link.tsx";
import { TextLinks } from "../composing/text-links.tsx";
import { CopiesView } from "../copies/copies-view.tsx";
import { FilesView } from "../filing/files-view.tsx";
import { KeptView } from "../kept/kept-view.tsx";
import { RoundsView } from "../opinion-rounds/rounds-view.tsx";
import { ScansView } from "../scans/scans-view.tsx";
import { DocumentMarks } from "../shared/chips.tsx";
import { FileList } from "../shared/file-list.tsx";
import { HistoryView } from "../shared/history-view.tsx";
import { recordReading } from "../shared/record-reading.ts";
import { SignaturesView } from "../shared/signatures-view.tsx";
import { outgoingLook, secrecyWords, urgencyWords } from "../shared/words.ts";
import { SlipView } from "../slips/slip-view.tsx";
import { type DocumentCard, loadCard } from "./load-card.ts";
import { NextStep } from "./next-step.tsx";
import { ReceiversView } from "./receivers-view.tsx";

const PATH = "/outgoing";

/** GET /outgoing/:id: the document card. */
export function cardPage(app: Hono<HttpEnv>, house: House): void {
  app.get(`${PATH}/:id`, async (c) => {
    const { actor } = requireSession(c);
    const document = await getOutgoing(house.database.queries, c.req.param("id"));
    assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
    await recordReading(house, actor, {
      kind: "outgoing-document",
      id: document.id,
      confidentiality: document.confidentiality,
      what: "card",
    });
    const card = await loadCard(house, actor, document);
    const followUp =
      document.state === "issued" &&
      document.confidentiality === 0 &&
      may(actor, mayDraft, { organisationId: document.organisation_id });
    return await answerPage(c, {
      title: titleOf(card),
      lead: document.abstract,
      crumbs: [{ href: PATH, label: { vi: "Văn bản đi", en: "Outgoing documents" } }],
      children: <CardBody card={card} followUp={followUp} />,
    });
  });
}

/** "Công văn số 15/STTTT-CNTT", or "Dự thảo công văn" before it has a number. */
export function titleOf({ document, typeName }: Pick<DocumentCard, "document" | "typeName">): Words {
  const symbol = symbolOf(document);
  return symbol
    ? { vi: `${typeName} số ${symbol}`, en: `${typeName} ${symbol}` }
    : { vi: `Dự thảo ${typeName.toLowerCase()}`, en: `Draft: ${typeName}` };
}

/** Number and notation, or undefined before they are given. */
export function symbolOf(document: Pick<Outgoing, "code_number_text" | "code_notation">): string | undefined {
  return document.code_number_text === null
    ? undefined
    : `${document.code_number_text}/${document.code_notation ?? ""}`;
}

function CardBody({ card, followUp }: { card: DocumentCard; followUp: boolean }) {
  const text = useText();
  const { document, affectedBy } = card;
  const issued = document.state === "issued";
  const receivers = (
    <Card title={{ vi: "Nơi nhận", en: "Recipients" }}>
      <ReceiversView recipients={card.recipients} statuses={card.statuses} issued={issued} />
    </Card>
  );
  return (
    <div class="stack">
      <p class="chips">
        <StateChip {...outgoingLook(document.state)} />
        <DocumentMarks urgency={document.urgency} confidentiality={document.confidentiality} />
      </p>
      <NextStep card={card} />
      {affectedBy.map((newer) => (
        <Notice key={newer.id} tone="attention">
          <p>
            {newer.business_type === 3
              ? text({ vi: "Đã được thay thế bởi văn bản số ", en: "Replaced by document " })
              : text({ vi: "Đã được cập nhật bởi văn bản số ", en: "Updated by document " })}
            <a href={`${PATH}/${newer.id}`}>{newer.symbol}</a>: {newer.business_reason}
          </p>
        </Notice>
      ))}
      <ActionBar card={card} followUp={followUp} />
      <ApprovalView document={document} approval={card.approval} />
      <SlipView document={document} slip={card.slip} />
      {issued && receivers}
      {issued && <Answers card={card} />}
      <Card title={{ vi: "Văn bản", en: "The document" }} actions={card.text && <TextLinks {...card.text} />}>
        <PdfViewer
          id="document-file"
          src={`${PATH}/${document.id}/file?v=${document.file_sha256.slice(0, 16)}`}
          title={document.file_name}
        >
          {card.verdict && <SignaturesView verdict={card.verdict} />}
        </PdfViewer>
        <ScansView href={`${PATH}/${document.id}`} scans={card.scans} />
      </Card>
      <Card title={{ vi: "Tệp kèm theo", en: "Attachments" }}>
        <FileList
          files={card.attachments.map((file, position) => ({
            ...file,
            href: `${PATH}/${document.id}/attachments/${position}`,
          }))}
        />
        <KeptView href={`${PATH}/${document.id}`} kept={card.kept} files={card.attachments} />
      </Card>
      <RoundsView opinions={card.opinions} />
      <FilesView filing={card.filing} />
      <CopiesView copies={card.copies} newHref={card.mayCopy ? `${PATH}/${document.id}/copy` : undefined} />
      {!issued && receivers}
      <Card title={{ vi: "Thông tin", en: "Details" }}>
        <DocumentFacts card={card} />
      </Card>
      <Card
        title={{ vi: "Diễn biến", en: "What happened" }}
        actions={<StoryLink href={`${PATH}/${document.id}`} />}
      >
        <HistoryView entries={card.history} />
        <Revisions card={card} />
      </Card>
    </div>
  );
}

interface ActionLink {
  readonly words: Words;
  readonly icon: IconName;
  readonly path: string;
}

/** In the order of the work; the first allowed one is the page's main step. */
const ACTION_LINKS: readonly (ActionLink & { readonly action: OutgoingAction })[] = [
  {
    action: "check",
    path: "check",
    icon: "check",
    words: { vi: "Kiểm tra, chuyển ký", en: "Check and pass on" },
  },
  {
    action: "take-signature",
    path: "take-signature",
    icon: "pen",
    words: { vi: "Nhận ký thay theo ủy quyền", en: "Sign under the delegation" },
  },
  { action: "sign", path: "sign", icon: "pen", words: { vi: "Ký số", en: "Sign" } },
  {
    action: "number",
    path: "dispatch",
    icon: "seal",
    words: { vi: "Cấp số và đóng dấu", en: "Number and seal" },
  },
  { action: "seal", path: "dispatch", icon: "seal", words: { vi: "Đóng dấu", en: "Seal" } },
  { action: "issue", path: "issue", icon: "outbox", words: { vi: "Phát hành", en: "Issue" } },
  { action: "edit", path: "edit", icon: "pen", words: { vi: "Sửa dự thảo", en: "Change the draft" } },
  {
    action: "return",
    path: "return",
    icon: "left",
    words: { vi: "Trả lại người soạn", en: "Return to the author" },
  },
  { action: "recall", path: "recall", icon: "recall", words: { vi: "Thu hồi", en: "Recall" } },
  { action: "cancel", path: "cancel", icon: "cross", words: { vi: "Hủy", en: "Cancel" } },
];

function ActionBar({ card, followUp }: { card: DocumentCard; followUp: boolean }) {
  const text = useText();
  const { document, actions } = card;
  const links = ACTION_LINKS.filter(({ action }) => actions.includes(action));
  const submit = actions.includes("submit");
  if (links.length === 0 && !submit && !followUp) return null;
  return (
    <Actions>
      {submit && (
        <Form action={`${PATH}/${document.id}/submit`} method="post" transactionId={randomUUID()}>
          <Button kind="primary" icon="up">
            {text({ vi: "Trình kiểm tra", en: "Submit for check" })}
          </Button>
        </Form>
      )}
      {links.map(({ action, path, icon, words }, index) => (
        <LinkButton
          key={action}
          href={`${PATH}/${document.id}/${path}`}
          kind={index === 0 && !submit && action !== "recall" ? "primary" : "secondary"}
          icon={icon}
        >
          {text(words)}
        </LinkButton>
      ))}
      {followUp && (
        <>
          <LinkButton href={`${PATH}/new?affects=${document.id}&type=2`} icon="pen">
            {text({ vi: "Soạn văn bản cập nhật", en: "Draft an update" })}
          </LinkButton>
          <LinkButton href={`${PATH}/new?affects=${document.id}&type=3`} icon="document">
            {text({ vi: "Soạn văn bản thay thế", en: "Draft a replacement" })}
          </LinkButton>
        </>
      )}
    </Actions>
  );
}

function Answers({ card }: { card: DocumentCard }) {
  const text = useText();
  if (card.answers.length === 0) return null;
  return (
    <Card title={{ vi: "Văn bản trả lời", en: "Answers" }}>
      <ul class="tasks">
        {card.answers.map((answer) => (
          <li key={answer.id} class="task">
            <div class="task-words">
              <a class="task-link" href={`/incoming/${answer.id}`}>
                {answer.from_name}: {answer.symbol} {text({ vi: "ngày", en: "of" })}{" "}
                {formatDate(answer.issued_date)}
              </a>
              {answer.abstract && <p class="task-hint">{answer.abstract}</p>}
            </div>
            <div class="task-state">{formatDateTime(answer.arrived_at)}</div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function DocumentFacts({ card }: { card: DocumentCard }) {
  const text = useText();
  const { document, question, affected } = card;
  return (
    <Facts
      facts={[
        { term: { vi: "Loại văn bản", en: "Type" }, value: card.typeName },
        { term: { vi: "Số, ký hiệu", en: "Number, notation" }, value: symbolOf(document) },
        {
          term: { vi: "Ngày văn bản", en: "Date" },
          value: document.issued_date && formatDate(document.issued_date),
        },
        { term: { vi: "Trích yếu", en: "Abstract" }, value: document.abstract },
        { term: { vi: "Tóm tắt", en: "Summary" }, value: document.summary },
        {
          term: { vi: "Người ký", en: "Signer" },
          value: `${document.signer_name}, ${document.signer_position}`,
        },
        { term: { vi: "Quyền hạn ký", en: "Authority" }, value: document.signer_authority },
        {
          term: { vi: "Người soạn", en: "Author" },
          value: `${document.drafted_by_name}, ${card.unitName}, ${formatDateTime(document.drafted_at)}`,
        },
        { term: { vi: "Độ khẩn", en: "Urgency" }, value: text(urgencyWords(document.urgency)) },
        { term: { vi: "Độ mật", en: "Secrecy" }, value: text(secrecyWords(document.confidentiality)) },
        {
          term: { vi: "Hạn trả lời", en: "Due date" },
          value: document.due_date && formatDate(document.due_date),
        },
        { term: { vi: "Nơi nhận khác", en: "Other lines" }, value: document.to_places.join("; ") },
        { term: { vi: "Số trang", en: "Pages" }, value: document.page_amount },
        {
          term: { vi: "Phát hành", en: "Issued" },
          value:
            document.issued_at && `${formatDateTime(document.issued_at)}, ${document.issued_by_name ?? ""}`,
        },
        ...(question
          ? [
              {
                term: { vi: "Trả lời văn bản", en: "Answers" },
                value: (
                  <a href={`/incoming/${question.id}`}>
                    {question.symbol}, {question.from_name}
                  </a>
                ),
              },
            ]
          : []),
        ...(affected
          ? [
              {
                term:
                  document.business_type === 3
                    ? { vi: "Thay thế văn bản", en: "Replaces" }
                    : { vi: "Cập nhật văn bản", en: "Updates" },
                value: (
                  <>
                    <a href={`${PATH}/${affected.id}`}>{affected.symbol}</a>: {document.business_reason}
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

/** Every state of the file is kept: "all drafts, opinions and accesses are kept" (NĐ 30/2020 PL VI part I). */
function Revisions({ card }: { card: DocumentCard }) {
  const text = useText();
  return (
    <details>
      <summary>
        {text({
          vi: `${card.revisions.length} bản của tệp`,
          en: `${card.revisions.length} states of the file`,
        })}
      </summary>
      <FileList
        files={card.revisions.flatMap((revision) => {
          const about = `${revision.by_name}, ${formatDateTime(revision.at)}`;
          const source = card.sources.get(revision.file_sha256);
          return [
            {
              name: `${revision.number}. ${text(VERSION_WORDS[revision.kind])}`,
              description: about,
              size: Number(revision.file_size),
              href: `${PATH}/${card.document.id}/file/${revision.number}`,
            },
            ...(source
              ? [
                  {
                    name: source.name,
                    description: text({
                      vi: `Tệp gốc của bản ${revision.number}`,
                      en: `The file state ${revision.number} was made from`,
                    }),
                    size: source.size,
                    href: `${PATH}/${card.document.id}/source/${revision.number}`,
                  },
                ]
              : []),
          ];
        })}
      />
    </details>
  );
}
