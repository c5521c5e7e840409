import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { DEMO_PIN } from "../core/signing/demo/demo-pin.ts";
import { samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { transact } from "../core/transaction/index.ts";
import { checkDraft } from "../systems/documents/outgoing/check-draft.ts";
import { createDraft } from "../systems/documents/outgoing/create-draft.ts";
import { parseDraftFields } from "../systems/documents/outgoing/draft-fields.ts";
import { issueDocument } from "../systems/documents/outgoing/issue-document.ts";
import { numberDocument } from "../systems/documents/outgoing/number-document.ts";
import { sealDocument } from "../systems/documents/outgoing/seal-document.ts";
import { signDocument } from "../systems/documents/outgoing/sign-document.ts";
import { submitDraft } from "../systems/documents/outgoing/submit-draft.ts";
import { bodies } from "./house/issued-documents.ts";
import { type BenchHouse, openBenchHouse, PROVINCE } from "./house/open-bench-house.ts";
import { clock, median, type Report } from "./support.ts";

const UNITS = 134;
const ROUNDS = 5;

/**
 * One circular of the province to all of its 134 units and districts and communes: from the clerk's press on "issue"
 * until the register, the receivers, the events, the notifications of the sender's side and the message for the axis
 * are there; and until it stands among the incoming documents of all 134, with 134 clerks told.
 */
export async function run(report: Report): Promise<void> {
  const bench = await openBenchHouse();
  try {
    const work = await bench.startWork();
    await until("our codes are known to the axis", async () => (await count(bench, unknownCodes)) === 0, 120);
    const [issued, arrived]: [number[], number[]] = [[], []];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const { id, began } = await issueCircular(bench);
      await until("the message is queued", async () => (await count(bench, queued(id))) === 1, 60);
      const out = (clock() - began) / 1_000;
      await until("134 arrived and told", async () => (await count(bench, told(id))) >= UNITS, 120);
      const all = (clock() - began) / 1_000;
      report.note(
        `circular: round ${round}: queued after ${out.toFixed(3)} s, 134 arrived and told after ${all.toFixed(2)} s`,
      );
      // The first round warms up code and caches.
      if (round > 0) {
        issued.push(out);
        arrived.push(all);
      }
      await until("all jobs are done", async () => (await count(bench, waitingJobs)) === 0, 120);
    }
    await work.stop();
    report.figure({
      figure: "circular.134-units",
      value: median(issued),
      unit: "s",
      target: { at: "≤", limit: 1 },
    });
    report.figure({ figure: "circular.134-arrived", value: median(arrived), unit: "s" });
  } finally {
    await bench.close();
  }
}

/** A document of the province signed, numbered and sealed beforehand; the clock starts at issuing. */
async function issueCircular(bench: BenchHouse): Promise<{ id: string; began: number }> {
  const { house } = bench;
  const sender = await bench.organisation(PROVINCE);
  const [clerk, leader] = [await bench.actor("clerk", sender), await bench.actor("leader", sender)];
  const recipients = (await bodies(house, sender, UNITS)).map(({ id }) => id);
  if (recipients.length !== UNITS) throw new Error(`${recipients.length} receivers`);
  const stored = await house.files.put(await samplePdf());
  const fields = parseDraftFields({
    documentType: "CV",
    abstract: "V/v triển khai gửi, nhận văn bản điện tử có ký số trên địa bàn tỉnh",
    signer: leader.appointmentId,
    recipients,
    toPlaces: ["Như trên", "Lưu: VT"],
  });
  const file = { ...stored, name: "cong-van.pdf" };
  const { id } = await transact(house, { actor: clerk }, (tx) =>
    createDraft(tx, clerk, { fields, file, pageAmount: 1, attachments: [] }),
  );
  await transact(house, { actor: clerk }, (tx) => submitDraft(tx, clerk, id));
  await transact(house, { actor: leader }, (tx) => checkDraft(tx, leader, id));
  await signDocument(house, leader, { id, pin: DEMO_PIN });
  await numberDocument(house, clerk, { id });
  await sealDocument(house, clerk, { id, pin: DEMO_PIN });
  const began = clock();
  await transact(house, { actor: clerk }, (tx) => issueDocument(tx, clerk, id));
  return { id, began };
}

const unknownCodes = () =>
  sql<{ n: number }>`select count(*) filter (where registered_at is null)::int + (count(*) = 0)::int as n
    from interchange.registration`;
const queued = (id: string) => () =>
  sql<{ n: number }>`select count(*)::int as n from interchange.outgoing_message where outgoing_id = ${id}`;
const waitingJobs = () =>
  sql<{ n: number }>`select count(*)::int as n from graphile_worker.jobs where run_at <= now()`;

/** Receivers whose incoming document stands and whose clerks have a notification of it. */
const told = (id: string) => () =>
  sql<{ n: number }>`select count(distinct i.organisation_id)::int as n
    from documents.incoming i join documents.outgoing o on o.symbol = i.symbol and o.issued_date = i.issued_date
    join notify.notification t on t.href = '/incoming/' || i.id
   where o.id = ${id}`;

async function count(
  { house }: BenchHouse,
  query: () => ReturnType<typeof sql<{ n: number }>>,
): Promise<number> {
  return (await query().execute(house.database.queries)).rows[0]?.n ?? 0;
}

async function until(what: string, happened: () => Promise<boolean>, seconds: number): Promise<void> {
  const end = clock() + seconds * 1_000;
  while (!(await happened())) {
    if (clock() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(10);
  }
}
