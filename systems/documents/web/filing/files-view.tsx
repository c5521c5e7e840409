import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { Card, LinkButton, useText } from "../../../../core/ui/index.ts";
import type { FileOfDocument } from "../../filing/service.ts";

/** The work files a document is in, as its card shows them. */
export interface Filing {
  readonly files: readonly FileOfDocument[];
  readonly addHref: string;
  /** Where the document is put into the calendar. */
  readonly eventHref: string;
}

/** Absent when this house keeps no work files. */
export async function filingOf(
  house: House,
  actor: PersonActor,
  kind: "incoming" | "outgoing",
  id: string,
): Promise<Filing | undefined> {
  const service = house.services.workFiles;
  if (!service) return undefined;
  return {
    files: await service.ofDocument(actor, id),
    addHref: service.addHref(kind, id),
    eventHref: `/schedule/events/new?about=${id}`,
  };
}

/** In which work files the document is, and the way to put it into another (one document in several files, no copy). */
export function FilesView({ filing }: { filing: Filing | undefined }) {
  const text = useText();
  if (!filing) return null;
  return (
    <Card title={{ vi: "Hồ sơ công việc, lịch", en: "Work files, calendar" }}>
      {filing.files.length > 0 && (
        <ul class="tasks">
          {filing.files.map((file) => (
            <li key={file.id} class="task">
              <div class="task-words">
                <a class="task-link" href={`/files/${file.id}`}>
                  {file.notation} {file.title}
                </a>
              </div>
            </li>
          ))}
        </ul>
      )}
      <p>
        <LinkButton href={filing.addHref} icon="folder">
          {text({ vi: "Thêm vào hồ sơ", en: "Add to a work file" })}
        </LinkButton>{" "}
        <LinkButton href={filing.eventHref} icon="clock">
          {text({ vi: "Đưa vào lịch", en: "Put into the calendar" })}
        </LinkButton>
      </p>
    </Card>
  );
}
