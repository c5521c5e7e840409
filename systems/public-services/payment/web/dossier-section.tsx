import { randomUUID } from "node:crypto";
import type { VNode } from "preact";
import type { House } from "../../../../core/system.ts";
import {
  Button,
  Card,
  Form,
  formatMoney,
  LinkButton,
  StateChip,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { type DossierFacts, type DossierSection, FINAL_STATES } from "../../dossiers/index.ts";
import type { PaymentRow } from "../settle.ts";
import { STATE_LOOKS } from "./words.ts";

async function paymentsOf(house: House, dossier: Pick<DossierFacts, "id">): Promise<readonly PaymentRow[]> {
  return await house.database.queries
    .selectFrom("public_services.payment")
    .selectAll()
    .where("dossier_id", "=", dossier.id)
    .orderBy("id")
    .execute();
}

/** On the pages of the citizen and the progress page: what is owed, and the way to pay it. */
export const owedSection: DossierSection = {
  key: "payments",
  on: ["citizen", "public"],
  async view(house, dossier): Promise<VNode | undefined> {
    const rows = (await paymentsOf(house, dossier)).filter(({ state }) => state !== "cancelled");
    return rows.length === 0 ? undefined : <Owed rows={rows} />;
  },
};

/** On the officials' page: what was set, and the form to set it. */
export const collectSection: DossierSection = {
  key: "payments-desk",
  on: ["official"],
  async view(house, dossier): Promise<VNode | undefined> {
    if (dossier.fees.length === 0) return undefined;
    const rows = await paymentsOf(house, dossier);
    const free = !rows.some(({ state }) => state === "open" || state === "paid" || state === "refund-asked");
    return <Collected rows={rows} dossier={dossier} mayAsk={free && !FINAL_STATES.includes(dossier.state)} />;
  },
};

function Owed({ rows }: { readonly rows: readonly PaymentRow[] }) {
  const text = useText();
  return (
    <Card title={{ vi: "Phí, lệ phí", en: "Fees" }}>
      {rows.map((row) => (
        <p key={row.id}>
          <strong>{formatMoney(Number(row.amount))}</strong> <StateChip {...STATE_LOOKS[row.state]} />{" "}
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
  dossier,
  mayAsk,
}: {
  readonly rows: readonly PaymentRow[];
  readonly dossier: DossierFacts;
  readonly mayAsk: boolean;
}) {
  const text = useText();
  return (
    <Card title={{ vi: "Phí, lệ phí", en: "Fees" }}>
      {rows.map((row) => (
        <p key={row.id}>
          <a href={`/payments/${row.id}`}>{formatMoney(Number(row.amount))}</a>{" "}
          <StateChip {...STATE_LOOKS[row.state]} />
        </p>
      ))}
      {mayAsk && (
        <details class="dossier-action">
          <summary>{text({ vi: "Lập khoản phải nộp", en: "Set what is owed" })}</summary>
          <Form action="/payments/ask" method="post" transactionId={randomUUID()}>
            <input type="hidden" name="dossier" value={dossier.id} />
            {dossier.fees.map((fee, index) => (
              <div key={fee.code}>
                <TextField
                  name={`amount-${index}`}
                  label={{ vi: `${fee.name} (đồng)`, en: `${fee.name} (đồng)` }}
                  value={fee.amount === null ? "" : String(fee.amount)}
                  inputMode="numeric"
                  size={12}
                  optional
                />
                <TextField
                  name={`waived-${index}`}
                  label={{ vi: "Hoặc lý do miễn", en: "Or why it is waived" }}
                  optional
                />
              </div>
            ))}
            <Button>{text({ vi: "Lập khoản phải nộp", en: "Set what is owed" })}</Button>
          </Form>
        </details>
      )}
    </Card>
  );
}
