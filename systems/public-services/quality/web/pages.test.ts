import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../../../core/http/index.ts";
import { sessionOf, testParts } from "../../../../core/http/testing.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { putKeeper } from "../../catalogue/keepers.ts";
import { dossiers } from "../../dossiers/system.ts";
import { PARTY } from "../../dossiers/testing.ts";
import { inviteToRate } from "../ratings/invite-to-rate.ts";
import { getRating } from "../ratings/rating.ts";
import { quality } from "../system.ts";
import { type March, march2022 } from "../testing/march-2022.ts";
import { at } from "../testing/world.ts";

let example: March;
let session: PersonActor | null = null;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  example = await march2022();
  const { house } = example.world.province;
  Object.assign(house.services, await quality.provide?.(house));
  app = createApp(
    house,
    testParts([dossiers, quality], { resolveSession: async () => session && sessionOf(session) }),
  );
});
afterAll(() => example.world.close());

async function ask(actor: PersonActor | null, path: string, fields?: Record<string, string>) {
  session = actor;
  const answer = await app.request(
    path,
    fields
      ? {
          method: "POST",
          body: new URLSearchParams(fields).toString(),
          headers: {
            "content-type": "application/x-www-form-urlencoded",
            "sec-fetch-site": "same-origin",
          },
        }
      : {},
    {},
  );
  return {
    status: answer.status,
    location: answer.headers.get("location") ?? "",
    type: answer.headers.get("content-type") ?? "",
    text: await answer.text(),
  };
}

const MARCH = "from=01/03/2022&to=31/03/2022";

describe("the page of the index", () => {
  test("tells every indicator of one's own body, and every number opens its dossiers", async () => {
    const { world } = example;
    const page = await ask(world.specialist, `/quality?${MARCH}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain("62,94");
    expect(page.text).toContain("93,00");
    expect(page.text).toContain("2.1 Hồ sơ được giải quyết đúng hạn");
    const link = /href="(\/quality\/figure\?[^"]*indicator=2\.1&amp;part=hit)"/.exec(page.text)?.[1] ?? "";
    const figure = await ask(world.specialist, link.replaceAll("&amp;", "&"));
    expect(figure.status).toBe(200);
    expect(figure.text.match(/href="\/dossiers\/[0-9a-f-]{36}"/g)?.length).toBe(7);
    expect(figure.text).not.toContain(PARTY.name);
  });

  test("figures of other bodies are read; their dossiers are not opened, except by the controlling office", async () => {
    const { world } = example;
    const other = `unit=${world.commune}&${MARCH}`;
    expect((await ask(world.strangerDesk, `/quality?${other}`)).status).toBe(200);
    const figure = `/quality/figure?${other}&indicator=2.1&part=all`;
    const refused = await ask(world.strangerDesk, figure);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain("cơ quan kiểm soát thủ tục hành chính");
    const province = `/quality/figure?unit=province&${MARCH}&indicator=2.1`;
    expect((await ask(world.specialist, province)).status).toBe(403);
    await world.system((tx) => putKeeper(tx, world.district.id, "2022-01-01"));
    expect((await ask(world.district.specialist, province)).status).toBe(200);
    expect((await ask(null, `/quality?${MARCH}`)).status).toBe(303);
  });

  test("figures of procedures and of feedback open too", async () => {
    const { world } = example;
    const mean = await ask(world.specialist, `/quality/figure?${MARCH}&indicator=2.2`);
    expect(mean.text).toContain("4,00 / 3,00 ngày làm việc");
    const feedback = await ask(world.specialist, `/quality/figure?${MARCH}&indicator=5.2&part=miss`);
    expect(feedback.text).toContain("P2 thái độ");
    expect(feedback.text).not.toContain("P1 thái độ");
    expect((await ask(world.specialist, "/quality/figure?indicator=9.9")).status).toBe(404);
  });

  test("everything leaves as XLSX, PDF and CSV", async () => {
    const { world } = example;
    for (const path of ["/quality", "/quality/units", "/quality/figure", "/quality/ratings"]) {
      const query = `${MARCH}&indicator=2.1&part=all`;
      expect((await ask(world.specialist, `${path}.xlsx?${query}`)).text.slice(0, 2)).toBe("PK");
      expect((await ask(world.specialist, `${path}.pdf?${query}`)).text.slice(0, 4)).toBe("%PDF");
      const csv = await ask(world.specialist, `${path}.csv?${query}`);
      expect([path, csv.status, csv.type]).toEqual([path, 200, "text/csv; charset=UTF-8"]);
      expect(csv.text.split("\r\n").length).toBeGreaterThan(3);
    }
    const csv = await ask(world.specialist, `/quality.csv?${MARCH}`);
    expect(csv.text).toContain('7 / 12,"58,33%","11,67","20,00"');
  });

  test("bodies stand side by side, sorted and searched", async () => {
    const { world } = example;
    const page = await ask(world.specialist, `/quality/units?${MARCH}&sort=-total`);
    expect(page.text).toContain("62,94");
    const found = await ask(world.specialist, `/quality/units?${MARCH}&name=khong+co+dau`);
    expect(found.text).toContain("Chưa có cơ quan nào");
  });

  test("points and thresholds are changed from a day on by the controlling office, not by others", async () => {
    const { world } = example;
    const typed = {
      indicator: "1.1",
      points: "4,5",
      fullAt: "90",
      validFrom: "01/01/2030",
      source: "QĐ thử số 1",
    };
    expect((await ask(world.specialist, "/quality/weights", typed)).status).toBe(403);
    const keeper = world.district.specialist;
    const wrong = await ask(keeper, "/quality/weights", { ...typed, points: "nhiều" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Nhập số điểm từ 0 đến 100");
    expect(wrong.text).toContain('value="QĐ thử số 1"');
    expect((await ask(keeper, "/quality/weights", typed)).status).toBe(303);
    // What holds today has not changed.
    expect((await ask(keeper, "/quality/weights")).text).not.toContain("4,50");
  });
});

describe("rating without sign-in", () => {
  const pathOf = async (number: number) => {
    const { world } = example;
    await world.system((tx) => inviteToRate(tx, example.idOf(number)), at("2022-03-20 08:00"));
    return `/rate/${(await getRating(world.province.database.queries, example.idOf(number))).token}`;
  };

  test("works without script, says nothing of a person, is light, and is done once", async () => {
    const path = await pathOf(5);
    const page = await ask(null, path);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("<script");
    for (const personal of [PARTY.name, PARTY.identifier, PARTY.phone])
      expect(page.text).not.toContain(personal);
    expect(gzipSync(page.text).length).toBeLessThan(12_000);
    const empty = await ask(null, path, { comment: "Rất tốt", "criterion-7": "2" });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain("Chọn một mức độ hài lòng");
    expect(empty.text).toContain(">Rất tốt</textarea>");
    const fields = { overall: "3", transactionId: "danh-gia-0001" };
    expect((await ask(null, path, fields)).location).toBe(path);
    // The same form again (a double click, a lost answer) has one effect and the same answer.
    expect((await ask(null, path, fields)).status).toBe(303);
    const done = await ask(null, path);
    expect(done.text).toContain("Cảm ơn bạn đã đánh giá");
    const again = await ask(null, path, { overall: "1", transactionId: "danh-gia-0002" });
    expect([again.status, again.text.includes("đã được đánh giá")]).toEqual([409, true]);
    expect((await ask(null, "/rate/khong-co-that")).status).toBe(404);
  });

  test("is refused to whoever is signed in as an official", async () => {
    const path = await pathOf(6);
    const { world } = example;
    const page = await ask(world.desk, path);
    expect(page.text).toContain("Cán bộ không đánh giá thay người dân");
    expect(page.text).not.toContain('name="overall"');
    expect((await ask(world.desk, path, { overall: "3" })).status).toBe(403);
    const rating = await getRating(world.province.database.queries, example.idOf(6));
    expect(rating.rated_at).toBeNull();
  });

  test("the progress page of an ended dossier leads there, the officials' page does not", async () => {
    const { world } = example;
    const { id, token } = await world.file();
    await world.province.database.queries
      .updateTable("public_services.dossier")
      .set({ state: 10, finished_at: new Date(), received_at: new Date() })
      .where("id", "=", id)
      .execute();
    expect((await ask(null, `/track/${token}`)).text).not.toContain("/rate/");
    await world.system(async (tx) => {
      await quality.subscriptions?.[0]?.handle(
        tx,
        {
          id: "e",
          at: new Date(),
          type: "dossiers.changed",
          subjectId: id,
          organisations: [],
          actor: {},
          data: { code: "", action: "return", from: 9, to: 10 },
        },
        world.province.house,
      );
    });
    expect((await ask(null, `/track/${token}`)).text).toMatch(/href="\/rate\/[\w-]{22}"/);
    expect((await ask(world.desk, `/dossiers/${id}?purpose=check`)).text).not.toContain("/rate/");
  });
});

describe("the ratings inside", () => {
  test("the list and the sheet; the reviewer's form keeps what was typed", async () => {
    const { world } = example;
    const list = await ask(world.specialist, "/quality/ratings?overall=1");
    expect(list.text).toContain("Không hài lòng");
    const path = `/quality/ratings/${example.idOf(3)}`;
    expect((await ask(world.specialist, path)).text).not.toContain('name="reason"');
    expect((await ask(world.strangerDesk, path)).status).toBe(403);
    const wrong = await ask(world.leader, path, { seen: "1", "points-7": "0", reason: "ngắn" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain(">ngắn</textarea>");
    expect(wrong.text).toMatch(/name="points-7"[\s\S]*?<option value="0" selected/);
    const { version } = await getRating(world.province.database.queries, example.idOf(3));
    const done = await ask(world.leader, path, {
      seen: String(version),
      "points-7": "0",
      reason: "Theo biên bản làm việc.",
    });
    expect(done.status).toBe(303);
    expect((await ask(world.leader, path)).text).toContain("Theo biên bản làm việc.");
  });

  test("the notice board is declared on the page of one's own body", async () => {
    const { world } = example;
    expect((await ask(world.specialist, "/quality/board", { there: "yes" })).status).toBe(403);
    expect((await ask(world.desk, "/quality/board", { there: "yes" })).status).toBe(303);
    expect((await ask(world.desk, "/quality")).text).toContain("Đã khai niêm yết thủ tục từ ngày");
  });
});

describe("progress for everybody", () => {
  test("numbers of each body, nobody's name, no script, light", async () => {
    const { world } = example;
    const page = await ask(null, "/progress?month=2022-03");
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("<script");
    expect(gzipSync(page.text).length).toBeLessThan(12_000);
    expect(page.text).not.toContain(PARTY.name);
    const unit = await ask(null, `/progress/${world.commune}?month=2022-03`);
    // Received 11; 7 of 12 in time; of four ratings at the end of March three satisfied.
    expect(unit.text).toMatch(/Hồ sơ tiếp nhận<\/dt><dd><span class="fact-value">11</);
    expect(unit.text).toContain("7 (58,3%)");
    expect(unit.text).toContain("5 (41,7%)");
    expect(unit.text).toContain("3 (75,0%)");
    expect((await ask(null, "/progress/khong-co")).status).toBe(404);
  });
});
