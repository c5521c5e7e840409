import { sql } from "kysely";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { formatDate, formatDateTime, type Words } from "../../../../core/ui/index.ts";
import { type Reader, readersOf, readStory } from "../../card/read-story.ts";
import { textOfDraft } from "../../composing/texts.ts";
import type { Incoming } from "../../incoming/incoming.ts";
import type { NamedFile } from "../../outgoing/create-draft.ts";
import type { Outgoing } from "../../outgoing/outgoing.ts";
import { attachmentsOf, recipientsOf } from "../../outgoing/read-outgoing.ts";
import type { ListedFile } from "../shared/file-list.tsx";
import { incomingLook, outgoingLook, recipientLook, secrecyWords, urgencyWords } from "../shared/words.ts";
import { type StoryEntry, storyEntries } from "./story-entries.ts";

/** The document card, the same for both directions. */
export interface Story {
  readonly kind: "incoming" | "outgoing";
  readonly id: string;
  readonly title: Words;
  readonly organisation: string;
  readonly abstract: string;
  readonly urgency: number;
  readonly confidentiality: number;
  readonly look: ReturnType<typeof incomingLook>;
  /** Who did what, in the order of the work. */
  readonly facts: readonly { readonly term: Words; readonly value: Words | string }[];
  /** Units that work on it, or receivers, each with where it stands. */
  readonly parts: readonly { readonly name: string; readonly note: Words; readonly state: Words }[];
  readonly files: readonly ListedFile[];
  readonly related: readonly { readonly href: string; readonly label: string; readonly relation: Words }[];
  readonly entries: readonly StoryEntry[];
  readonly readers: readonly Reader[];
  /** Versions of the composed text, side by side. */
  readonly textId: string | undefined;
}

/** The card of an incoming document. The caller has checked the right to read. */
export async function loadIncomingStory(queries: Queries, document: Incoming): Promise<Story> {
  const { id } = document;
  const [lines, readers, attachments, tasks, related, organisation] = await Promise.all([
    readStory(queries, "incoming", id),
    readersOf(queries, id),
    attachmentsOf(queries, id),
    queries
      .selectFrom("documents.assignment")
      .select(["role", "unit_name", "person_name", "deadline", "person_deadline", "state", "percent"])
      .where("incoming_id", "=", id)
      .orderBy("role", "desc")
      .orderBy("unit_name")
      .execute(),
    relatedTo(queries, "incoming", id),
    findOrganisation(queries, document.organisation_id, localDateOf(new Date())),
  ]);
  const at = (name: string | null, when: Date | null): string =>
    when === null ? "" : [name ?? "", formatDateTime(when)].filter(Boolean).join(", ");
  return {
    kind: "incoming",
    id,
    title: {
      vi: `Phiếu theo dõi văn bản đến ${document.symbol}`,
      en: `Card of incoming document ${document.symbol}`,
    },
    organisation: organisation?.name ?? "",
    abstract: document.abstract,
    urgency: document.urgency,
    confidentiality: document.confidentiality,
    look: incomingLook(document.state),
    facts: [
      {
        term: { vi: "Nơi gửi", en: "From" },
        value: `${document.from_name}, ${formatDate(document.issued_date)}`,
      },
      {
        term: { vi: "Đến", en: "Arrived" },
        value:
          document.source === "axis"
            ? {
                vi: `${formatDateTime(document.arrived_at)}, qua trục liên thông`,
                en: `${formatDateTime(document.arrived_at)}, over the axis`,
              }
            : {
                vi: `${formatDateTime(document.arrived_at)}, bản giấy`,
                en: `${formatDateTime(document.arrived_at)}, on paper`,
              },
      },
      {
        term: { vi: "Số đến", en: "Arrival number" },
        value:
          document.arrival_number === null
            ? ""
            : `${document.arrival_number}, ${at(document.registered_by_name, document.registered_at)}`,
      },
      {
        term: { vi: "Trình", en: "Presented to" },
        value: at(document.presented_to_name, document.presented_at),
      },
      {
        term: { vi: "Bút phê", en: "Directive" },
        value: [at(document.directed_by_name, document.directed_at), document.directive]
          .filter(Boolean)
          .join(": "),
      },
      { term: { vi: "Hạn xử lý", en: "Deadline" }, value: at(null, document.deadline) },
      { term: { vi: "Hoàn thành", en: "Completed" }, value: at(null, document.completed_at) },
      ...marksOf(document),
    ],
    parts: tasks.map((task) => {
      const due = task.person_deadline ?? task.deadline;
      const until = due ? formatDateTime(due) : "";
      const lead = task.role === "lead";
      return {
        name: [task.unit_name, task.person_name].filter(Boolean).join(" – "),
        note: {
          vi: [lead ? "chủ trì" : "phối hợp", until && `hạn ${until}`].filter(Boolean).join(", "),
          en: [lead ? "lead" : "co-operating", until && `due ${until}`].filter(Boolean).join(", "),
        },
        state: TASK_STATES[task.state](task.percent),
      };
    }),
    files: [
      ...(document.file_sha256
        ? [
            {
              name: document.file_name ?? "van-ban.pdf",
              size: Number(document.file_size ?? 0),
              href: `/incoming/${id}/file`,
            },
          ]
        : []),
      ...attachments.map((file, n) => listed(file, `/incoming/${id}/files/${n}`)),
    ],
    related,
    entries: storyEntries(lines, readers),
    readers,
    textId: undefined,
  };
}

const TASK_STATES = {
  waiting: () => ({ vi: "Chưa bắt đầu", en: "Not started" }),
  processing: (percent: number) => ({ vi: `Đang xử lý, ${percent} %`, en: `In work, ${percent} %` }),
  completed: () => ({ vi: "Đã xong", en: "Done" }),
  closed: () => ({ vi: "Đã khép lại", en: "Closed" }),
} as const;

/** The card of an outgoing document. The caller has checked the right to read. */
export async function loadOutgoingStory(queries: Queries, document: Outgoing): Promise<Story> {
  const { id } = document;
  const [lines, readers, attachments, recipients, related, organisation, type, text] = await Promise.all([
    readStory(queries, "outgoing", id),
    readersOf(queries, id),
    attachmentsOf(queries, id),
    recipientsOf(queries, id),
    relatedTo(queries, "outgoing", id),
    findOrganisation(queries, document.organisation_id, localDateOf(new Date())),
    queries
      .selectFrom("documents.document_type")
      .select("name")
      .where("code", "=", document.document_type)
      .executeTakeFirst(),
    textOfDraft(queries, id),
  ]);
  const name = (type?.name ?? document.document_type).toLocaleLowerCase("vi");
  const moment = (when: Date | null): string => (when === null ? "" : formatDateTime(when));
  return {
    kind: "outgoing",
    id,
    title:
      document.symbol === null
        ? { vi: `Phiếu theo dõi dự thảo ${name}`, en: `Card of a draft: ${name}` }
        : { vi: `Phiếu theo dõi ${name} số ${document.symbol}`, en: `Card of ${name} ${document.symbol}` },
    organisation: organisation?.name ?? "",
    abstract: document.abstract,
    urgency: document.urgency,
    confidentiality: document.confidentiality,
    look: outgoingLook(document.state),
    facts: [
      {
        term: { vi: "Người soạn", en: "Author" },
        value: `${document.drafted_by_name}, ${formatDateTime(document.drafted_at)}`,
      },
      {
        term: { vi: "Người ký", en: "Signer" },
        value: [
          `${document.signer_name}, ${[document.signer_authority, document.signer_position].filter(Boolean).join(" ")}`,
          moment(document.signed_at),
        ]
          .filter(Boolean)
          .join(", "),
      },
      { term: { vi: "Cấp số", en: "Numbered" }, value: moment(document.numbered_at) },
      { term: { vi: "Đóng dấu", en: "Sealed" }, value: moment(document.sealed_at) },
      {
        term: { vi: "Phát hành", en: "Issued" },
        value: [document.issued_by_name, moment(document.issued_at)].filter(Boolean).join(", "),
      },
      ...marksOf(document),
    ],
    parts: recipients.map((recipient) => ({
      name: recipient.organ_name,
      note:
        document.state === "issued"
          ? { vi: moment(recipient.state_at), en: moment(recipient.state_at) }
          : { vi: "", en: "" },
      state: recipientLook(recipient.state).label,
    })),
    files: [
      { name: document.file_name, size: Number(document.file_size), href: `/outgoing/${id}/file` },
      ...attachments.map((file, n) => listed(file, `/outgoing/${id}/attachments/${n}`)),
    ],
    related,
    entries: storyEntries(lines, readers),
    readers,
    textId: text?.id,
  };
}

function marksOf(document: Pick<Incoming, "urgency" | "confidentiality">): Story["facts"] {
  return [
    { term: { vi: "Độ khẩn", en: "Urgency" }, value: urgencyWords(document.urgency) },
    { term: { vi: "Độ mật", en: "Secrecy" }, value: secrecyWords(document.confidentiality) },
  ];
}

function listed({ name, description, size }: NamedFile, href: string): ListedFile {
  return { name, size, href, ...(description ? { description } : {}) };
}

const RELATION_WORDS: Readonly<Record<string, Words>> = {
  "answered-by": { vi: "Được trả lời bằng", en: "Answered by" },
  answers: { vi: "Trả lời văn bản", en: "Answers" },
  "comes-from": { vi: "Thực hiện chỉ đạo tại", en: "Comes from the directive" },
  replaces: { vi: "Thay thế", en: "Replaces" },
  "replaced-by": { vi: "Được thay thế bằng", en: "Replaced by" },
  updates: { vi: "Sửa đổi, bổ sung", en: "Amends" },
  "updated-by": { vi: "Được sửa đổi bằng", en: "Amended by" },
  duplicate: { vi: "Có thể trùng với", en: "Possible duplicate of" },
};

/** Documents tied to this one, by number only: what they say is shown by their own cards to those who may read them. */
async function relatedTo(queries: Queries, kind: Story["kind"], id: string): Promise<Story["related"]> {
  const rows =
    kind === "incoming"
      ? sql`
        select 'answered-by' as relation, '/outgoing/' as place, o.id, coalesce(o.symbol, o.file_name) as label
          from documents.outgoing o where o.answers = ${id}::uuid and o.state <> 'cancelled'
        union all
        select 'answers', '/outgoing/', o.id, coalesce(o.symbol, o.file_name)
          from documents.answer_link l join documents.outgoing o on o.id = l.outgoing_id
         where l.incoming_id = ${id}::uuid
        union all
        select 'comes-from', '/incoming/', o.id, o.symbol || ', ' || o.from_name
          from documents.origin_link l join documents.incoming o on o.id = l.origin_id
         where l.incoming_id = ${id}::uuid
        union all
        select r.relation, '/incoming/', o.id, o.symbol || ', ' || o.from_name
          from documents.incoming i
          cross join lateral (values ('replaces', i.replaces), ('replaced-by', i.replaced_by), ('updates', i.updates),
                                     ('duplicate', i.duplicate_of)) r (relation, other)
          join documents.incoming o on o.id = r.other
         where i.id = ${id}::uuid`
      : sql`
        select 'answers' as relation, '/incoming/' as place, i.id, i.symbol || ', ' || i.from_name as label
          from documents.outgoing o join documents.incoming i on i.id = o.answers where o.id = ${id}::uuid
        union all
        select 'answered-by', '/incoming/', i.id, i.symbol || ', ' || i.from_name
          from documents.answer_link l join documents.incoming i on i.id = l.incoming_id
         where l.outgoing_id = ${id}::uuid
           and i.organisation_id = (select organisation_id from documents.outgoing where id = ${id}::uuid)
        union all
        select case when o.business_type = 3 then 'replaces' else 'updates' end, '/outgoing/', a.id, a.symbol
          from documents.outgoing o join documents.outgoing a on a.id = o.affects where o.id = ${id}::uuid
        union all
        select case when o.business_type = 3 then 'replaced-by' else 'updated-by' end, '/outgoing/', o.id, o.symbol
          from documents.outgoing o where o.affects = ${id}::uuid and o.state = 'issued'`;
  const found = await sql<{
    relation: string;
    place: string;
    id: string;
    label: string | null;
  }>`${rows}`.execute(queries);
  return found.rows.map(({ relation, place, id: other, label }) => ({
    href: `${place}${other}`,
    label: label ?? "",
    relation: RELATION_WORDS[relation] ?? { vi: relation, en: relation },
  }));
}
