import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError } from "../../../core/access/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import type { PublishedEvent } from "../../../core/system.ts";
import type { CitizenActor } from "../../../core/transaction/index.ts";
import { TEST_PIN } from "../../documents/testing.ts";
import { acceptDossier, refuseDossier } from "./accept-dossier.ts";
import { ownDossier, sendSupplement, withdrawDossier } from "./citizen/own-dossier.ts";
import { DOSSIER_CODE } from "./dossier-code.ts";
import { apologise, askPayment, recallResult, returnResult, settlePayment } from "./end-dossier.ts";
import { forwardDossier, takeOver } from "./forward-dossier.ts";
import { readIdentityCard } from "./identity-card.ts";
import { everyDossier, listDossiers } from "./list-dossiers.ts";
import { keepPaper } from "./papers/keep-paper.ts";
import { signPapers } from "./papers/sign-papers.ts";
import { factsByCode, factsByToken, factsOf } from "./read-facts.ts";
import { remindDossiers } from "./remind-dossiers.ts";
import { signResult } from "./results.ts";
import { askSupplement } from "./supplement.ts";
import { takeInAtCounter } from "./take-in.ts";
import { tellOfficials } from "./tell-officials.ts";
import { type DossierWorld, dossierWorld, PARTY } from "./testing.ts";

const REASON = "Giấy chứng sinh bị mờ, không đọc được.";

let world: DossierWorld;
beforeAll(async () => {
  world = await dossierWorld();
});
afterAll(() => world.close());

const at = (text: string) => new Date(`${text.replace(" ", "T")}:00+07:00`);

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "done";
  } catch (error) {
    if (error instanceof FormRefusal) return `form:${Object.keys(error.problems).join()}`;
    return error instanceof Refusal ? error.code : String(error);
  }
}

async function accepted(now?: Date): Promise<string> {
  const { id } = await world.file({}, now);
  await world.run(world.desk, (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }), now);
  return id;
}

async function forward(actor: DossierWorld["desk"], id: string, to: string, note = ""): Promise<void> {
  const { version } = await world.row(id);
  await world.run(actor, (tx) => forwardDossier(tx, actor, { id, seen: version, to, note }));
}

describe("the code", () => {
  test("50 clients of one body on one day get codes without a gap and without a double", async () => {
    const day = at("2022-03-07 09:00");
    const filed = await Promise.all(Array.from({ length: 50 }, () => world.file({}, day)));
    const codes = filed.map(({ code }) => code).sort();
    expect(new Set(filed.map(({ token }) => token)).size).toBe(50);
    expect(codes.every((code) => DOSSIER_CODE.test(code))).toBe(true);
    expect(codes.map((code) => Number(code.slice(-4)))).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    expect(codes[0]).toMatch(/-220307-0001$/);
  });

  test("a filing that fails takes no number; the next day begins anew", async () => {
    const day = at("2022-03-09 09:00");
    await expect(world.file({ caseKey: "khong-co" }, day)).rejects.toMatchObject({
      code: "dossiers.no-case",
    });
    expect((await world.file({}, day)).code).toMatch(/-220309-0001$/);
    // 23:30 in Viet Nam is still the same day, 00:10 is the next.
    expect((await world.file({}, at("2022-03-09 23:30"))).code).toMatch(/-220309-0002$/);
    expect((await world.file({}, at("2022-03-10 00:10"))).code).toMatch(/-220310-0001$/);
  });
});

describe("from filing to the returned result", () => {
  test("desk, specialist, leader, counter: each step, its deadline, its story", async () => {
    const id = await accepted(at("2022-03-07 09:00"));
    const first = await world.row(id);
    expect([first.state, first.step_key]).toEqual([2, "tiep-nhan"]);
    expect(first.due_at).toEqual(at("2022-03-10 09:00"));
    await forward(world.desk, id, "tham-dinh");
    // Nobody else at the commune handles the specialist's step, and nobody jumps a step.
    await expect(forward(world.desk, id, "ky")).rejects.toBeInstanceOf(AccessDeniedError);
    await expect(forward(world.specialist, id, "tra-ket-qua")).rejects.toMatchObject({
      code: "dossiers.no-way",
    });
    await world.attach(world.specialist, id);
    await forward(world.specialist, id, "ky");
    // A result that is not signed does not leave the signing step; a way back needs a reason.
    await expect(forward(world.leader, id, "tra-ket-qua")).rejects.toMatchObject({ code: "form.invalid" });
    await expect(forward(world.leader, id, "tham-dinh")).rejects.toMatchObject({ code: "form.invalid" });
    const [result] = (await factsOf(world.province.database.queries, id))?.files ?? [];
    const sign = { id, seen: (await world.row(id)).version, fileId: result?.id ?? "" };
    expect(await codeOf(signResult(world.province.house, world.leader, { ...sign, pin: "000000" }))).toBe(
      "signing.wrong-pin",
    );
    expect(await codeOf(signResult(world.province.house, world.specialist, { ...sign, pin: TEST_PIN }))).toBe(
      "access.denied",
    );
    await signResult(world.province.house, world.leader, { ...sign, pin: TEST_PIN });
    const signed = (await factsOf(world.province.database.queries, id))?.files.find(
      ({ kind }) => kind === "result",
    );
    const verdict = await world.province.house.services.signatures?.verifyStored(signed?.sha256 ?? "");
    expect([signed?.signedBy, verdict?.signatures.map(({ counts }) => counts)]).toEqual([
      world.leader.fullName,
      [true],
    ]);
    await forward(world.leader, id, "tra-ket-qua");
    expect((await world.row(id)).state).toBe(9);
    const { version } = await world.row(id);
    expect(
      await codeOf(
        world.run(world.desk, (tx) => returnResult(tx, world.desk, { id, seen: version, receivedBy: " " })),
      ),
    ).toBe("form:receivedBy");
    await world.run(world.desk, (tx) =>
      returnResult(tx, world.desk, { id, seen: version, receivedBy: "Y Hạnh" }),
    );
    const facts = await factsOf(world.province.database.queries, id);
    expect([facts?.state, facts?.step]).toEqual([10, null]);
    expect(facts?.trail.map(({ action }) => action)).toEqual([
      "file",
      "accept",
      "forward",
      "attach-result",
      "forward",
      "sign-result",
      "finish",
      "return",
    ]);
    expect(facts?.finishedAt).not.toBeNull();
  });

  test("a land matter passes commune, district and province and comes back to where it was filed", async () => {
    const versionId = await world.publish({
      name: "Cấp Giấy chứng nhận quyền sử dụng đất lần đầu",
      cases: [
        {
          key: "case-1",
          name: "Hộ gia đình",
          formCode: null,
          workflowCode: "lien-thong-dat-dai",
          steps: ["Nộp."],
          channels: [{ channel: 1, durations: [{ amount: 30, unit: "day", text: "" }], fees: [] }],
          components: [],
        },
      ],
    });
    const { id } = await world.file({ procedureVersionId: versionId });
    await world.run(world.desk, (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }));
    await forward(world.desk, id, "xac-nhan");
    await forward(world.specialist, id, "kiem-tra");
    expect((await world.row(id)).step_organisation_id).toBe(world.district.id);
    await expect(forward(world.specialist, id, "tham-dinh")).rejects.toBeInstanceOf(AccessDeniedError);
    await forward(world.district.specialist, id, "tham-dinh");
    const department = (await world.row(id)).step_organisation_id ?? "";
    const expert = await world.province.actor("specialist", department);
    const director = await world.province.actor("leader", department);
    await world.attach(expert, id);
    await forward(expert, id, "ky");
    const [result] = (await factsOf(world.province.database.queries, id))?.files ?? [];
    await signResult(world.province.house, director, {
      id,
      seen: (await world.row(id)).version,
      fileId: result?.id ?? "",
      pin: TEST_PIN,
    });
    await forward(director, id, "tra-ket-qua");
    const row = await world.row(id);
    expect([row.state, row.step_organisation_id]).toEqual([9, world.commune]);
    // Every body that handled it may still read it; one that never did may not.
    const may = world.province.house.services.dossiers;
    expect(await may?.mayRead(world.province.database.queries, world.district.specialist, { id })).toBe(true);
    expect(await may?.mayRead(world.province.database.queries, expert, { id })).toBe(true);
    expect(await may?.mayRead(world.province.database.queries, world.strangerDesk, { id })).toBe(false);
  });

  test("a result taken back is handled again; its first end stays the end that counts", async () => {
    const id = await accepted();
    await forward(world.desk, id, "tham-dinh");
    await world.attach(world.specialist, id);
    await forward(world.specialist, id, "ky");
    const [result] = (await factsOf(world.province.database.queries, id))?.files ?? [];
    await signResult(world.province.house, world.leader, {
      id,
      seen: (await world.row(id)).version,
      fileId: result?.id ?? "",
      pin: TEST_PIN,
    });
    await forward(world.leader, id, "tra-ket-qua");
    const ended = (await world.row(id)).finished_at;
    const { version } = await world.row(id);
    await world.run(world.leader, (tx) =>
      recallResult(tx, world.leader, { id, seen: version, note: "Sai năm sinh của cháu bé." }),
    );
    const row = await world.row(id);
    expect([row.state, row.step_key, row.finished_at]).toEqual([4, "ky", ended]);
  });
});

describe("what the citizen is waited for", () => {
  test("is asked once and completely; the clock stands still and the promise moves by as much", async () => {
    const start = at("2022-03-07 09:00");
    const id = await accepted(start);
    const ask = (seen: number, components: readonly string[], note = REASON) =>
      world.run(
        world.desk,
        (tx) =>
          askSupplement(tx, world.desk, { id, seen, note, components, others: "", phone: "0260 3822 000" }),
        at("2022-03-08 09:00"),
      );
    expect(await codeOf(ask(1, []))).toBe("form:components");
    expect(await codeOf(ask(1, ["paper-1"], "ngắn"))).toBe("form:note");
    await ask(1, ["paper-1"]);
    const citizen: CitizenActor = { kind: "citizen", citizenId: "", name: "Y Hạnh" };
    await world.province.database.queries
      .updateTable("public_services.dossier")
      .set({ applicant_citizen_id: "00000000-0000-4000-8000-000000000001" })
      .where("id", "=", id)
      .execute();
    const stranger = { ...citizen, citizenId: "00000000-0000-4000-8000-000000000002" };
    const own = { ...citizen, citizenId: "00000000-0000-4000-8000-000000000001" };
    const files = [
      { componentKey: "paper-1", name: "giay.png", mime: "image/png", sha256: "a".repeat(64), size: 5 },
    ];
    expect(
      await codeOf(world.run(stranger, (tx) => sendSupplement(tx, stranger, { id, note: "", files }))),
    ).toBe("not-found");
    expect(await codeOf(world.run(own, (tx) => sendSupplement(tx, own, { id, note: " ", files: [] })))).toBe(
      "form:files",
    );
    await world.run(own, (tx) => sendSupplement(tx, own, { id, note: "", files }), at("2022-03-10 09:00"));
    const row = await world.row(id);
    // 09:00 on the 10th, two days later: the 12th is a Saturday.
    expect([row.state, row.due_at]).toEqual([2, at("2022-03-14 09:00")]);
    const facts = await factsOf(world.province.database.queries, id);
    expect(facts?.pauses).toEqual([{ why: 5, from: at("2022-03-08 09:00"), until: at("2022-03-10 09:00") }]);
    expect(facts?.components[0]?.digitised).toBe(true);
    expect(
      await codeOf(
        world.run(world.desk, (tx) =>
          askSupplement(tx, world.desk, {
            id,
            seen: row.version,
            note: REASON,
            components: ["paper-1"],
            others: "",
            phone: "",
          }),
        ),
      ),
    ).toBe("dossiers.asked-before");
  });

  test("asked at the door, a dossier that is not accepted yet goes back to state 1 without a promise", async () => {
    const { id } = await world.file();
    await world.run(world.desk, (tx) =>
      askSupplement(tx, world.desk, {
        id,
        seen: 0,
        note: REASON,
        components: [],
        others: "Bản chính giấy chứng sinh",
        phone: "",
      }),
    );
    const citizen: CitizenActor = {
      kind: "citizen",
      citizenId: "00000000-0000-4000-8000-000000000001",
      name: "Y Hạnh",
    };
    await sql`update public_services.dossier set owner_citizen_id = ${citizen.citizenId}::uuid where id = ${id}::uuid`.execute(
      world.province.database.queries,
    );
    await world.run(citizen, (tx) => sendSupplement(tx, citizen, { id, note: "Đã có", files: [] }));
    expect((await world.row(id)).state).toBe(1);
    await world.run(citizen, (tx) => withdrawDossier(tx, citizen, { id, note: "Tôi sẽ nộp ở nơi khác." }));
    expect((await world.row(id)).state).toBe(7);
    expect(
      await codeOf(
        world.run(citizen, (tx) => withdrawDossier(tx, citizen, { id, note: "Tôi sẽ nộp ở nơi khác." })),
      ),
    ).toBe("dossiers.wrong-state");
  });

  test("money that comes twice or unasked changes nothing", async () => {
    const id = await accepted();
    const house = { kind: "system", name: "payment" } as const;
    await world.run(house, (tx) => settlePayment(tx, id, "sớm"));
    expect((await world.row(id)).state).toBe(2);
    await world.run(world.desk, (tx) =>
      askPayment(tx, world.desk, { id, seen: 1, note: "Lệ phí 8.000 đồng khai sinh quá hạn" }),
    );
    await world.run(house, (tx) => settlePayment(tx, id, "đã nộp"));
    await world.run(house, (tx) => settlePayment(tx, id, "đã nộp"));
    const facts = await factsOf(world.province.database.queries, id);
    expect([facts?.state, facts?.trail.filter(({ action }) => action === "settle-payment").length]).toEqual([
      2, 1,
    ]);
  });
});

test("one apology with one new working day", async () => {
  const id = await accepted(at("2022-03-07 09:00"));
  const say = (newDueAt: Date, seen: number) =>
    world.run(
      world.leader,
      (tx) => apologise(tx, world.leader, { id, seen, note: "Cán bộ đi công tác đột xuất.", newDueAt }),
      at("2022-03-09 09:00"),
    );
  expect(await codeOf(say(at("2022-03-10 08:00"), 1))).toBe("form:newDue");
  expect(await codeOf(say(at("2022-03-12 17:00"), 1))).toBe("form:newDue");
  await say(at("2022-03-14 17:00"), 1);
  const row = await world.row(id);
  expect([row.due_at, row.first_due_at]).toEqual([at("2022-03-14 17:00"), at("2022-03-10 09:00")]);
  expect(await codeOf(say(at("2022-03-15 17:00"), row.version))).toBe("dossiers.apologised-before");
});

describe("two people at one dossier", () => {
  test("the second is told who did what; nothing of theirs is done", async () => {
    const { id } = await world.file();
    await world.run(world.desk, (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }));
    const late = world.run(world.desk, (tx) => refuseDossier(tx, world.desk, { id, seen: 0, note: REASON }));
    await expect(late).rejects.toMatchObject({ code: "dossiers.changed-meanwhile", status: 409 });
    await late.catch((error: unknown) => {
      expect(error instanceof Refusal && error.sentence.vi).toContain(
        `${world.desk.fullName} vừa thực hiện “Tiếp nhận hồ sơ”`,
      );
    });
  });

  test("a step one has taken is closed to the others of the same role", async () => {
    const id = await accepted();
    await forward(world.desk, id, "tham-dinh");
    const { version } = await world.row(id);
    await world.run(world.specialist, (tx) => takeOver(tx, world.specialist, { id, seen: version }));
    const other = { ...world.specialist, personId: world.leader.personId };
    await expect(forward(other, id, "ky")).rejects.toBeInstanceOf(AccessDeniedError);
  });
});

describe("who finds it", () => {
  test("by code and token; a token is never guessed from a code", async () => {
    const { code, token, id } = await world.file();
    const { queries } = world.province.database;
    expect((await factsByCode(queries, ` ${code.toLowerCase()} `))?.id).toBe(id);
    expect((await factsByToken(queries, token))?.id).toBe(id);
    expect(await factsByToken(queries, code)).toBeUndefined();
    expect(await factsByToken(queries, "' or 1=1 --")).toBeUndefined();
  });

  test("lists show only the own body's, whole and in order over pages, found without diacritics", async () => {
    const { queries } = world.province.database;
    const now = new Date();
    const mine: string[] = [];
    for await (const line of everyDossier(queries, world.desk, "all", now, {}, 7)) mine.push(line.id);
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from public_services.dossier where organisation_id = ${world.commune}::uuid`.execute(
      queries,
    );
    expect([mine.length, new Set(mine).size]).toEqual([rows[0]?.n, rows[0]?.n]);
    expect([...mine].sort().reverse()).toEqual(mine);
    const due: string[] = [];
    for await (const line of everyDossier(queries, world.desk, "all", now, { sort: "due" }, 5))
      due.push(line.id);
    expect(new Set(due)).toEqual(new Set(mine));
    expect((await listDossiers(queries, world.strangerDesk, "all", now, { limit: 5 })).rows).toEqual([]);
    const found = await listDossiers(queries, world.desk, "all", now, {
      limit: 5,
      filter: { text: "y hanh the doc" },
    });
    expect(found.rows.length).toBe(0);
    expect(
      (await listDossiers(queries, world.desk, "all", now, { limit: 5, filter: { text: "y hanh" } })).rows
        .length,
    ).toBe(5);
    expect(
      (await listDossiers(queries, world.desk, "all", now, { limit: 5, filter: { text: "100%" } })).rows,
    ).toEqual([]);
  });

  test("“for me” follows the role, the body and the person of the step", async () => {
    const id = await accepted();
    const { queries } = world.province.database;
    const holds = async (actor: DossierWorld["desk"]) => {
      for await (const line of everyDossier(queries, actor, "mine", new Date(), {}))
        if (line.id === id) return true;
      return false;
    };
    expect([await holds(world.desk), await holds(world.specialist), await holds(world.leader)]).toEqual([
      true,
      false,
      false,
    ]);
    await forward(world.desk, id, "tham-dinh");
    expect([
      await holds(world.desk),
      await holds(world.specialist),
      await holds(world.district.specialist),
    ]).toEqual([false, true, false]);
  });

  test("a citizen opens only their own", async () => {
    const { id } = await world.file();
    await expect(
      ownDossier(world.province.database.queries, "00000000-0000-4000-8000-000000000009", id),
    ).rejects.toMatchObject({ status: 404 });
  });
});

describe("at the counter", () => {
  const person = {
    name: "A Thông",
    identifier: "062085000456",
    address: "Thôn 1",
    phone: "0987 654 321",
    email: "",
  };
  const input = () => ({
    procedureVersionId: world.versionId,
    caseKey: "case-1",
    applicant: person,
    answers: null,
    files: [],
    returnBy: 0 as const,
    notify: { sms: true, zalo: false, email: false },
    transactionId: "quay",
    sets: 2,
    papers: [{ key: "paper-1", originals: 1, certified: 0, copies: 2 }],
  });

  test("it is taken in and accepted at once, with the papers counted", async () => {
    const { id } = await world.run(world.desk, (tx) => takeInAtCounter(tx, world.desk, input()));
    const facts = await factsOf(world.province.database.queries, id);
    expect([facts?.state, facts?.channel, facts?.sets, facts?.applicant.phone]).toEqual([
      2,
      1,
      2,
      "+84987654321",
    ]);
    expect(facts?.components[0]).toMatchObject({ originals: 1, copies: 2, digitised: false });
    expect(facts?.fees).toMatchObject([{ amount: 5000, kind: "fee" }]);
  });

  test("what is wrong is said beside each field; nobody but the desk of a body that receives it takes it in", async () => {
    const bad = { ...input(), applicant: { ...person, name: " ", identifier: "12", phone: "123" } };
    expect(await codeOf(world.run(world.desk, (tx) => takeInAtCounter(tx, world.desk, bad)))).toBe(
      "form:applicant-name,applicant-identifier,applicant-phone",
    );
    expect(
      await codeOf(world.run(world.specialist, (tx) => takeInAtCounter(tx, world.specialist, input()))),
    ).toBe("access.denied");
    const district = await world.province.actor("clerk", world.district.id);
    expect(await codeOf(world.run(district, (tx) => takeInAtCounter(tx, district, input())))).toBe(
      "dossiers.not-received-here",
    );
  });

  test("the square code of the card", () => {
    expect(readIdentityCard("062192000123|233445566|Y Hạnh|12041992|Nữ|Thôn Kon Đao|01052021")).toEqual({
      identifier: "062192000123",
      name: "Y Hạnh",
      birthDate: "1992-04-12",
      address: "Thôn Kon Đao",
    });
    expect(readIdentityCard("062192000123||Y Hạnh|12041992|Nữ|Thôn Kon Đao|01052021|bố|mẹ")?.name).toBe(
      "Y Hạnh",
    );
    for (const other of ["", "https://example.vn", "0621|2|3|4", "062192000123|1|Y|1992|Nữ|Thôn"])
      expect(readIdentityCard(other)).toBeUndefined();
  });
});

describe("papers", () => {
  const textOf = (pdf: Uint8Array): string => {
    const file = join(tmpdir(), `paper-${process.pid}.pdf`);
    writeFileSync(file, pdf);
    execFileSync("qpdf", ["--check", file]);
    return execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  };

  test("the slip carries what form 01 asks for, is sealed by the desk, and holds in court", async () => {
    const { house, database } = world.province;
    const { id, code } = await world.run(world.desk, (tx) =>
      takeInAtCounter(tx, world.desk, {
        procedureVersionId: world.versionId,
        caseKey: "case-1",
        applicant: {
          name: "A Thông",
          identifier: "062085000456",
          address: "Thôn 1, xã Đăk Long",
          phone: "0987654321",
          email: "",
        },
        answers: null,
        files: [],
        returnBy: 0,
        notify: { sms: false, zalo: false, email: false },
        transactionId: "giay-hen",
      }),
    );
    const cause: Pick<PublishedEvent, "at" | "actor"> = {
      at: new Date(),
      actor: { name: world.desk.fullName },
    };
    await world.run({ kind: "system", name: "papers" }, (tx) => keepPaper(tx, house, id, "receipt", cause));
    const [paper] = (await factsOf(database.queries, id))?.files ?? [];
    const text = textOf(await house.files.bytes(paper?.sha256 ?? ""));
    for (const said of [
      "Mẫu số 01",
      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
      code,
      "A Thông",
      "0987 654 321",
      "062085000456",
      "Đơn đề nghị",
      world.desk.fullName,
    ])
      expect(text).toContain(said);
    expect(await codeOf(signPapers(house, world.specialist, { id, pin: TEST_PIN }))).toBe("access.denied");
    await signPapers(house, world.desk, { id, pin: TEST_PIN });
    const [sealed] = (await factsOf(database.queries, id))?.files ?? [];
    const verdict = await house.services.signatures?.verifyStored(sealed?.sha256 ?? "");
    expect([sealed?.signedBy, verdict?.signatures.map(({ counts }) => counts)]).toEqual([
      world.desk.fullName,
      [true],
    ]);
    expect(await codeOf(signPapers(house, world.desk, { id, pin: TEST_PIN }))).toBe("form:pin");
  });

  test("a paper about something that never happened is not written", async () => {
    const id = await accepted();
    const cause = { at: new Date(), actor: {} };
    await world.run({ kind: "system", name: "papers" }, (tx) =>
      keepPaper(tx, world.province.house, id, "refusal", cause),
    );
    expect((await factsOf(world.province.database.queries, id))?.files).toEqual([]);
  });
});

test("the owner may be somebody else than who files", async () => {
  const owner = { ...PARTY, name: "A Bình", identifier: null, identifierKind: null };
  const { id } = await world.file({ owner });
  const facts = await factsOf(world.province.database.queries, id);
  expect([facts?.owner.name, facts?.applicant.name]).toEqual(["A Bình", "Y Hạnh"]);
});

describe("officials hear of what waits for them", () => {
  const told = async (dossier: string) => {
    const { rows } = await sql<{ person_id: string; title_vi: string }>`
      select person_id, title_vi from notify.notification where href = ${`/dossiers/${dossier}`}`.execute(
      world.province.database.queries,
    );
    return rows;
  };
  const event = (
    type: "dossiers.filed" | "dossiers.changed",
    id: string,
    data: object,
    actor: Record<string, string> = {},
  ) =>
    world.run({ kind: "system", name: "test" }, (tx) =>
      tellOfficials.handle(
        tx,
        {
          id: randomUUID(),
          at: new Date(),
          type,
          subjectId: id,
          organisations: [],
          actor,
          data,
        } as PublishedEvent,
        world.province.house,
      ),
    );

  test("the desk of what is filed online, the step's role or person of what comes to it, nothing personal in it", async () => {
    const { id } = await world.file();
    await event("dossiers.filed", id, { code: "x", channel: 2 });
    expect((await told(id)).some(({ person_id }) => person_id === world.desk.personId)).toBe(true);
    await world.run(world.desk, (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }));
    await forward(world.desk, id, "tham-dinh");
    await event("dossiers.changed", id, { code: "x", action: "forward", from: 2, to: 4 }, { kind: "person" });
    const all = await told(id);
    expect(all.some(({ person_id }) => person_id === world.specialist.personId)).toBe(true);
    expect(all.some(({ person_id }) => person_id === world.strangerDesk.personId)).toBe(false);
    expect(all.some(({ title_vi }) => title_vi.includes(PARTY.name))).toBe(false);
  });

  test("what is taken in at the counter rings nobody", async () => {
    const concerns = (data: object) => tellOfficials.concerns?.(data);
    expect(concerns({ code: "x", channel: 1 })).toBe(false);
    expect(concerns({ code: "x", channel: 2 })).toBe(true);
    expect(concerns({ code: "x", action: "accept", from: 1, to: 2 })).toBe(false);
    expect(concerns({ code: "x", action: "withdraw", from: 2, to: 7 })).toBe(true);
  });

  test("who has it a working day before the promise, the leaders too once it has passed; each once", async () => {
    const id = await accepted(at("2022-03-07 09:00"));
    const house = world.province.house;
    const about = async () => (await told(id)).map(({ title_vi }) => title_vi.split(":")[0]);
    await remindDossiers(house, at("2022-03-08 08:00"));
    expect(await about()).toEqual([]);
    await remindDossiers(house, at("2022-03-09 10:00"));
    await remindDossiers(house, at("2022-03-09 11:00"));
    expect(new Set(await about())).toEqual(new Set(["Hồ sơ sắp đến hạn, cần xin lỗi thì gửi ngay"]));
    await Promise.all([
      remindDossiers(house, at("2022-03-11 10:00")),
      remindDossiers(house, at("2022-03-11 10:00")),
    ]);
    const late = (await told(id)).filter(({ title_vi }) => title_vi.startsWith("Hồ sơ quá hạn"));
    expect(late.filter(({ person_id }) => person_id === world.leader.personId).length).toBe(1);
    expect(late.some(({ person_id }) => person_id === world.desk.personId)).toBe(true);
  });
});
