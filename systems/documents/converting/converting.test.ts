import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openConverter } from "../../../core/convert/index.ts";
import { compoundOf, docxOf, docxParts, zipOf } from "../../../core/convert/testing/office-files.ts";
import { FormRefusal } from "../../../core/errors.ts";
import { type JobRunner, startJobs } from "../../../core/jobs/index.ts";
import { type PersonActor, uuidv7 } from "../../../core/transaction/index.ts";
import { STTTT, type TestProvince, testProvince } from "../testing.ts";
import { outgoingPages } from "../web/outgoing/index.ts";
import { type TestBrowser, testPages } from "../web/testing.ts";
import { convertFile } from "./convert-file.ts";
import { convertedFile } from "./converted-file.ts";

const SLOW = 180_000;
let world: TestProvince;
let work: JobRunner;
let drafter: TestBrowser;
let signer: PersonActor;

beforeAll(async () => {
  world = await testProvince();
  world.house.services.converter = openConverter();
  work = await startJobs(world.house, [convertFile], { soleInstance: true });
  const pages = testPages(world.house, outgoingPages);
  const sender = await world.organisation(STTTT);
  drafter = pages.as(await world.actor("specialist", sender));
  signer = await world.actor("leader", sender);
}, SLOW);
afterAll(async () => {
  await work.stop();
  await world.house.services.converter?.stop();
  await world.close();
}, SLOW);

function form(name: string, bytes: Buffer, more: Record<string, string> = {}): FormData {
  const data = new FormData();
  const fields = {
    transactionId: uuidv7(new Date()),
    do: "save",
    documentType: "CV",
    abstract: "V/v ứng dụng chữ ký số",
    signer: signer.appointmentId,
    toPlaces: "Lưu: VT.",
    ...more,
  };
  for (const [key, given] of Object.entries(fields)) data.append(key, given);
  data.append("file", new File([new Uint8Array(bytes)], name));
  return data;
}

/** A letter with the empty lines for number, date, signature and seal that every form of the law has. */
function letter(text: string): Buffer {
  const head = ["ỦY BAN NHÂN DÂN TỈNH KON TUM", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "Số:        /STTTT-CNTT"];
  return docxOf([...head, text, "GIÁM ĐỐC", "", "", "", "", "", signer.fullName]);
}

describe("a draft may be sent as a Word file", () => {
  test(
    "it becomes a PDF that can be signed, and the Word file is kept beside it",
    async () => {
      const word = letter("Sở Thông tin và Truyền thông đề nghị các đơn vị phối hợp thực hiện.");
      const answer = await drafter.send("/outgoing/new", form("công văn.docx", word));
      expect([answer.status, answer.text]).toEqual([303, ""]);
      const id = answer.location.replace("/outgoing/", "");
      const card = await drafter.get(`/outgoing/${id}`);
      expect(card.text).toContain("Tệp gốc của bản 1");
      expect(card.text).toContain(`/outgoing/${id}/source/1`);
      const pdf = await drafter.get(`/outgoing/${id}/file`);
      expect(pdf.text).toMatch(/^%PDF-/);
      const source = await drafter.get(`/outgoing/${id}/source/1`);
      expect(source.headers.get("content-disposition")).toMatch(/^attachment.*docx/);
      expect(source.headers.get("content-length")).toBe(String(word.length));
      expect((await drafter.get(`/outgoing/${id}/source/2`)).status).toBe(404);
    },
    SLOW,
  );

  test.each<[string, Buffer, string]>([
    ["một mật khẩu.docx", compoundOf(["EncryptionInfo", "EncryptedPackage"]), "đặt mật khẩu"],
    ["macro.docm", zipOf({ ...docxParts(["a"]), "word/vbaProject.bin": "x" }), "chứa macro"],
    ["hỏng.docx", docxOf(["a"]).subarray(0, 600), "bị hỏng"],
  ])(
    "%s comes back with its reason, everything typed kept",
    async (name, bytes, reason) => {
      const answer = await drafter.send("/outgoing/new", form(name, bytes));
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(reason);
      expect(answer.text).toContain("V/v ứng dụng chữ ký số");
    },
    SLOW,
  );

  test(
    "the queue goes on behind a file that cannot be converted; the same content is converted once",
    async () => {
      const stored = async (name: string, bytes: Buffer) => ({
        ...(await world.house.files.put(bytes)),
        name,
      });
      const good = await stored("a.docx", letter("Nội dung chung"));
      const [bad, one, two] = await Promise.allSettled([
        convertedFile(world.house, await stored("b.docx", docxOf(["b"]).subarray(0, 500)), SLOW),
        convertedFile(world.house, good, SLOW),
        convertedFile(world.house, { ...good, name: "b.docx" }, SLOW),
      ]);
      expect(bad?.status === "rejected" && bad.reason instanceof FormRefusal).toBe(true);
      const names = [one, two].map(
        (each) => each?.status === "fulfilled" && [each.value.name, each.value.sha256],
      );
      expect(names).toEqual([
        ["a.pdf", one?.status === "fulfilled" && one.value.sha256],
        ["b.pdf", one?.status === "fulfilled" && one.value.sha256],
      ]);
    },
    SLOW,
  );

  test(
    "a file whose turn has not come is said to wait, and is there when asked again",
    async () => {
      const file = { ...(await world.house.files.put(letter("Chờ đến lượt"))), name: "c.docx" };
      await expect(convertedFile(world.house, file, 0)).rejects.toThrow(FormRefusal);
      expect((await convertedFile(world.house, file, SLOW)).name).toBe("c.pdf");
    },
    SLOW,
  );
});
