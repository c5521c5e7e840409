import { readFileSync } from "node:fs";
import { hash, verify } from "@node-rs/argon2";
import type { Sentence } from "../errors.ts";
import { foldVietnamese } from "../ui/vietnamese.ts";

/** argon2id (the library's default) with 19 MiB, two passes, one lane (OWASP Password Storage, RFC 9106). */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The public password of the demo accounts. Production refuses it everywhere. */
export const DEMO_PASSWORD = "ngoclinh-2605";

const SHORTEST = 10;
const LONGEST = 128;

/** Hashes a password, about 12–25 ms of a core. The same password typed in any Unicode form gives the same hash. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalise(password), COST);
}

let nobody: Promise<string> | undefined;

/**
 * Compares a password with a stored hash. Without a hash it does the same work against one that nothing matches, so
 * that the time of the answer does not tell whether an account exists.
 */
export async function passwordMatches(stored: string | null | undefined, password: string): Promise<boolean> {
  nobody ??= hash(crypto.randomUUID(), COST);
  const typed = normalise(password).slice(0, LONGEST);
  if (stored) return await verify(stored, typed);
  await verify(await nobody, typed);
  return false;
}

/**
 * Says what is wrong with a new password, or nothing.
 * @param username and @param fullName must not be (nearly) the password
 */
export function passwordProblem(
  password: string,
  owner: { username: string; fullName: string },
): Sentence | undefined {
  const length = [...normalise(password)].length;
  if (length < SHORTEST) {
    return {
      vi: `Mật khẩu cần ít nhất ${SHORTEST} ký tự (hiện có ${length}). Một câu ngắn dễ nhớ là tốt nhất.`,
      en: `The password needs at least ${SHORTEST} characters (this one has ${length}). A short sentence you remember is best.`,
    };
  }
  if (length > LONGEST) {
    return {
      vi: `Mật khẩu dài quá ${LONGEST} ký tự. Hãy chọn mật khẩu ngắn hơn.`,
      en: `The password is longer than ${LONGEST} characters. Choose a shorter one.`,
    };
  }
  if (isDemoPassword(password) || isCommon(password)) {
    return {
      vi: "Mật khẩu này quá phổ biến, kẻ xấu sẽ thử đầu tiên. Hãy ghép vài từ không liên quan với nhau.",
      en: "This password is too common and would be tried first. Join a few words that have nothing to do with each other.",
    };
  }
  const own = [owner.username, owner.fullName, owner.username.split(/[.@_-]/)[0] ?? ""]
    .map(squeeze)
    .filter((word) => word.length >= 4);
  let rest = squeeze(password);
  for (const word of own) rest = rest.replaceAll(word, "");
  if (lettersOf(rest).length < 4 && own.some((word) => squeeze(password).includes(word))) {
    return {
      vi: "Mật khẩu gần như là tên của bạn. Hãy chọn mật khẩu không chứa tên hay tên đăng nhập.",
      en: "The password is nearly your own name. Choose one without your name or user name.",
    };
  }
  return undefined;
}

/** True for the public demo password however it is typed. */
export function isDemoPassword(password: string): boolean {
  return squeeze(password) === squeeze(DEMO_PASSWORD);
}

/** Words that stand alone, repeated or padded with digits in the passwords people here choose. */
const COMMON_WORDS = [
  ...["matkhau", "matkhaumoi", "password", "passw", "admin", "administrator", "quantri", "quantrivien"],
  ...[
    "vanthu",
    "lanhdao",
    "chuyenvien",
    "giamdoc",
    "chutich",
    "vanphong",
    "ubnd",
    "uyban",
    "kontum",
    "dakha",
  ],
  ...["ngoclinh", "quangngai", "taynguyen", "vietnam", "hanoi", "saigon", "tphcm", "danang", "congan"],
  ...["anhyeuem", "emyeuanh", "iloveyou", "yeuem", "yeuanh", "xinchao", "khongco", "khongbiet", "giadinh"],
  ...["welcome", "letmein", "hello", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "asdf", "zxcv", "qwer"],
  ...[
    "abc",
    "abcd",
    "abcdef",
    "abcxyz",
    "xyz",
    "test",
    "demo",
    "login",
    "user",
    "guest",
    "changeme",
    "secret",
  ],
].sort((a, b) => b.length - a.length);

const LISTED = new Set(
  readFileSync(new URL("common-passwords.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#")),
);

/** In the list of leaked passwords, one short thing repeated, a run along keys or numbers, or common words with digits. */
function isCommon(password: string): boolean {
  const lower = normalise(password).toLowerCase();
  if (LISTED.has(lower) || LISTED.has(squeeze(password))) return true;
  if (/^(.{1,4})\1+.{0,3}$/su.test(lower)) return true;
  if (isRun(lower)) return true;
  if (/^\d{1,15}$/.test(lower)) return true;
  const whole = unleet(lower);
  let rest = whole;
  for (const word of COMMON_WORDS) rest = rest.replaceAll(word, "");
  return rest !== whole && lettersOf(rest).length < 3;
}

/** Every character follows its neighbour by the same small step: 1234567890, zyxwvutsrq. */
function isRun(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  const along = steps.filter((step) => Math.abs(step) <= 1).length;
  return along >= steps.length - 1;
}

const LEET: Readonly<Record<string, string>> = {
  "@": "a",
  "4": "a",
  "3": "e",
  "1": "i",
  "!": "i",
  "0": "o",
  $: "s",
  "5": "s",
  "7": "t",
};

/** Folded, with the digits and signs that stand for letters inside words put back. */
function unleet(lower: string): string {
  return squeeze(lower.replace(/(?<=\p{L})[@4310!$57](?=\p{L})/gu, (sign) => LEET[sign] ?? sign));
}

function squeeze(text: string): string {
  return foldVietnamese(normalise(text)).replace(/[^\p{L}\p{N}]+/gu, "");
}

function lettersOf(text: string): string {
  return text.replace(/\P{L}+/gu, "");
}

/** One form for passwords typed with composed or decomposed Vietnamese letters (RFC 8265, OpaqueString). */
function normalise(password: string): string {
  return password.replace(/\p{Zs}/gu, " ").normalize("NFC");
}
