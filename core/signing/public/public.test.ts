import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTrustFolder, type TrustFolder } from "../testing/trust-folder.ts";
import { createAllowance } from "./allowance.ts";
import { createExaminer, type ExaminerOptions } from "./examiner.ts";
import { isoTime, parseTime } from "./iso-time.ts";

let folder: TrustFolder;
beforeAll(async () => {
  folder = await openTrustFolder();
});
afterAll(() => folder.close());

const examine = async (names: readonly string[], extra: Partial<ExaminerOptions> = {}) => {
  const examiner = createExaminer({ trust: folder.pki.trust, revocation: undefined, processes: 1, ...extra });
  const at = new Date();
  const reports = await Promise.all(
    names.map((name) => examiner.examine({ name, at, place: { path: folder.file(name) } })),
  );
  await examiner.close();
  return reports;
};

describe("a file that breaks its process", () => {
  test("by taking too long gets a report of its own, and the next file a new process", async () => {
    // Less time than any file needs: every one takes too long.
    const slow = await examine(["both.pdf", "plain.pdf"], { workMs: 1 });
    expect(slow.map(({ verdict, problem }) => [verdict, problem?.code])).toEqual([
      ["INDETERMINATE", "check.time-out"],
      ["INDETERMINATE", "check.time-out"],
    ]);
  });

  test("by needing too much memory ends alone", async () => {
    const [starved] = await examine(["both.pdf"], { heapMb: 2 });
    expect([starved?.verdict, starved?.problem?.code]).toEqual(["INDETERMINATE", "check.stopped"]);
  });

  test("while closing, files that wait are told so", async () => {
    const examiner = createExaminer({ trust: folder.pki.trust, revocation: undefined, processes: 1 });
    const waiting = [1, 2, 3].map(() =>
      examiner.examine({ name: "both.pdf", at: new Date(), place: { path: folder.file("both.pdf") } }),
    );
    await examiner.close();
    const codes = (await Promise.all(waiting)).map(({ problem }) => problem?.code);
    expect(codes).toEqual(["check.stopped", "check.stopped", "check.stopped"]);
  });
});

test("whatever the bytes are, there is a report and it never says passed", async () => {
  const both = readFileSync(folder.file("both.pdf"));
  const examiner = createExaminer({ trust: folder.pki.trust, revocation: undefined, processes: 1 });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 2_000 }),
    fc.nat(both.length - 2).map((length) => both.subarray(0, length)),
    // The line end behind the last %%EOF is nobody's: without it the file is as good.
    fc.tuple(fc.nat(both.length - 2), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => {
      const copy = Uint8Array.from(both);
      copy[at] = (copy[at] ?? 0) ^ flip;
      // A bit of the last lines may mean nothing at all; what is signed never does.
      return at < 20_000 ? copy : both.subarray(0, at);
    }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      writeFileSync(folder.file("any.pdf"), content);
      const place = { path: folder.file("any.pdf") };
      const report = await examiner.examine({ name: "any.pdf", at: new Date(), place });
      expect(report.verdict).not.toBe("TOTAL_PASSED");
      expect(report.problem?.code).not.toBe("check.stopped");
    }),
    { numRuns: 60 },
  );
  await examiner.close();
});

describe("times", () => {
  test("are written in the time of Vietnam and read back to the same second", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date("9999-01-01"), noInvalidDate: true }), (time) => {
        const text = isoTime(time);
        expect(text).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/);
        expect(parseTime(text)?.getTime()).toBe(Math.floor(time.getTime() / 1_000) * 1_000);
      }),
    );
  });

  test.each([
    ["2026-02-14", "2026-02-14T23:59:59+07:00"],
    ["2026-02-14T09:30", "2026-02-14T09:30:00+07:00"],
    ["2026-02-14 09:30:05", "2026-02-14T09:30:05+07:00"],
    ["2026-02-14T09:30Z", "2026-02-14T16:30:00+07:00"],
    ["2024-02-29T00:00:00-05:00", "2024-02-29T12:00:00+07:00"],
  ])("%s means %s", (text, meant) => {
    const time = parseTime(text);
    expect(time && isoTime(time)).toBe(meant);
  });

  test.each(["", "hôm nay", "2026-02-30", "2025-02-29", "2026-13-01", "2026-02-14T25:00", "14/02/2026"])(
    "%s is no time",
    (text) => {
      expect(parseTime(text)).toBeUndefined();
    },
  );
});

describe("what one caller may ask", () => {
  test("is used up, and grows back by the clock", () => {
    let now = 0;
    const allowance = createAllowance(3, 1, () => now);
    expect([1, 2, 3, 4].map(() => allowance.take("192.0.2.1"))).toEqual([true, true, true, false]);
    expect(allowance.take("192.0.2.2")).toBe(true);
    now = 2_000;
    expect([1, 2, 3].map(() => allowance.take("192.0.2.1"))).toEqual([true, true, false]);
  });

  test("counts one network of IPv6 as one caller, however its addresses are written", () => {
    const allowance = createAllowance(1, 0);
    expect(allowance.take("2001:db8:1:2::1")).toBe(true);
    expect(allowance.take("2001:db8:1:2:aaaa:bbbb:cccc:dddd")).toBe(false);
    expect(allowance.take("2001:db8:1:3::1")).toBe(true);
    expect([allowance.take("2001:db8::1"), allowance.take("2001:db8:0:0:5::")]).toEqual([true, false]);
  });
});
