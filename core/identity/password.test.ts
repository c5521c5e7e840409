import { describe, expect, test } from "vitest";
import { DEMO_PASSWORD, hashPassword, passwordMatches, passwordProblem } from "./password.ts";

const owner = { username: "tran.van.khoi", fullName: "Trần Văn Khôi" };
const accepted = (password: string) => passwordProblem(password, owner) === undefined;

describe("passwords", () => {
  test.each([
    "chín chữ.",
    "password123",
    "Matkhau@2022",
    "Mật khẩu 123",
    "M@tkh4u!2022",
    "qwertyuiop",
    "1234567890",
    "9876543210",
    "abcdefghijkl",
    "aaaaaaaaaaaa",
    "abababababab",
    "19051990190519",
    "Kontum@2022",
    "ubndkontum2022",
    "vanthu.ubnd.2022",
    "tranvankhoi1",
    "Trần Văn Khôi 1990",
    DEMO_PASSWORD,
    "NgocLinh 2605",
    "x".repeat(129),
  ])("refuses %s", (password) => {
    expect(accepted(password)).toBe(false);
  });

  test.each([
    "sâm núi trong sương mù",
    "Bò vàng gặm cỏ 7 giờ",
    "correct-horse-battery",
    "tXk92lqPmz",
    "Đường 14 mưa dầm",
    "khoi thich ca phe den",
  ])("accepts %s", (password) => {
    expect(accepted(password)).toBe(true);
  });

  test("argon2id with 19 MiB, two passes, one lane", async () => {
    expect(await hashPassword("sâm núi trong sương mù")).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test("composed and decomposed Vietnamese letters are the same password", async () => {
    const stored = await hashPassword("sâm núi trong sương mù".normalize("NFD"));
    expect(await passwordMatches(stored, "sâm núi trong sương mù".normalize("NFC"))).toBe(true);
    expect(await passwordMatches(stored, "sam nui trong suong mu")).toBe(false);
  });

  test("without a stored hash nothing matches, after the same work", async () => {
    const stored = await hashPassword("sâm núi trong sương mù");
    await passwordMatches(null, "warm up");
    const time = async (hash: string | null) => {
      const started = process.cpuUsage();
      for (let round = 0; round < 6; round += 1)
        expect(await passwordMatches(hash, "không đúng")).toBe(false);
      return process.cpuUsage(started).user;
    };
    const [known, unknown] = [await time(stored), await time(null)];
    expect(unknown).toBeGreaterThan(known / 3);
    expect(unknown).toBeLessThan(known * 3);
  });
});
