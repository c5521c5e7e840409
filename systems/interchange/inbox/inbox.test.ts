import { deflateRawSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplePdf } from "../../../core/signing/testing/sample-pdf.ts";
import { transact } from "../../../core/transaction/index.ts";
import { answerRequest } from "../../documents/incoming/answer-request.ts";
import { DAK_HA } from "../../documents/testing.ts";
import { AxisError } from "../axis/index.ts";
import type { Business, DocumentMessage, StatusMessage } from "../edxml/index.ts";
import { file, NEW_DOCUMENT, organId, written } from "../edxml/testing/messages.ts";
import { type InterchangeWorld, interchangeWorld, STRANGER } from "../testing.ts";
import { declineWaitingRequest } from "./sender-requests.ts";

let world: InterchangeWorld;
let district: string;
let pdf: Buffer;
let counter = 0;

beforeAll(async () => {
  world = await interchangeWorld({ maxMessageBytes: 2 * 1024 * 1024 });
  district = await world.province.organisation(DAK_HA);
  pdf = await samplePdf();
});
afterAll(() => world?.close());

const from = { organId: organId(STRANGER.code), name: "Cơ quan lạ" };

function letter(change: Partial<DocumentMessage> = {}): DocumentMessage {
  counter += 1;
  const number = String(counter);
  return {
    ...NEW_DOCUMENT,
    from,
    to: [{ organId: organId(DAK_HA), name: "UBND huyện Đăk Hà" }],
    codeNumber: number,
    codeNotation: "CQL",
    documentId: `${STRANGER.code},2022/03/04,${number}/CQL`,
    ...change,
  };
}

/** The same letter again as a request. */
function about(original: DocumentMessage, business: Business): DocumentMessage {
  return {
    ...original,
    business,
    trace: [{ organId: from.organId, timestamp: "2022-03-05T08:00:00+07:00" }],
  };
}

const recallOf = (original: DocumentMessage, reason = "Phát hành nhầm"): DocumentMessage =>
  about(original, { type: "recall", documentId: original.documentId, reason, paper: false });

function status(original: DocumentMessage, code: StatusMessage["statusCode"], text = ""): StatusMessage {
  return {
    kind: "status",
    from,
    responseFor: {
      organId: organId(DAK_HA),
      code: `${original.codeNumber}/${original.codeNotation}`,
      documentId: original.documentId,
      promulgationDate: original.promulgationDate,
    },
    statusCode: code,
    ...(text ? { description: text } : {}),
    timestamp: "2022-03-05T08:00:00+07:00",
  };
}

const wire = (message: DocumentMessage, bytes: Uint8Array = pdf) =>
  written(message, [file("van-ban.pdf", bytes)]);

async function send(message: DocumentMessage | StatusMessage): Promise<string> {
  return message.kind === "status"
    ? await world.stranger.send("status", await written(message))
    : await world.stranger.send("edoc", await wire(message));
}

interface Line {
  readonly state: string;
  readonly result: string | null;
  readonly problem_code: string | null;
  readonly problem_vi: string | null;
  readonly alert: boolean;
  readonly organisation_id: string | null;
}

async function lineOf(docId: string): Promise<Line | undefined> {
  // The axis gives each copy an id of its own, which its list of what was sent tells.
  const copies = (await world.stranger.sent(docId)).map((copy) => copy.receiverDocId ?? "");
  const { rows } = await sql<Line>`select * from interchange.incoming_message
    where axis_doc_id = any(${[docId, ...copies]}::text[])`.execute(world.house.database.queries);
  return rows[0];
}

async function incoming(message: DocumentMessage) {
  const { rows } = await sql<{
    id: string;
    verdict: string;
    request: string | null;
    frozen: boolean;
    abstract: string;
  }>`select * from documents.incoming where wire_id = ${message.documentId} and organisation_id = ${district}`.execute(
    world.house.database.queries,
  );
  return rows;
}

async function toldTo(message: DocumentMessage, code: string): Promise<StatusMessage | undefined> {
  let found: StatusMessage | undefined;
  await world.workUntil(async () => {
    found = (await world.stranger.statuses()).find(
      (each) => each.responseFor.documentId === message.documentId && each.statusCode === code,
    );
    return found !== undefined;
  });
  return found;
}

describe("what comes from strangers", () => {
  test("an unsigned document arrives, and 01 tells its sender what is missing", async () => {
    const message = letter();
    await send(message);
    const answer = await toldTo(message, "01");
    expect(answer?.description).toMatch(/Lưu ý: .*chữ ký/);
    expect(answer?.from.organId).toBe(DAK_HA);
    expect(await incoming(message)).toMatchObject([{ verdict: "unsigned" }]);
  });

  test("a PDF that is no PDF inside is taken with its verdict, never refused", async () => {
    const message = letter();
    await world.stranger.send("edoc", await wire(message, Buffer.from("%PDF-1.7\nbroken")));
    await toldTo(message, "01");
    expect((await incoming(message))[0]?.verdict).toMatch(/invalid|unsigned/);
  });

  test("the same document twice is one document; the second line says so", async () => {
    const message = letter();
    await send(message);
    await send(message);
    await world.receive();
    expect(await incoming(message)).toHaveLength(1);
    const { rows } = await sql<{ result: string }>`select result from interchange.incoming_message
      where wire_id = ${message.documentId} order by result`.execute(world.house.database.queries);
    expect(rows.map((row) => row.result)).toEqual(["arrived", "repeated"]);
  });

  test("a broken attachment is refused with 02 and fail, is a line for the clerk, and blocks nothing", async () => {
    const message = letter();
    const bytes = (await wire(message)).toString("latin1");
    const broken = bytes.replace(/(<edXML:ContentTransferEncoded[^>]*>.{40})/s, "$1***");
    const docId = await world.stranger.send("edoc", Buffer.from(broken, "latin1"));
    const next = letter();
    await send(next);
    const answer = await toldTo(message, "02");
    expect(answer?.description).toContain("base64");
    await toldTo(next, "01");
    expect((await world.stranger.sent(docId))[0]?.receiveStatus).toBe("fail");
    expect(await lineOf(docId)).toMatchObject({
      state: "unreadable",
      problem_code: "A.Base64",
      alert: true,
      organisation_id: district,
    });
    expect(await incoming(message)).toEqual([]);
  });

  test("a zip bomb is refused", async () => {
    const message = letter();
    const bomb = zipOf("du-lieu.xml", Buffer.alloc(1_900_000));
    await world.stranger.send(
      "edoc",
      await written(message, [file("van-ban.pdf", pdf), file("nen.zip", bomb)]).then((bytes) =>
        Buffer.from(bytes.toString("latin1").replaceAll("nen.zip", "nen.xml"), "latin1"),
      ),
    );
    const answer = await toldTo(message, "02");
    expect(answer?.description).toMatch(/nén|zip/i);
  });

  test("a message larger than allowed is refused with its size limit", async () => {
    const message = letter();
    const docId = await world.stranger.send(
      "edoc",
      await wire(message, Buffer.concat([pdf, Buffer.alloc(3_000_000, 65)])),
    );
    const answer = await toldTo(message, "02");
    expect(answer?.description).toContain("2 MB");
    expect((await lineOf(docId))?.state).toBe("unreadable");
  });

  test("a code nobody here has is refused, and its sender is told", async () => {
    const message = letter({ to: [{ organId: organId("000.00.77.H34"), name: "Nơi nhận lạ" }] });
    await send(message);
    const answer = await toldTo(message, "02");
    expect(answer?.description).toContain("Mã cơ quan nhận");
  });

  test("what the axis itself refuses comes back as an error with its code", async () => {
    const refused = await world.stranger
      .send("edoc", Buffer.from("<edXML>"))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AxisError);
    expect(refused).toMatchObject({ kind: "business", retryable: false });
  });
});

describe("requests of senders", () => {
  test("both forms of one recall freeze the document once, also when the clerk answers in between", async () => {
    const message = letter();
    await send(message);
    await world.receive();
    await send(recallOf(message));
    await world.receive();
    const [document] = await incoming(message);
    expect(document).toMatchObject({ request: "recall", frozen: true });
    const clerk = await world.province.actor("clerk", district);
    await transact(world.house, { actor: clerk }, (tx) =>
      answerRequest(tx, clerk, { id: document?.id ?? "", agree: false, reason: "Văn bản đã xử lý xong" }),
    );
    await send(status(message, "13", "Phát hành nhầm"));
    await world.receive();
    expect((await incoming(message))[0]).toMatchObject({ request: null, frozen: false });
  });

  test("a recall that comes before its document waits for it", async () => {
    const message = letter();
    await send(status(message, "13", "Gửi nhầm bản thảo"));
    await world.receive();
    await send(message);
    await world.receive();
    expect((await incoming(message))[0]).toMatchObject({ request: "recall", frozen: true });
  });

  test("a recall of a document that never comes is answered with 16", async () => {
    const message = letter();
    await send(recallOf(message, "Gửi nhầm"));
    await world.receive();
    const { rows } = await sql<{ id: string }>`select id from interchange.sender_request
      where wire_id = ${message.documentId} and state = 'waiting'`.execute(world.house.database.queries);
    await declineWaitingRequest(world.house, rows[0]?.id ?? "");
    expect((await toldTo(message, "16"))?.description).toContain("Chưa nhận được");
  });

  test("an update under the same identity waits for the clerk, who puts the new content in place", async () => {
    const message = letter();
    await send(message);
    await world.receive();
    const update: DocumentMessage = {
      ...about(message, {
        type: "update",
        documentId: message.documentId,
        reason: "Sửa trích yếu",
        paper: false,
        contentChanged: true,
        receiversChanged: false,
        receivers: [],
      }),
      subject: "V/v báo cáo đã sửa",
    };
    await send(update);
    await send(update);
    await world.receive();
    const [document] = await incoming(message);
    expect(document).toMatchObject({ request: "update", abstract: message.subject });
    const clerk = await world.province.actor("clerk", district);
    await transact(world.house, { actor: clerk }, (tx) =>
      answerRequest(tx, clerk, { id: document?.id ?? "", agree: true, reason: "" }),
    );
    await toldTo(message, "15");
    expect((await incoming(message))[0]).toMatchObject({ abstract: "V/v báo cáo đã sửa", request: null });
  });

  test("a broken recall of a document we hold is no refusal of the document", async () => {
    const message = letter();
    await send(message);
    await toldTo(message, "01");
    const bytes = (await wire(recallOf(message))).toString("latin1");
    await world.stranger.send(
      "edoc",
      Buffer.from(bytes.replace(/(<edXML:ContentTransferEncoded[^>]*>.{40})/s, "$1***"), "latin1"),
    );
    await world.receive();
    const { rows } = await sql`select 1 from interchange.outgoing_message
      where wire_id = ${message.documentId} and status_code = '02'`.execute(world.house.database.queries);
    expect(rows).toEqual([]);
  });

  test("a state of a document nobody here sent is kept as a line and done with", async () => {
    const message = letter();
    const docId = await send(status(message, "03"));
    await world.receive();
    const { rows } = await sql<{
      result: string;
      acknowledged_at: Date | null;
    }>`select result, acknowledged_at
      from interchange.incoming_message where wire_id = ${message.documentId}`.execute(
      world.house.database.queries,
    );
    expect(docId).not.toBe("");
    expect(rows).toEqual([{ result: "unmatched", acknowledged_at: expect.any(Date) }]);
  });
});

/** A zip with one deflated entry. */
function zipOf(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content, { level: 9 });
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  return Buffer.concat([local, Buffer.from(name), packed]);
}
