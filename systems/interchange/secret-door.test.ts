import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../../core/database/index.ts";
import { transact, uuidv7 } from "../../core/transaction/index.ts";
import { STTTT, type TestProvince, testProvince } from "../documents/testing.ts";
import { NEW_DOCUMENT } from "./edxml/testing/messages.ts";
import { queueDocument } from "./outbox/queue-message.ts";

/** QĐ 28/2018 Art. 1.2: no way leads a state secret onto the axis, neither through the queue nor past its door. */

let province: TestProvince;
let organisationId: string;

beforeAll(async () => {
  province = await testProvince();
  await migrate(province.database, [
    { room: "core/notify", folder: new URL("../../core/notify/migrations/", import.meta.url) },
    { room: "systems/interchange", folder: new URL("migrations/", import.meta.url) },
  ]);
  organisationId = await province.organisation(STTTT);
});
afterAll(() => province.close());

const system = { kind: "system", name: "test" } as const;
type Composed = Parameters<typeof queueDocument>[2];

test.each([1, 2, 3])("the queue refuses degree %i", async (confidentiality) => {
  const outgoingId = uuidv7(new Date());
  const composed = messageOf();
  await expect(
    transact(province.house, { actor: system }, (tx) =>
      queueDocument(tx, { organisationId, outgoingId, confidentiality }, composed),
    ),
  ).rejects.toMatchObject({ code: "interchange.secret" });
  const { rows } = await sql`select 1 from interchange.outgoing_message`.execute(province.database.queries);
  expect(rows).toEqual([]);
});

test("past the queue's own door the table refuses it too", async () => {
  const id = await transact(province.house, { actor: system }, (tx) =>
    queueDocument(tx, { organisationId, outgoingId: uuidv7(tx.now), confidentiality: 0 }, messageOf()),
  );
  for (const degree of [1, 2, 3])
    await expect(
      sql`update interchange.outgoing_message set confidentiality = ${degree} where id = ${id}`.execute(
        province.database.queries,
      ),
    ).rejects.toThrow("outgoing_message_confidentiality_check");
});

function messageOf(): Composed {
  return { message: NEW_DOCUMENT, files: [], receivers: [], unreachable: [] };
}
