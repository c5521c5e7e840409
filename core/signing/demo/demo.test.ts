import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePng } from "../appearance/png.ts";
import { certificatesOf } from "../key-ring/certificates.ts";
import { openSigningHouse, type SigningHouse } from "../testing/signing-house.ts";
import { DEMO_PIN } from "./demo-pin.ts";
import { drawSeal, SEAL_PIXELS } from "./draw-seal.ts";
import { drawSignature } from "./draw-signature.ts";
import { issueAhead } from "./issue-ahead.ts";

describe("demo pictures", () => {
  test("the same name gives the same bytes, another name another picture", () => {
    expect(Buffer.compare(drawSeal("Sở Y tế"), drawSeal("Sở Y tế"))).toBe(0);
    expect(Buffer.compare(drawSeal("Sở Y tế"), drawSeal("Sở Tư pháp"))).not.toBe(0);
    expect(Buffer.compare(drawSignature("Y Lan"), drawSignature("Y Lan"))).toBe(0);
    expect(Buffer.compare(drawSignature("Y Lan"), drawSignature("A Lan"))).not.toBe(0);
  });

  test("a seal has 36 mm at 300 dpi or more, is red, and clear outside the ring", () => {
    const { width, height, rgb, alpha } = decodePng(
      drawSeal("Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Kon Tum"),
    );
    expect([width, height]).toEqual([SEAL_PIXELS, SEAL_PIXELS]);
    expect(width / (36 / 25.4)).toBeGreaterThanOrEqual(300);
    expect([...rgb.subarray(0, 3)]).toEqual([208, 16, 32]);
    for (const corner of [0, width - 1, width * (height - 1), width * height - 1])
      expect(alpha?.[corner]).toBe(0);
    // The letters of DEMO stand below the star, right across the middle.
    const row = alpha?.subarray((height / 2 + 60) * width, (height / 2 + 61) * width) ?? new Uint8Array();
    expect([...row].filter((value) => value > 200).length).toBeGreaterThan(60);
  });

  test("any name can be drawn: empty, one letter, letters the font lacks, very long", () => {
    for (const name of ["", "Ủ", "部", "Ỷ ".repeat(120)]) {
      expect(decodePng(drawSeal(name)).width).toBe(SEAL_PIXELS);
      expect(decodePng(drawSignature(name)).width).toBe(720);
    }
  });
});

describe("certificates made ahead", () => {
  let world: SigningHouse;
  beforeAll(async () => {
    world = await openSigningHouse();
  });
  afterAll(async () => await world.close());

  test("leaders get their own, everybody's organisation gets its seal, specialists get none; again changes nothing", async () => {
    const house = await world.open();
    const leader = await world.person("Nguyễn Văn Ứng", ["leader"]);
    const specialist = await world.person("Y Hạnh", ["specialist"]);
    for (const [username, { personId }] of [
      ["giamdoc", leader],
      ["chuyenvien", specialist],
    ] as const) {
      await sql`insert into identity.account (id, person_id, username, username_folded, demo, created_at)
        values (gen_random_uuid(), ${personId}, ${username}, ${username}, true, now())`.execute(
        world.database.queries,
      );
    }
    const run = { attempt: 1, maxAttempts: 1, signal: new AbortController().signal };
    const usernames = ["chuyenvien", "giamdoc", "khong.co"];
    const counts = async (): Promise<number[]> =>
      await Promise.all(
        [
          { kind: "person", id: leader.personId } as const,
          { kind: "person", id: specialist.personId } as const,
          { kind: "organisation", id: world.organisationId } as const,
        ].map(async (owner) => (await certificatesOf(world.database.queries, owner)).length),
      );
    await issueAhead.run(house, { usernames }, run);
    expect(await counts()).toEqual([1, 0, 1]);
    await issueAhead.run(house, { usernames }, run);
    expect(await counts()).toEqual([1, 0, 1]);
    const opened = await house.services.signatures?.openKey(
      { kind: "person", id: leader.personId },
      DEMO_PIN,
    );
    expect(opened?.subject).toBe("Nguyễn Văn Ứng");
  });
});
