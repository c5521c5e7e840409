import { may } from "../../../../core/access/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { Card, formatDateTime, LinkButton, useText } from "../../../../core/ui/index.ts";
import { type Outgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { mayDecideSlip, mayWriteSlip } from "../../slips/permissions.ts";
import { type SlipVersion, slipIsOpen, slipVersions } from "../../slips/slips.ts";
import { DecisionChip } from "./slip-pages.tsx";

/** The slip of a draft as its card shows it. */
export interface SlipOfCard {
  readonly latest: SlipVersion | undefined;
  readonly writes: boolean;
  readonly decides: boolean;
}

export async function slipOfCard(
  queries: Queries,
  actor: PersonActor,
  document: Outgoing,
): Promise<SlipOfCard> {
  const subject = subjectOfOutgoing(document);
  const latest = (await slipVersions(queries, document.id)).at(-1);
  return {
    latest,
    writes: slipIsOpen(document.state, "write") && may(actor, mayWriteSlip, subject),
    decides:
      latest?.decision === null && slipIsOpen(document.state, "decide") && may(actor, mayDecideSlip, subject),
  };
}

export function SlipView({ document, slip }: { readonly document: Outgoing; readonly slip: SlipOfCard }) {
  const text = useText();
  const { latest, writes, decides } = slip;
  if (!latest && !writes) return null;
  const href = `/outgoing/${document.id}/slip`;
  return (
    <Card
      title={{ vi: "Phiếu trình", en: "Submission slip" }}
      actions={
        <LinkButton href={href} icon="document" kind={decides ? "primary" : "secondary"}>
          {latest
            ? decides
              ? text({ vi: "Cho ý kiến phiếu trình", en: "Decide on the slip" })
              : text({ vi: "Xem phiếu trình", en: "See the slip" })
            : text({ vi: "Lập phiếu trình", en: "Write a slip" })}
        </LinkButton>
      }
    >
      <p>
        {!latest ? (
          text({
            vi: "Chưa có phiếu trình. Lập khi việc cần lãnh đạo quyết định trước khi ký.",
            en: "None yet. Write one when a leader has to decide before signing.",
          })
        ) : latest.decision ? (
          <>
            <DecisionChip decision={latest.decision} /> {latest.decision_text} {formatDateTime(latest.at)}
          </>
        ) : (
          text({
            vi: `Bản ${latest.number}, chờ ý kiến lãnh đạo.`,
            en: `Version ${latest.number}, waits for a leader.`,
          })
        )}
      </p>
    </Card>
  );
}
