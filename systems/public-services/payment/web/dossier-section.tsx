import { sql } from "kysely";
import type { VNode } from "preact";
import { PREPARE } from "../../../../core/database/index.ts";
import type { House } from "../../../../core/system.ts";
import { Card, formatMoney, LinkButton, StateChip, useText } from "../../../../core/ui/index.ts";
import {
  type DossierFacts,
  type DossierSection,
  FINAL_STATES,
  type ProgressSection,
} from "../../dossiers/index.ts";
import { type Due, duesOf } from "../dues.ts";
import type { PaymentRow } from "../settle.ts";
import { AskForm } from "./ask-page.tsx";
import { DUE_LOOKS, HERE, STATE_LOOKS } from "./words.ts";

async function paymentsOf(house: House, dossier: Pick<DossierFacts, "id">): Promise<readonly PaymentRow[]> {
  // Asked by every look at the public progress page.
  const { rows } = await sql<PaymentRow>`${sql.raw(PREPARE)}
    select * from public_services.payment where dossier_id = ${dossier.id} order by id`.execute(
    house.database.queries,
  );
  return rows;
}

/** On the pages of the citizen and the progress page: what is owed, and the way to pay it. */
export const owedSection = {
  key: "payments",
  on: ["citizen"],
  async view(house: House, dossier: { readonly id: string }): Promise<VNode | undefined> {
    const rows = (await paymentsOf(house, dossier)).filter(({ state }) => state !== "cancelled");
    return rows.length === 0 ? undefined : <Owed rows={rows} />;
  },
} satisfies DossierSection & ProgressSection;

/** On the officials' page: what is due, what was set, and the form to set it. */
export const collectSection: DossierSection = {
  key: "payments-desk",
  on: ["official"],
  async view(house, dossier): Promise<VNode | undefined> {
    const [rows, dues] = await Promise.all([
      paymentsOf(house, dossier),
      duesOf(house.database.queries, dossier),
    ]);
    if (rows.length === 0 && dues.length === 0 && dossier.state !== 6) return undefined;
    const mayAsk = !rows.some(({ state }) => state === "open") && !FINAL_STATES.includes(dossier.state);
    return <Collected rows={rows} dues={dues} dossier={dossier} mayAsk={mayAsk} />;
  },
};

function Owed({ rows }: { readonly rows: readonly PaymentRow[] }) {
  const text = useText();
  return (
    <Card title={{ vi: "Phí, lệ phí", en: "Fees" }}>
      {rows.map((row) => (
        <p key={row.id}>
          <strong>{formatMoney(row.amount)}</strong> <StateChip {...STATE_LOOKS[row.state]} />{" "}
          <LinkButton href={`/pay/${row.token}`} kind={row.state === "open" ? "primary" : "secondary"}>
            {row.state === "open" ? text({ vi: "Nộp ngay", en: "Pay now" }) : text({ vi: "Xem", en: "Look" })}
          </LinkButton>
        </p>
      ))}
    </Card>
  );
}

function Collected({
  rows,
  dues,
  dossier,
  mayAsk,
}: {
  readonly rows: readonly PaymentRow[];
  readonly dues: readonly Due[];
  readonly dossier: DossierFacts;
  readonly mayAsk: boolean;
}) {
  const text = useText();
  return (
    <Card title={{ vi: "Phí, lệ phí", en: "Fees" }}>
      {dues.length > 0 && (
        <ul>
          {dues.map(({ key, fee, standing }) => (
            <li key={key}>
              {fee.name}
              {fee.amount !== null && `: ${formatMoney(fee.amount)}`} <StateChip {...DUE_LOOKS[standing]} />
            </li>
          ))}
        </ul>
      )}
      {rows.map((row) => (
        <p key={row.id}>
          <a href={`${HERE}/${row.id}`}>
            {text({
              vi: `Khoản thu ${formatMoney(row.amount)}`,
              en: `Payment of ${formatMoney(row.amount)}`,
            })}
          </a>{" "}
          <StateChip {...STATE_LOOKS[row.state]} />
        </p>
      ))}
      {mayAsk && (
        <details class="dossier-action">
          <summary>{text({ vi: "Lập khoản phải nộp", en: "Set what is owed" })}</summary>
          <AskForm dossierId={dossier.id} dues={dues} errors={{}} typed={() => undefined} />
        </details>
      )}
    </Card>
  );
}
