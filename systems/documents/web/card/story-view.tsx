import {
  Card,
  Facts,
  formatDateTime,
  LinkButton,
  StateChip,
  Timeline,
  useText,
} from "../../../../core/ui/index.ts";
import { DocumentMarks } from "../shared/chips.tsx";
import { FileList } from "../shared/file-list.tsx";
import type { Story } from "./load-story.ts";
import type { StoryEntry } from "./story-entries.ts";

/** The document card: what it is, who works on it, what happened, who opened it. Prints as it stands. */
export function StoryView({ story }: { story: Story }) {
  const text = useText();
  return (
    <div class="story">
      <p class="document-standing">
        <StateChip {...story.look} />{" "}
        <DocumentMarks urgency={story.urgency} confidentiality={story.confidentiality} />
      </p>
      <div class="story-columns">
        <div class="story-main">
          <Card title={{ vi: "Diễn biến", en: "What happened" }}>
            <Timeline
              label={{ vi: "Diễn biến văn bản", en: "What happened" }}
              entries={story.entries.map((entry) => ({
                at: entry.at,
                title: entry.title,
                tone: entry.tone,
                ...(entry.by ? { by: entry.by } : {}),
                ...(entry.note || entry.versions.length > 0
                  ? { detail: <Detail id={story.id} entry={entry} /> }
                  : {}),
              }))}
            />
          </Card>
        </div>
        <div class="story-side">
          <Card title={{ vi: "Ai làm gì", en: "Who did what" }}>
            <Facts facts={story.facts.map(({ term, value }) => ({ term, value: text(value) }))} />
          </Card>
          <Parts story={story} />
          <Card title={{ vi: "Tệp", en: "Files" }}>
            <FileList files={story.files} />
            {story.textId && (
              <p>
                <a href={`/compose/${story.textId}/versions`}>
                  {text({ vi: "So sánh các bản soạn", en: "Compare the versions of the text" })}
                </a>
              </p>
            )}
          </Card>
          <Related story={story} />
          <Readers story={story} />
        </div>
      </div>
    </div>
  );
}

/** Back to the work, or away as a file; a browser prints the page itself. */
export function StoryActions({ href }: { href: string }) {
  const text = useText();
  return (
    <>
      <LinkButton href={href} icon="left">
        {text({ vi: "Về văn bản", en: "To the document" })}
      </LinkButton>
      <LinkButton href={`${href}/story.pdf`} icon="download" download>
        {text({ vi: "Tải phiếu (PDF)", en: "Card as PDF" })}
      </LinkButton>
    </>
  );
}

function Detail({ id, entry }: { id: string; entry: StoryEntry }) {
  const text = useText();
  return (
    <>
      {entry.note && <p>{entry.note}</p>}
      {entry.versions.length > 0 && (
        <FileList
          files={entry.versions.map(({ number, kind, size }) => ({
            name: text({ vi: `Bản ${number}: ${kind.vi}`, en: `State ${number}: ${kind.en}` }),
            size,
            href: `/outgoing/${id}/file/${number}`,
          }))}
        />
      )}
    </>
  );
}

function Parts({ story }: { story: Story }) {
  const text = useText();
  if (story.parts.length === 0) return null;
  return (
    <Card
      title={
        story.kind === "incoming"
          ? { vi: "Đơn vị, người xử lý", en: "Units and people" }
          : { vi: "Nơi nhận", en: "Recipients" }
      }
    >
      <ul class="story-people">
        {story.parts.map((part) => (
          <li key={part.name}>
            <span>{part.name}</span>
            <span class="story-aside">{[text(part.state), text(part.note)].filter(Boolean).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Related({ story }: { story: Story }) {
  const text = useText();
  if (story.related.length === 0) return null;
  return (
    <Card title={{ vi: "Văn bản liên quan", en: "Related documents" }}>
      <ul class="story-people">
        {story.related.map(({ href, label, relation }) => (
          <li key={`${href}${relation.en}`}>
            <span class="story-aside">{text(relation)}</span> <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Readers({ story }: { story: Story }) {
  const text = useText();
  return (
    <Card title={{ vi: "Ai đã xem", en: "Who has opened it" }}>
      <ul class="story-people">
        {story.readers.map((reader) => (
          <li key={`${reader.by_name}${reader.by_position}${reader.first_at.getTime()}`}>
            <span>{[reader.by_name, reader.by_position].filter(Boolean).join(", ")}</span>
            <span class="story-aside">
              {text({
                vi: `gần nhất ${formatDateTime(reader.last_at)}; lần đầu ${formatDateTime(reader.first_at)}; ${reader.visits} lần`,
                en: `last ${formatDateTime(reader.last_at)}; first ${formatDateTime(reader.first_at)}; ${reader.visits} visits`,
              })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
