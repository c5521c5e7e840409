import { createHash } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../../../core/database/index.ts";
import { transact } from "../../../core/transaction/index.ts";
import { registerIncomingDocument } from "../../documents/incoming/register-incoming-document.ts";
import { DAK_HA, PROVINCE, STTTT, type TestProvince, testProvince } from "../../documents/testing.ts";
import type { DocumentMessage, EdxmlMessage, StatusMessage } from "../edxml/index.ts";
import { EXAMPLE_FILE, NEW_DOCUMENT, organId, STATUS_03, written } from "../edxml/testing/messages.ts";
import { openAndApply } from "./take-in-message.ts";

const VICTIM = { organId: organId(STTTT), name: "Sở Thông tin và Truyền thông" };
const FORGER = { organId: organId(PROVINCE), name: "UBND tỉnh Kon Tum" };
const TO = [{ organId: organId(DAK_HA), name: "UBND huyện Đăk Hà" }];

let province: TestProvince;
let count = 0;

beforeAll(async () => {
  province = await testProvince();
  await migrate(province.database, [
    { room: "core/notify", folder: new URL("../../../core/notify/migrations/", import.meta.url) },
    { room: "systems/interchange", folder: new URL("../migrations/", import.meta.url) },
  ]);
});
afterAll(() => province?.close());

/** Takes a message in as the axis gave it; `from` is whom the axis names as its sender. */
async function take(message: EdxmlMessage, from: string = message.from.organId): Promise<"done" | "fail"> {
  const bytes = await written(message, message.kind === "status" ? [] : [EXAMPLE_FILE]);
  return await takeBytes(bytes, message.kind === "status" ? "status" : "edoc", from);
}

async function takeBytes(bytes: Buffer, kind: "edoc" | "status", from: string): Promise<"done" | "fail"> {
  count += 1;
  const raw = { raw: bytes, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  return await openAndApply(province.house, kind, { docId: `copy-${count}`, from, to: DAK_HA }, raw);
}

function letter(number: string, extra: Partial<DocumentMessage> = {}): DocumentMessage {
  return {
    ...NEW_DOCUMENT,
    from: VICTIM,
    to: TO,
    trace: [{ organId: VICTIM.organId, timestamp: "2022-03-04T09:15:30+07:00" }],
    codeNumber: number,
    codeNotation: "STTTT-CNTT",
    documentId: `${STTTT},2022/03/04,${number}/STTTT-CNTT`,
    ...extra,
  };
}

/** A letter of the forger with a number of its own. */
function forgery(number: string, extra: Partial<DocumentMessage>): DocumentMessage {
  return letter(number, {
    from: FORGER,
    codeNotation: "UBND-VX",
    documentId: `${PROVINCE},2022/03/04,${number}/UBND-VX`,
    ...extra,
  });
}

interface Held {
  id: string;
  state: string;
  from_code: string;
  abstract: string;
  request: string | null;
  frozen: boolean;
  replaces: string | null;
  duplicate_of: string | null;
}

async function held(wireId: string): Promise<Held[]> {
  const { rows } =
    await sql<Held>`select id, state, from_code, abstract, request, frozen, replaces, duplicate_of
    from documents.incoming where wire_id = ${wireId} order by arrived_at`.execute(province.database.queries);
  return rows;
}

async function only(wireId: string): Promise<Held> {
  const [first, ...more] = await held(wireId);
  if (!first || more.length > 0) throw new Error(`${more.length + (first ? 1 : 0)} documents ${wireId}`);
  return first;
}

describe("nobody speaks about the document of somebody else", () => {
  test("a recall in either form by another organisation changes nothing; the sender's own still counts", async () => {
    const real = letter("201");
    await take(real);
    await take({
      ...STATUS_03,
      from: FORGER,
      responseFor: { organId: organId(DAK_HA), code: "201/STTTT-CNTT", documentId: real.documentId },
      statusCode: "13",
    });
    await take({
      ...real,
      from: FORGER,
      business: { type: "recall", reason: "Lấy lại", paper: false, documentId: real.documentId },
    });
    expect(await only(real.documentId)).toMatchObject({ state: "arrived", request: null, frozen: false });
    // The forged status came first: it must not pass for the other form of the real request.
    await take({
      ...real,
      business: { type: "recall", reason: "Sai phụ lục", paper: false, documentId: real.documentId },
    });
    expect(await only(real.documentId)).toMatchObject({ request: "recall", frozen: true });
  });

  test("a recall that waits for its document does not fall on somebody else's document of that id", async () => {
    const real = letter("202");
    const early: StatusMessage = {
      ...STATUS_03,
      from: FORGER,
      responseFor: { organId: organId(DAK_HA), code: "202/STTTT-CNTT", documentId: real.documentId },
      statusCode: "13",
    };
    await take(early);
    await take(real);
    expect(await only(real.documentId)).toMatchObject({ request: null, frozen: false });
  });

  test("a replacement by another organisation is a document of its own; the named one stays in work", async () => {
    const real = letter("203");
    await take(real);
    const replacement = forgery("903", {
      business: {
        type: "replace",
        reason: "Thay thế",
        paper: false,
        replaced: [{ documentId: real.documentId, organIds: [organId(DAK_HA)] }],
      },
    });
    await take(replacement);
    const taken = await only(replacement.documentId);
    expect(taken.replaces).toBeNull();
    const clerk = await province.actor("clerk", await province.organisation(DAK_HA));
    await transact(province.house, { actor: clerk }, (tx) => registerIncomingDocument(tx, clerk, taken.id));
    expect((await only(real.documentId)).state).toBe("arrived");
  });

  test("an update by another organisation never reaches the document it names", async () => {
    const real = letter("204");
    await take(real);
    const update = {
      type: "update" as const,
      reason: "Sửa nội dung",
      paper: false,
      documentId: real.documentId,
      contentChanged: true,
      receiversChanged: false,
      receivers: [],
    };
    await take(forgery("904", { business: update, subject: "Nội dung giả" }));
    await take({ ...real, from: FORGER, business: update, subject: "Nội dung giả" });
    const [mine] = (await held(real.documentId)).filter(({ from_code }) => from_code === STTTT);
    expect(mine).toMatchObject({ request: null, abstract: real.subject });
  });

  test("whoever takes the id of a document to come does not keep the real one out", async () => {
    const real = letter("205");
    await take({ ...real, from: FORGER, subject: "Chiếm chỗ" });
    await take(real);
    await take(real);
    const both = await held(real.documentId);
    expect(both.map(({ from_code }) => from_code)).toEqual([PROVINCE, STTTT]);
  });
});

describe("the axis knows who sent", () => {
  test("a message under the name of another organisation is put aside with a line for the clerk and no answer to the one named", async () => {
    const message = letter("206");
    expect(await take(message, PROVINCE)).toBe("fail");
    expect(await held(message.documentId)).toEqual([]);
    const { rows } = await sql`select problem_code, from_code, alert from interchange.incoming_message
      where wire_id = ${message.documentId}`.execute(province.database.queries);
    expect(rows).toEqual([{ problem_code: "interchange.foreign-name", from_code: PROVINCE, alert: true }]);
    const answers =
      await sql`select 1 from interchange.outgoing_message where symbol = '206/STTTT-CNTT'`.execute(
        province.database.queries,
      );
    expect(answers.rows).toEqual([]);
  });

  test("what cannot be read makes no refusal to the one it names when another one sent it", async () => {
    const broken = (number: string, from: string) =>
      written(letter(number), [EXAMPLE_FILE]).then((bytes) =>
        takeBytes(Buffer.from(bytes.toString("utf8").replace("V/v", "V/v\u0007")), "edoc", from),
      );
    await broken("210", PROVINCE);
    await broken("211", STTTT);
    const { rows } = await sql`select symbol from interchange.outgoing_message where status_code = '02'
      and symbol in ('210/STTTT-CNTT', '211/STTTT-CNTT')`.execute(province.database.queries);
    expect(rows).toEqual([{ symbol: "211/STTTT-CNTT" }]);
  });

  test("either code of the same organisation is its name; what is no code at all says nothing", async () => {
    const { rows } = await sql<{ code: string }>`select code from directory.organisation_version
      where code102 = ${STTTT} and upper_inf(valid)`.execute(province.database.queries);
    expect(await take(letter("207"), rows[0]?.code)).toBe("done");
    expect(await take(letter("208"), "TEST:SYS:01")).toBe("done");
    expect((await only(letter("208").documentId)).state).toBe("arrived");
  });
});

describe("one message never stops the next", () => {
  test("one after another over the same connection, every document arrives", async () => {
    for (let n = 300; n < 315; n += 1) await take(letter(String(n)));
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from documents.incoming
      where code_number::int between 300 and 314`.execute(province.database.queries);
    expect(rows[0]?.n).toBe(15);
  });

  test("a control character in a field is put aside with a line that can be stored and shown", async () => {
    const good = (await written(letter("320"), [EXAMPLE_FILE])).toString("utf8");
    const bytes = Buffer.from(good.replace("V/v báo cáo", "V/v\0báo cáo"));
    expect(await takeBytes(bytes, "edoc", STTTT)).toBe("fail");
    const { rows } = await sql<{ problem_code: string; subject: string }>`select problem_code, subject
      from interchange.incoming_message where symbol = '320/STTTT-CNTT'`.execute(province.database.queries);
    expect(rows[0]?.problem_code).toBe("X.NotWellFormed");
    expect(rows[0]?.subject).toContain("báo cáo");
  });
});
