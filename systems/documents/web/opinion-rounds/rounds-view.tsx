import { may } from "../../../../core/access/index.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { Card, formatDateTime, LinkButton, useText } from "../../../../core/ui/index.ts";
import { type DocumentKind, documentOfRound } from "../../opinion-rounds/document-of-round.ts";
import { type RoundRow, roundsOfDocument } from "../../opinion-rounds/list-rounds.ts";
import { mayOpenRound } from "../../opinion-rounds/permissions.ts";
import { RoundChip } from "./round-chip.tsx";

/** The opinion rounds about a document, as its card shows them. */
export interface RoundsOfCard {
  readonly rounds: readonly RoundRow[];
  /** Where a new one is opened; undefined for whoever may not. */
  readonly newHref: string | undefined;
}

export async function roundsOfCard(
  house: House,
  actor: PersonActor,
  kind: DocumentKind,
  id: string,
): Promise<RoundsOfCard> {
  const { queries } = house.database;
  const document = await documentOfRound(queries, kind, id);
  return {
    rounds: await roundsOfDocument(queries, id),
    newHref:
      document.open && may(actor, mayOpenRound, document) ? `/opinion-rounds/new?${kind}=${id}` : undefined,
  };
}

export function RoundsView({ opinions: { rounds, newHref } }: { opinions: RoundsOfCard }) {
  const text = useText();
  if (rounds.length === 0 && newHref === undefined) return null;
  return (
    <Card title={{ vi: "Lấy ý kiến", en: "Opinion rounds" }}>
      {rounds.length > 0 && (
        <ul class="tasks">
          {rounds.map((round) => (
            <li key={round.id} class="task">
              <div class="task-words">
                <a class="task-link" href={`/opinion-rounds/${round.id}`}>
                  {round.question}
                </a>
                <p class="task-hint">
                  {text({
                    vi: `${round.asked_by_name}, ${round.answered}/${round.asked} đã trả lời, hạn ${formatDateTime(round.deadline)}`,
                    en: `${round.asked_by_name}, ${round.answered} of ${round.asked} answered, due ${formatDateTime(round.deadline)}`,
                  })}
                </p>
              </div>
              <div class="task-state">
                <RoundChip state={round.state} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {newHref !== undefined && (
        <p>
          <LinkButton href={newHref} icon="person">
            {text({ vi: "Lấy ý kiến", en: "Ask for opinions" })}
          </LinkButton>
        </p>
      )}
    </Card>
  );
}
