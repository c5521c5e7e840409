import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../../../core/database/index.ts";
import { notifications } from "../../../core/notify/system.ts";
import { transact, uuidv7 } from "../../../core/transaction/index.ts";
import { STTTT, type TestProvince, testProvince } from "../testing.ts";
import { tellOpinions } from "./tell-opinions.ts";

let world: TestProvince;
beforeAll(async () => {
  world = await testProvince();
  if (notifications.migrations)
    await migrate(world.database, [{ room: "core/notify", folder: notifications.migrations }]);
});
afterAll(() => world.close());

test("the author is told once of an opinion, however often the news is handed over", async () => {
  const author = await world.actor("leader", await world.organisation(STTTT));
  const textId = uuidv7(new Date());
  const event = {
    id: uuidv7(new Date()),
    type: "documents.opinion-moved" as const,
    subjectId: textId,
    organisations: [],
    actor: { kind: "system", name: "test" },
    data: { textId, to: author.appointmentId, byName: "Nguyễn Văn Ứng", answered: false },
    at: new Date(),
  };
  for (let time = 0; time < 2; time += 1)
    await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
      tellOpinions.handle(tx, event, world.house),
    );
  const { rows } = await world.database.pool.query<{ title_vi: string; href: string }>(
    "select title_vi, href from notify.notification where kind = 'documents.opinion-given'",
  );
  expect(rows).toEqual([
    { title_vi: "Nguyễn Văn Ứng góp ý dự thảo của bạn", href: `/compose/${textId}/opinions` },
  ]);
});
