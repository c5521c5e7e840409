import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decideRightsAlert } from "../../../core/directory/decide-rights-alert.ts";
import { listRightsAlerts } from "../../../core/directory/rights-alerts.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import type { TestProvince } from "../../documents/testing.ts";
import { askDeposit } from "../deposit/ask-deposit.ts";
import { acceptFile, returnFile, withdrawDeposit } from "../deposit/decide-deposit.ts";
import { giveNotice } from "../deposit/give-notice.ts";
import { keepBack } from "../deposit/keep-back.ts";
import { depositDueOf, plusMonths, ruleOn } from "../retention.ts";
import { buildWaiting, issuedDocument, openFile, STTTT, testRecords } from "../testing.ts";
import { addDocuments, removeItem } from "./add-items.ts";
import { closeWorkFile, reopenWorkFile } from "./close-work-file.ts";
import { editWorkFile } from "./edit-work-file.ts";
import { filesOfDocument } from "./files-of-document.ts";
import { freezeWorkFile, unfreezeWorkFile } from "./freeze-work-file.ts";
import { itemsOf } from "./items.ts";
import { listWorkFiles } from "./list-work-files.ts";
import { confirmRight, rightsOf, setRight } from "./rights.ts";
import { searchWorkFiles } from "./search-work-files.ts";
import { getWorkFile, readWorkFile, type WorkFile } from "./work-file.ts";

let world: TestProvince;
let keeper: PersonActor;
let head: PersonActor;
let clerk: PersonActor;
let leader: PersonActor;
let outsider: PersonActor;
let document: string;

beforeAll(async () => {
  world = await testRecords();
  const sttt = await world.organisation(STTTT);
  keeper = await world.actor("specialist", sttt);
  clerk = await world.actor("clerk", sttt);
  leader = await world.actor("leader", sttt);
  head = { ...(await world.actor("head-of-unit", sttt)), unitId: keeper.unitId, roles: ["head-of-unit"] };
  outsider = {
    ...keeper,
    appointmentId: clerk.appointmentId,
    unitId: crypto.randomUUID(),
    roles: ["specialist"],
  };
});
afterAll(() => world.close());
beforeEach(async () => {
  document = await issuedDocument(world, keeper);
});

const as = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>, now?: Date) =>
  transact(world.house, { actor, ...(now ? { now } : {}) }, work);
const stateOf = async ({ id }: WorkFile) => (await getWorkFile(world.database.queries, id)).state;

async function closedFile(given: Parameters<typeof openFile>[3] = {}): Promise<WorkFile> {
  const file = await openFile(world, keeper, [document], given);
  return await as(keeper, (tx) => closeWorkFile(tx, keeper, file.id));
}

describe("documents in files", () => {
  test("one document stands in several files without a copy, once in each", async () => {
    const [first, second] = [
      await openFile(world, keeper, [document]),
      await openFile(world, keeper, [document]),
    ];
    expect(await as(keeper, (tx) => addDocuments(tx, keeper, first.id, [document, document]))).toBe(0);
    const holding = await filesOfDocument(world.database.queries, keeper, document);
    expect(holding.map((file) => file.id).sort()).toEqual([first.id, second.id].sort());
    expect(await filesOfDocument(world.database.queries, outsider, document)).toEqual([]);
  });

  test("the order closes when one is taken out, and the document itself stays", async () => {
    const others = [await issuedDocument(world, keeper), await issuedDocument(world, keeper)];
    const file = await openFile(world, keeper, [document, ...others]);
    const [, second] = await itemsOf(world.database.queries, file.id);
    await as(keeper, (tx) => removeItem(tx, keeper, file.id, second?.item.id ?? ""));
    const left = await itemsOf(world.database.queries, file.id);
    expect(left.map(({ item }) => [item.position, item.document_id])).toEqual([
      [1, document],
      [2, others[1]],
    ]);
    const still = await world.database.queries
      .selectFrom("documents.outgoing")
      .select("id")
      .where("id", "=", others[0] ?? "")
      .execute();
    expect(still.length).toBe(1);
  });

  test("whoever may not read a document cannot put it into a file", async () => {
    const file = await openFile(world, head, []);
    const secret = await issuedDocument(world, keeper, { confidentiality: 1 });
    await expect(as(head, (tx) => addDocuments(tx, head, file.id, [secret]))).rejects.toThrow("not-found");
  });

  test("a file is closed only when it holds something and everything in it is finished", async () => {
    const empty = await openFile(world, keeper);
    await expect(as(keeper, (tx) => closeWorkFile(tx, keeper, empty.id))).rejects.toThrow("records.empty");
    const draft = await issuedDocument(world, keeper, { state: "draft" });
    const file = await openFile(world, keeper, [document, draft]);
    await expect(as(keeper, (tx) => closeWorkFile(tx, keeper, file.id))).rejects.toThrow(
      "records.unfinished-documents",
    );
  });

  test("two who change a file at once: the second is told, and overwrites nothing", async () => {
    const file = await openFile(world, keeper);
    const fields = {
      notation: file.notation,
      title: "Tên mới",
      permanent: true,
      years: null,
      kind: "ordinary" as const,
      access: "unit" as const,
      language: "Tiếng Việt",
      keywords: "",
      description: "",
    };
    const edit = (title: string) =>
      as(keeper, (tx) => editWorkFile(tx, keeper, file.id, { ...fields, title }, file.version));
    await edit("Người thứ nhất");
    await expect(edit("Người thứ hai")).rejects.toThrow("conflict");
    expect((await getWorkFile(world.database.queries, file.id)).title).toBe("Người thứ nhất");
  });
});

describe("terms", () => {
  test("a file closed today is due in a year, construction in three months, routine never", async () => {
    const rule = await ruleOn(world.database.queries, "2026-03-04");
    const due = (permanent: boolean, years: number | null, kind: "ordinary" | "construction") =>
      depositDueOf({ permanent, years, kind }, "2024-02-29", rule);
    expect(due(true, null, "ordinary")).toBe("2025-02-28");
    expect(due(false, 5, "ordinary")).toBe("2025-02-28");
    expect(due(false, 4, "ordinary")).toBeNull();
    expect(due(false, 20, "construction")).toBe("2024-05-29");
    expect(plusMonths("2026-08-31", 6)).toBe("2027-02-28");
  });

  test("the longest term is the law's of the day: 70 years since July 2025, not before", async () => {
    expect((await ruleOn(world.database.queries, "2025-06-30")).maximumYears).toBe(100);
    expect((await ruleOn(world.database.queries, "2025-07-01")).maximumYears).toBe(70);
    await expect(openFile(world, keeper, [], { years: 71 })).rejects.toMatchObject({
      problems: { years: expect.anything() },
    });
  });

  test("notice is given 30 days before, once; again when it is late; and later when it was kept back", async () => {
    const file = await closedFile();
    const due = file.deposit_due ?? "";
    const at = (day: string) => new Date(`${day}T03:00:00Z`);
    const system = { kind: "system", name: "records.notices" } as const;
    const notice = (day: string) =>
      transact(world.house, { actor: system, now: at(day) }, (tx) => giveNotice(tx));
    const steps = async () =>
      await world.database.queries
        .selectFrom("records.notice")
        .select(["step", "due", "told"])
        .where("file_id", "=", file.id)
        .orderBy("at")
        .execute();
    const daysEarlier = (days: number) =>
      new Date(at(due).getTime() - days * 86_400_000).toISOString().slice(0, 10);
    await notice(daysEarlier(31));
    expect(await steps()).toEqual([]);
    await notice(daysEarlier(30));
    await notice(daysEarlier(29));
    expect(await steps()).toMatchObject([{ step: "before", due }]);
    expect((await steps())[0]?.told).toBeGreaterThan(0);
    await notice(daysEarlier(-1));
    expect((await steps()).map(({ step }) => step)).toEqual(["before", "overdue"]);
    const later = plusMonths(due, 12);
    await as(head, (tx) => keepBack(tx, head, file.id, { until: later, consent: "12/STTTT-VP" }));
    await notice(daysEarlier(-2));
    expect((await steps()).length).toBe(2);
    await notice(later);
    expect((await steps()).map((step) => step.due)).toEqual([due, due, later]);
    await expect(
      as(head, (tx) => keepBack(tx, head, file.id, { until: plusMonths(due, 25), consent: "x" })),
    ).rejects.toMatchObject({ problems: { until: expect.anything() } });
    await expect(
      as(keeper, (tx) => keepBack(tx, keeper, file.id, { until: later, consent: "x" })),
    ).rejects.toThrow("access.denied");
  });
});

describe("rights on a file", () => {
  test("a keeper's grant counts only once it is confirmed; until then it is alerted to", async () => {
    const file = await openFile(world, keeper);
    const read = () => readWorkFile(world.database.queries, outsider, file.id);
    await as(keeper, (tx) =>
      setRight(tx, keeper, file.id, { holder: outsider.appointmentId, level: "read" }),
    );
    await expect(read()).rejects.toThrow("access.denied");
    const alerted = await listWorkFiles(
      world.database.queries,
      head,
      { unconfirmed: true },
      { sort: "due", descending: false, limit: 50, offset: 0 },
    );
    expect(alerted.rows.map((row) => row.id)).toContain(file.id);
    await expect(
      as(keeper, (tx) => confirmRight(tx, keeper, file.id, outsider.appointmentId, true)),
    ).rejects.toThrow("access.denied");
    await as(head, (tx) => confirmRight(tx, head, file.id, outsider.appointmentId, true));
    expect((await read()).file.id).toBe(file.id);
    // Taken away it is gone at once, and the withdrawal is alerted to.
    await as(keeper, (tx) =>
      setRight(tx, keeper, file.id, { holder: outsider.appointmentId, level: "none" }),
    );
    await expect(read()).rejects.toThrow("access.denied");
    expect(await rightsOf(world.database.queries, file.id)).toMatchObject([
      { state: "withdrawn", confirmed_at: null },
    ]);
    await as(leader, (tx) => confirmRight(tx, leader, file.id, outsider.appointmentId, false));
    expect((await read()).file.id).toBe(file.id);
  });

  test("the head's own change needs nobody's confirmation; units read, they do not work", async () => {
    const file = await openFile(world, keeper);
    await as(head, (tx) => setRight(tx, head, file.id, { holder: outsider.appointmentId, level: "work" }));
    const own = await issuedDocument(world, outsider);
    expect(await as(outsider, (tx) => addDocuments(tx, outsider, file.id, [own]))).toBe(1);
    await expect(
      as(head, (tx) => setRight(tx, head, file.id, { holder: keeper.unitId, level: "work" })),
    ).rejects.toMatchObject({ problems: { level: expect.anything() } });
  });
});

test("opening a file to more readers, or giving it to another keeper, is alerted to and taken back when contested", async () => {
  const file = await openFile(world, keeper);
  const { id, notation, title, permanent, years, kind, language, keywords, description } = file;
  const fields = { notation, title, permanent, years, kind, language, keywords, description };
  const edit = (actor: PersonActor, change: { access: "organisation" | "unit" | "named"; keeper?: string }) =>
    as(actor, (tx) => editWorkFile(tx, actor, id, { ...fields, ...change }));
  const open = async () =>
    (
      await listRightsAlerts(
        world.database.queries,
        { ...leader, roles: ["administrator"] },
        { view: "open", text: "", ascending: false },
      )
    ).filter((alert) => alert.objectId === `${id}/access`);
  await edit(keeper, { access: "organisation" });
  const [alert] = await open();
  if (!alert) throw new Error("no alert");
  expect(alert.before.vi).toContain("Chỉ người được cấp quyền");
  expect(alert.after.vi).toContain("Cả cơ quan");
  await as(leader, (tx) =>
    decideRightsAlert(tx, leader, { id: alert.id, decision: "contest", reason: "Không mở hồ sơ này" }),
  );
  expect((await getWorkFile(world.database.queries, id)).access).toBe("named");
  await edit(head, { access: "unit" });
  expect(await open()).toEqual([]);
  await edit(keeper, { access: "unit", keeper: clerk.appointmentId });
  const [passed] = await open();
  expect(passed?.holderPerson).toBe(clerk.personId);
});

describe("a search for everything", () => {
  test("finds files by their words with or without marks and says where; only those the person may read", async () => {
    const file = await openFile(world, keeper, [], {
      title: "Hồ sơ Đề án thuỷ điện Ya Ly",
      keywords: "hồ chứa",
    });
    const find = async (actor: PersonActor, typed: string) =>
      (await searchWorkFiles(world.database.queries, actor, typed, 5)).find(({ id }) => id === file.id)
        ?.where;
    expect(await find(keeper, "de an ya ly")).toEqual(["title"]);
    expect(await find(clerk, '"hồ chứa" thuỷ điện')).toEqual(["title", "keywords"]);
    expect(await find(outsider, "de an ya ly")).toBeUndefined();
    for (const typed of ["%", "_", "\\", '"', "…", ""]) expect(await find(keeper, typed)).toBeUndefined();
  });
});

describe("freezing", () => {
  test("while an inspection looks at a file nothing of it changes", async () => {
    const file = await openFile(world, keeper, [document]);
    await expect(as(head, (tx) => freezeWorkFile(tx, head, file.id, "Thanh tra"))).rejects.toThrow(
      "access.denied",
    );
    await as(leader, (tx) => freezeWorkFile(tx, leader, file.id, "Thanh tra Sở"));
    await expect(as(keeper, (tx) => closeWorkFile(tx, keeper, file.id))).rejects.toThrow("records.frozen");
    const another = await issuedDocument(world, keeper);
    await expect(as(keeper, (tx) => addDocuments(tx, keeper, file.id, [another]))).rejects.toThrow(
      "records.frozen",
    );
    await as(leader, (tx) => unfreezeWorkFile(tx, leader, file.id, "Kết thúc thanh tra"));
    expect((await as(keeper, (tx) => closeWorkFile(tx, keeper, file.id))).state).toBe("closed");
  });
});

describe("deposit", () => {
  test("asked, returned with a reason, put in order, asked again, accepted", async () => {
    const file = await closedFile();
    await as(keeper, (tx) => askDeposit(tx, keeper, { fileIds: [file.id], note: "" }));
    expect(await stateOf(file)).toBe("deposit-asked");
    await expect(as(clerk, (tx) => acceptFile(tx, clerk, file.id))).rejects.toThrow(
      "records.package-not-ready",
    );
    await expect(as(keeper, (tx) => acceptFile(tx, keeper, file.id))).rejects.toThrow("access.denied");
    await as(clerk, (tx) => returnFile(tx, clerk, file.id, "Thiếu báo cáo tổng kết"));
    expect(await stateOf(file)).toBe("returned");
    await as(keeper, (tx) => reopenWorkFile(tx, keeper, file.id, "Bổ sung báo cáo"));
    const report = await issuedDocument(world, keeper, { abstract: "Báo cáo tổng kết" });
    await as(keeper, (tx) => addDocuments(tx, keeper, file.id, [report]));
    await as(keeper, (tx) => closeWorkFile(tx, keeper, file.id));
    await as(keeper, (tx) => askDeposit(tx, keeper, { fileIds: [file.id], note: "" }));
    await buildWaiting(world);
    await as(clerk, (tx) => acceptFile(tx, clerk, file.id));
    expect(await stateOf(file)).toBe("deposited");
    await buildWaiting(world);
    const packages = await world.database.queries
      .selectFrom("records.package")
      .select(["kind", "state"])
      .where("file_id", "=", file.id)
      .orderBy("asked_at")
      .execute();
    expect(packages).toEqual([
      { kind: "sip", state: "void" },
      { kind: "sip", state: "ready" },
      { kind: "aip", state: "ready" },
    ]);
  });

  test("nobody accepts what they keep or handed over: not the clerk, not in another post; a leader or another clerk does", async () => {
    const file = await openFile(world, clerk, [document]);
    await as(clerk, (tx) => closeWorkFile(tx, clerk, file.id));
    await as(clerk, (tx) => askDeposit(tx, clerk, { fileIds: [file.id], note: "" }));
    await buildWaiting(world);
    const otherPost = { ...clerk, appointmentId: leader.appointmentId };
    for (const own of [clerk, otherPost])
      await expect(as(own, (tx) => acceptFile(tx, own, file.id))).rejects.toThrow("access.denied");
    await as(leader, (tx) => acceptFile(tx, leader, file.id));
    expect(await stateOf(file)).toBe("deposited");
  });

  test("a unit may take it back before the archive decides; routine files stay with the unit", async () => {
    const file = await closedFile();
    await as(keeper, (tx) => askDeposit(tx, keeper, { fileIds: [file.id], note: "" }));
    await as(head, (tx) => withdrawDeposit(tx, head, file.id, "Cần dùng tiếp"));
    expect(await stateOf(file)).toBe("closed");
    const routine = await closedFile({ years: 3 });
    await expect(
      as(keeper, (tx) => askDeposit(tx, keeper, { fileIds: [file.id, routine.id], note: "" })),
    ).rejects.toThrow("records.short-retention");
    // All or nothing: the first one was not handed over either.
    expect(await stateOf(file)).toBe("closed");
  });

  test("pressed twice, a deposit is one deposit", async () => {
    const file = await closedFile();
    const ask = () =>
      transact(world.house, { actor: keeper, requestId: "deposit-once" }, (tx) =>
        askDeposit(tx, keeper, { fileIds: [file.id], note: "" }),
      );
    expect(await ask()).toBe(await ask());
  });
});
