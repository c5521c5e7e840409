import { describe, expect, test } from "vitest";
import {
  fromWireDate,
  fromWireTimestamp,
  isLocalDate,
  isLocalTimestamp,
  todayInVietnam,
  toWireTimestamp,
} from "./wire-dates.ts";

describe("dates of the wire", () => {
  test.each([
    ["2022/03/04", "2022-03-04", true],
    ["2022-03-04", "2022-03-04", false],
    ["04/03/2022", "2022-03-04", false],
    ["2022/3/4", "2022-03-04", false],
    ["2022-03-04T00:00:00+07:00", "2022-03-04", false],
  ])("%s", (text, value, standard) => {
    expect(fromWireDate(text)).toEqual({ value, standard });
  });

  test.each(["", "2022/02/29", "2022/13/01", "31/04/2022", "hôm nay", "20220304", "2022/03/04x"])(
    "%j is none",
    (text) => {
      expect(fromWireDate(text)).toBeUndefined();
    },
  );

  test.each([
    ["2022/03/04 09:15:30", "2022-03-04T09:15:30+07:00", true],
    ["2022-03-04T02:15:30Z", "2022-03-04T09:15:30+07:00", false],
    ["2022-03-04T23:15:30.123+0000", "2022-03-05T06:15:30+07:00", false],
    ["04/03/2022 9:15", "2022-03-04T09:15:00+07:00", false],
    ["3/4/2022 12:05:00 AM", "2022-04-03T00:05:00+07:00", false],
    ["2022/03/04", "2022-03-04T00:00:00+07:00", false],
  ])("timestamp %s", (text, value, standard) => {
    expect(fromWireTimestamp(text)).toEqual({ value, standard });
    expect(isLocalTimestamp(value)).toBe(true);
  });

  test.each(["", "09:15", "2022/03/04 25:00:00", "2022/03/04 10:61:00", "2022/02/30 10:00:00"])(
    "timestamp %j is none",
    (text) => {
      expect(fromWireTimestamp(text)).toBeUndefined();
    },
  );

  test("what is written is read again", () => {
    expect(toWireTimestamp("2022-03-04T09:15:30+07:00")).toBe("2022/03/04 09:15:30");
    expect(isLocalDate("2024-02-29")).toBe(true);
    expect(isLocalDate("2023-02-29")).toBe(false);
  });

  test("today begins at midnight in Vietnam", () => {
    expect(todayInVietnam(new Date("2022-03-03T17:00:00Z"))).toBe("2022-03-04");
    expect(todayInVietnam(new Date("2022-03-03T16:59:59Z"))).toBe("2022-03-03");
  });
});
