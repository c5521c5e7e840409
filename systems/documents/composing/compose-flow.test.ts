import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../core/directory/index.ts";
import { proposeSignaturePlace } from "../../../core/signing/index.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { documentTemplates } from "../../../province/document-templates/index.ts";
import { documentTypes } from "../../../province/kon-tum/index.ts";
import { checkDraft } from "../outgoing/check-draft.ts";
import { numberDocument } from "../outgoing/number-document.ts";
import { getOutgoing } from "../outgoing/outgoing.ts";
import { verdictOf } from "../outgoing/read-outgoing.ts";
import { returnDraft } from "../outgoing/return-draft.ts";
import { sealDocument } from "../outgoing/seal-document.ts";
import { signDocument } from "../outgoing/sign-document.ts";
import { submitDraft } from "../outgoing/submit-draft.ts";
import { documents } from "../system.ts";
import { DAK_HA, STTTT, TEST_PIN, type TestProvince, testProvince } from "../testing.ts";
import { beginText } from "./begin-text.ts";
import { composeText } from "./compose-text.ts";
import { discardText } from "./discard-text.ts";
import { keepText } from "./keep-text.ts";
import { composePdf } from "./layout/compose-pdf.ts";
import { answerOpinion, giveOpinion, opinionsOn } from "./opinions.ts";
import { saveText } from "./save-text.ts";
import { findTemplate, listTemplates, retireTemplate, saveTemplate } from "./templates.ts";
import { readTexts } from "./testing.ts";
import { getText, unfinishedTexts } from "./texts.ts";
import { readTemplate, type TypedText } from "./typed-text.ts";

let world: TestProvince;
let author: PersonActor;
let colleague: PersonActor;
let head: PersonActor;
let director: PersonActor;
let clerk: PersonActor;
let stranger: PersonActor;

beforeAll(async () => {
  world = await testProvince();
  world.house.services.referenceData = {
    documentTypes: documentTypes().map(({ name, abbreviation }) => ({
      code: abbreviation ?? (name === "Công văn" ? "CV" : "ThC"),
      name,
      abbreviation: abbreviation ?? "",
    })),
    documentTemplates: documentTemplates(),
  };
  await documents.seed?.(world.house);
  const organisation = await world.organisation(STTTT);
  const today = localDateOf(new Date());
  const queries = world.database.queries;
  for (const unit of await unitsOf(queries, organisation, today)) {
    const [first, second] = await holdersOf(queries, "specialist", unit.id, today);
    const [chief] = await holdersOf(queries, "head-of-unit", unit.id, today);
    if (!first || !second || !chief || unit.shortName === null) continue;
    author = world.actorOf(first);
    colleague = world.actorOf(second);
    head = world.actorOf(chief);
    break;
  }
  director = await world.actor("leader", organisation);
  clerk = await world.actor("clerk", organisation);
  stranger = await world.actor("clerk", await world.organisation(DAK_HA));
});
afterAll(() => world.close());

async function begun(documentType = "CV", given: Partial<TypedText> = {}): Promise<string> {
  const { id } = await transact(world.house, { actor: author }, (tx) =>
    beginText(tx, author, {
      documentType,
      template: "",
      given: {
        abstract: "V/v báo cáo kết quả chuyển đổi số",
        body: "Thực hiện chỉ đạo, Sở báo cáo như sau:\n1. Kết quả\nĐã hoàn thành.",
        addressees: "Ủy ban nhân dân tỉnh Kon Tum",
        signer: director.appointmentId,
        ...given,
      },
    }),
  );
  return id;
}

async function keep(id: string, change: Partial<TypedText>): Promise<number> {
  const text = await getText(world.database.queries, id);
  const kept = await transact(world.house, { actor: author }, (tx) =>
    keepText(tx, author, { id, version: text.version, content: { ...text.content, ...change } }),
  );
  return kept.version;
}

async function saved(id: string, submit = false): Promise<string> {
  const { version } = await getText(world.database.queries, id);
  return (await saveText(world.house, author, { id, version, submit })).id;
}

describe("from the composer to the seal", () => {
  test("a composed letter is signed, numbered and sealed; every signature stays valid and everything stands in its place", async () => {
    const id = await begun("CV", {
      body: `${"Nội dung của văn bản.\n".repeat(70)}Phụ lục\nDanh mục\n${"Dòng của phụ lục.\n".repeat(150)}`,
    });
    const outgoing = await saved(id, true);
    await transact(world.house, { actor: head }, (tx) => checkDraft(tx, head, outgoing));
    await signDocument(world.house, director, { id: outgoing, pin: TEST_PIN });
    const numbered = await numberDocument(world.house, clerk, { id: outgoing });
    await sealDocument(world.house, clerk, { id: outgoing, pin: TEST_PIN });
    const document = await getOutgoing(world.database.queries, outgoing);
    expect(await verdictOf(world.house, document)).toMatchObject({ status: "valid-both" });
    const bytes = await world.house.files.bytes(document.file_sha256);
    const texts = await readTexts(bytes);
    const place = proposeSignaturePlace(bytes, { signerName: document.signer_name });
    const name = texts.find(({ text }) => text === document.signer_name);
    expect(place.from).toBe("named");
    expect(place.page).toBe(name?.page);
    // The notation printed when it was composed is the one it got.
    expect(texts.some(({ text }) => text === `/${numbered.code_notation}`)).toBe(true);
  });

  test("a draft that comes back is changed in the composer and goes its way again; each text is kept", async () => {
    const id = await begun();
    const outgoing = await saved(id, true);
    await expect(keep(id, { abstract: "Sửa khi đã trình" })).rejects.toMatchObject({
      code: "documents.wrong-state",
    });
    await transact(world.house, { actor: head }, (tx) =>
      returnDraft(tx, head, outgoing, "Bổ sung số liệu cụ thể"),
    );
    await keep(id, { body: "Sở báo cáo: đã hoàn thành 95% kế hoạch." });
    expect(await saved(id)).toBe(outgoing);
    await transact(world.house, { actor: author }, (tx) => submitDraft(tx, author, outgoing));
    const versions = await world.database.queries
      .selectFrom("documents.text_version")
      .select(["number", "file_sha256"])
      .where("text_id", "=", id)
      .orderBy("number")
      .execute();
    const document = await getOutgoing(world.database.queries, outgoing);
    expect(versions.map(({ number }) => number)).toEqual([1, 2]);
    expect(versions[1]?.file_sha256).toBe(document.file_sha256);
    expect(versions[0]?.file_sha256).not.toBe(document.file_sha256);
  });

  test("the head of a unit signs by order: TL. and the whole name of the post are printed", async () => {
    const id = await begun("TB", { signer: head.appointmentId, signingForm: "by-order" });
    const document = await getOutgoing(world.database.queries, await saved(id));
    expect(document.signer_authority).toMatch(/^TL\. GIÁM ĐỐC/);
    const composed = await composeText(
      world.database.queries,
      await getText(world.database.queries, id),
      new Date(),
    );
    expect(composed.signer.lines[0]).toBe("TL. GIÁM ĐỐC");
    expect(composed.signer.lines.at(-1)).toMatch(/^(TRƯỞNG PHÒNG|CHÁNH|CHI CỤC|GIÁM ĐỐC)/);
    await expect(
      begun("TB", { signer: head.appointmentId }).then((other) => saved(other)),
    ).rejects.toMatchObject({
      problems: { signer: expect.anything() },
    });
  });
});

describe("a text while it is written", () => {
  test("is kept as typed, right or not; a second window cannot overwrite it unseen", async () => {
    const id = await begun();
    const { version } = await getText(world.database.queries, id);
    await keep(id, { dueDate: "mai", abstract: "" });
    expect((await getText(world.database.queries, id)).content.dueDate).toBe("mai");
    const content = (await getText(world.database.queries, id)).content;
    await expect(
      transact(world.house, { actor: author }, (tx) => keepText(tx, author, { id, version, content })),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  test("everything wrong is said at once when it shall become a draft", async () => {
    const id = await begun("CV", { dueDate: "31/02/2026", abstract: "", signer: "", body: "Chữ lạ 中" });
    await expect(saved(id)).rejects.toMatchObject({
      problems: {
        dueDate: expect.anything(),
        abstract: expect.anything(),
        signer: expect.anything(),
        body: { vi: expect.stringContaining("“中”") },
      },
    });
    expect(await unfinishedTexts(world.database.queries, author.appointmentId)).toContainEqual(
      expect.objectContaining({ id }),
    );
  });

  test("belongs to its author alone, and can be thrown away until it is a draft", async () => {
    const id = await begun();
    const throwAway = (actor: PersonActor) =>
      transact(world.house, { actor }, (tx) => discardText(tx, actor, id));
    await expect(throwAway(colleague)).rejects.toMatchObject({ name: "AccessDeniedError" });
    await throwAway(author);
    await expect(getText(world.database.queries, id)).rejects.toMatchObject({ code: "not-found" });
    const other = await begun();
    await saved(other);
    await expect(
      transact(world.house, { actor: author }, (tx) => discardText(tx, author, other)),
    ).rejects.toMatchObject({ code: "documents.text-is-draft" });
  });
});

describe("opinions beside the text", () => {
  test("whoever reads the draft gives one on a line; the author takes it up or says why not", async () => {
    const id = await begun();
    const give = (actor: PersonActor, line: number, opinion = "Cần nêu số liệu") =>
      transact(world.house, { actor }, (tx) => giveOpinion(tx, actor, { textId: id, line, opinion }));
    await expect(give(colleague, 1)).rejects.toMatchObject({ name: "AccessDeniedError" });
    await saved(id);
    await give(colleague, 3);
    await expect(give(colleague, 99)).rejects.toMatchObject({ problems: { line: expect.anything() } });
    await expect(give(stranger, 1)).rejects.toMatchObject({ name: "AccessDeniedError" });
    const [opinion] = await opinionsOn(world.database.queries, id);
    expect(opinion).toMatchObject({ quote: "Đã hoàn thành.", version: 1, taken: null });
    const answer = (actor: PersonActor, taken: boolean, words: string) =>
      transact(world.house, { actor }, (tx) =>
        answerOpinion(tx, actor, { opinionId: opinion?.id ?? "", taken, answer: words }),
      );
    await expect(answer(colleague, true, "")).rejects.toMatchObject({ name: "AccessDeniedError" });
    await expect(answer(author, false, "")).rejects.toMatchObject({
      problems: { answer: expect.anything() },
    });
    await answer(author, true, "");
    expect((await opinionsOn(world.database.queries, id))[0]).toMatchObject({ taken: true, answer: "" });
  });
});

describe("templates", () => {
  test("the house brings one for each of the 29 types, and each can be laid out", {
    timeout: 120_000,
  }, async () => {
    const templates = await listTemplates(world.database.queries, author);
    expect(new Set(templates.map(({ documentType }) => documentType)).size).toBe(29);
    for (const { id, documentType } of templates) {
      const begunText = await transact(world.house, { actor: author }, (tx) =>
        beginText(tx, author, { documentType, template: id }),
      );
      const text = await getText(world.database.queries, begunText.id);
      const document = await composeText(world.database.queries, text, new Date());
      const { bytes } = composePdf(document, new Date(0));
      const texts = (await readTexts(bytes)).map(({ text: words }) => words).join("\n");
      expect(texts).toContain("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
      expect(texts).toContain("Nơi nhận:");
      if (documentType !== "CV") expect(texts).toContain(document.typeName.toLocaleUpperCase("vi"));
    }
  });

  test("a unit has its own, in versions; others do not see them, and only its head or a clerk changes them", async () => {
    const save = (
      actor: PersonActor,
      change: { id?: string; version: number; reach: "unit" | "organisation" },
    ) =>
      transact(world.house, { actor }, (tx) =>
        saveTemplate(tx, actor, {
          documentType: "BC",
          name: "Báo cáo tuần",
          content: readTemplate({ body: `Bản ${change.version + 1}` }),
          ...change,
        }),
      );
    await expect(save(author, { version: 0, reach: "unit" })).rejects.toMatchObject({
      name: "AccessDeniedError",
    });
    const { id } = await save(head, { version: 0, reach: "unit" });
    await save(head, { id, version: 1, reach: "unit" });
    await expect(save(head, { id, version: 1, reach: "unit" })).rejects.toMatchObject({ code: "conflict" });
    expect((await findTemplate(world.database.queries, author, id))?.content.body).toBe("Bản 2");
    expect(await findTemplate(world.database.queries, stranger, id)).toBeUndefined();
    await transact(world.house, { actor: head }, (tx) => retireTemplate(tx, head, id, 2));
    expect(await findTemplate(world.database.queries, author, id)).toBeUndefined();
  });
});
