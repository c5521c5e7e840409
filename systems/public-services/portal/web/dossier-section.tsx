import type { House } from "../../../../core/system.ts";
import { Card, Facts, formatDateTime, StateChip, useText } from "../../../../core/ui/index.ts";
import { addDossierSection, type DossierFacts, STATE_WORDS } from "../../dossiers/index.ts";
import { listMessages, type PortalLine } from "../messages.ts";
import { STANDING_WORDS, stateOf } from "../words.ts";
import { HERE } from "./portal-tabs.tsx";

/** What the portal knows of a dossier, on the officials' page of it. */
export function addPortalSection(): void {
  addDossierSection({ key: "portal", on: ["official"], view });
}

async function view(house: House, dossier: DossierFacts) {
  const { queries } = house.database;
  const known = await queries
    .selectFrom("public_services.portal_dossier")
    .select(["code", "from_portal", "synced_state", "synced_at"])
    .where("dossier_id", "=", dossier.id)
    .executeTakeFirst();
  if (!known) return undefined;
  const filter = { dossierId: dossier.id } as const;
  const [refused, waiting] = await Promise.all([
    listMessages(queries, { limit: 1, filter: { ...filter, standing: "refused" } }),
    listMessages(queries, { limit: 1, filter: { ...filter, standing: "waiting" }, sort: "oldest" }),
  ]);
  return (
    <Section
      code={known.code}
      fromPortal={known.from_portal}
      syncedState={known.synced_state}
      syncedAt={known.synced_at}
      open={refused.rows[0] ?? waiting.rows[0]}
    />
  );
}

interface SectionProps {
  readonly code: string;
  readonly fromPortal: boolean;
  readonly syncedState: number | null;
  readonly syncedAt: Date | null;
  /** The first message that has not arrived. */
  readonly open: PortalLine | undefined;
}

function Section({ code, fromPortal, syncedState, syncedAt, open }: SectionProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Cổng Dịch vụ công quốc gia", en: "National service portal" }}>
      <Facts
        facts={[
          {
            term: { vi: "Mã tại Cổng", en: "Code there" },
            value: fromPortal ? `${code} (${text({ vi: "nộp tại Cổng", en: "filed there" })})` : code,
          },
          {
            term: { vi: "Trạng thái Cổng đã nhận", en: "State it has taken" },
            value:
              syncedState === null || syncedAt === null ? (
                text({ vi: "chưa gửi", en: "nothing sent yet" })
              ) : (
                <>
                  <StateChip {...STATE_WORDS[stateOf(syncedState)]} /> {formatDateTime(syncedAt)}
                </>
              ),
          },
          ...(open
            ? [
                {
                  term: { vi: "Bản ghi chưa đến", en: "Not arrived yet" },
                  value: (
                    <>
                      <StateChip {...STANDING_WORDS[open.late ? "late" : open.standing]} />{" "}
                      <a href={`${HERE}/${open.id}`}>{text({ vi: "Mở bản ghi", en: "Open it" })}</a>
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
