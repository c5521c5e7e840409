import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testPages } from "../../../../documents/web/testing.ts";
import { acceptDossier } from "../../accept-dossier.ts";
import { getEditedWorkflow, publishedWorkflow } from "../../workflow/find-workflows.ts";
import { type WorkflowWorld, workflowWorld } from "../../workflow/testing.ts";
import { workflowPages } from "./index.ts";

type Browser = ReturnType<ReturnType<typeof testPages>["as"]>;

let world: WorkflowWorld;
let writer: Browser;
let leader: Browser;
let stranger: Browser;

beforeAll(async () => {
  world = await workflowWorld();
  const pages = testPages(world.province.house, workflowPages);
  writer = pages.as(world.keeper.specialist);
  leader = pages.as(world.keeper.leader);
  stranger = pages.as(world.specialist);
});
afterAll(() => world.close());

const edited = (code: string) => getEditedWorkflow(world.province.database.queries, code);
let sent = 0;
/** Sends a form as it stands on the page now. */
async function post(by: Browser, path: string, fields: Readonly<Record<string, string>>) {
  sent += 1;
  const { seen } = await edited(path.split("/")[2] ?? "");
  return await by.post(path, { seen: String(seen), transactionId: `trang-quy-trinh-${sent}`, ...fields });
}

const STEP = { state: "4", place: "receiver", role: "specialist", department: "", share: "30" };

describe("the list", () => {
  test("is found with and without marks, filtered, sorted, handed out", async () => {
    const all = await stranger.get("/workflows");
    expect(all.status).toBe(200);
    for (const said of ["Một cửa cấp xã", "Đất đai liên thông xã, huyện, tỉnh", "Đang dùng"])
      expect(all.text).toContain(said);
    expect(all.text).not.toContain("/workflows/new");
    const found = await stranger.get("/workflows?name=dat+dai+lien+thong&state=published&sort=-code");
    expect(found.text).toContain("/workflows/lien-thong-dat-dai");
    expect(found.text).not.toContain("/workflows/mot-cua-xa");
    expect((await stranger.get("/workflows?state=unpublished")).text).toContain(
      "Không có quy trình nào khớp",
    );
    expect((await stranger.get("/workflows.xlsx")).headers.get("content-type")).toContain("spreadsheetml");
    expect((await stranger.get("/workflows.pdf")).headers.get("content-type")).toBe("application/pdf");
  });
});

describe("an official without the right", () => {
  test("sees the workflow, its drawing and versions, and changes nothing", async () => {
    const page = await stranger.get("/workflows/mot-cua-so");
    expect(page.status).toBe(200);
    expect(page.text).toContain("<svg");
    for (const link of ["new-step", "/steps/", "/ways/", "/publish", "/migrate", "step-up"])
      expect(page.text).not.toContain(link);
    expect((await stranger.get("/workflows/mot-cua-so/versions/1")).text).toContain("Phiên bản đầu tiên");
    for (const path of [
      "/workflows/new",
      "/workflows/mot-cua-so/new-step",
      "/workflows/mot-cua-so/publish",
      "/workflows/mot-cua-so/migrate",
      "/workflows/mot-cua-so/steps/ky",
    ])
      expect((await stranger.get(path)).status, path).toBe(403);
    for (const [path, fields] of [
      ["/workflows/mot-cua-so", { do: "step-remove:ky" }],
      ["/workflows/mot-cua-so/steps/ky", { ...STEP, name: "X" }],
      ["/workflows/mot-cua-so/publish", { do: "publish", note: "abc" }],
      ["/workflows/mot-cua-so/migrate", { note: "abc" }],
    ] as const)
      expect((await post(stranger, path, fields)).status, path).toBe(403);
    expect((await edited("mot-cua-so")).changed).toBe(false);
  });

  test("what is not there is not there", async () => {
    expect((await writer.get("/workflows/khong-co")).status).toBe(404);
    expect((await writer.get("/workflows/mot-cua-so/steps/khong-co")).status).toBe(404);
    expect((await writer.get("/workflows/mot-cua-so/ways/ky/khong-co")).status).toBe(404);
    expect((await writer.get("/workflows/mot-cua-so/versions/9")).status).toBe(404);
  });
});

describe("an official of the controlling office builds a workflow, without script", () => {
  test("from nothing to dossiers that follow it", async () => {
    const wrong = await writer.post("/workflows/new", { name: "Thử", code: "Có dấu" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="Thử"');
    expect(wrong.text).toContain("Mã gồm chữ thường không dấu");
    const made = await writer.post("/workflows/new", {
      name: "Cấp thẻ đọc sách",
      code: "the-doc-sach",
      transactionId: "tao-quy-trinh",
    });
    expect([made.status, made.location]).toEqual([303, "/workflows/the-doc-sach"]);
    expect(
      (
        await writer.post("/workflows/new", {
          name: "Cấp thẻ đọc sách",
          code: "the-doc-sach",
          transactionId: "tao-quy-trinh",
        })
      ).status,
    ).toBe(303);

    // A step with mistakes comes back with what was typed; the right one stands before the last.
    const bad = await post(writer, "/workflows/the-doc-sach/new-step", {
      ...STEP,
      name: "Thủ thư xét",
      share: "ba mươi",
    });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain("Nhập một số từ 0 đến 100");
    expect(bad.text).toContain('value="Thủ thư xét"');
    const added = await post(writer, "/workflows/the-doc-sach/new-step", { ...STEP, name: "Thủ thư xét" });
    expect(added.location).toBe("/workflows/the-doc-sach#step-thu-thu-xet");
    const page = await writer.get("/workflows/the-doc-sach");
    expect(page.text).toContain("Không có lối nào dẫn đến bước “Thủ thư xét”");
    expect((await writer.get("/workflows/the-doc-sach/steps/thu-thu-xet")).text).toContain(
      "Không có lối nào dẫn đến",
    );

    // Ways: the old one turned, a new one, one the table of states does not have.
    expect((await post(writer, "/workflows/the-doc-sach", { do: "step-up:thu-thu-xet" })).status).toBe(303);
    const turned = await post(writer, "/workflows/the-doc-sach/ways/tiep-nhan/ky", {
      from: "tiep-nhan",
      to: "thu-thu-xet",
      name: "Chuyển thủ thư",
    });
    expect(turned.status).toBe(303);
    const nowhere = await post(writer, "/workflows/the-doc-sach/new-way", {
      from: "thu-thu-xet",
      to: "thu-thu-xet",
      name: "",
    });
    expect(nowhere.status).toBe(422);
    expect(nowhere.text).toContain("Chọn bước khác với bước đi từ đó");
    expect(nowhere.text).toContain("Ghi chữ trên nút");
    await post(writer, "/workflows/the-doc-sach/new-way", {
      from: "thu-thu-xet",
      to: "ky",
      name: "Trình ký",
    });
    const twice = await post(writer, "/workflows/the-doc-sach/new-way", {
      from: "thu-thu-xet",
      to: "ky",
      name: "Nữa",
    });
    expect(twice.text).toContain("Đã có lối đi giữa hai bước này");
    await post(writer, "/workflows/the-doc-sach/new-way", {
      from: "tiep-nhan",
      to: "tra-ket-qua",
      name: "Trả ngay",
    });
    const jump = await writer.get("/workflows/the-doc-sach/ways/tiep-nhan/tra-ket-qua");
    expect(jump.text).toContain("bảng trạng thái không cho phép");
    await post(writer, "/workflows/the-doc-sach", { do: "way-remove:tiep-nhan:tra-ket-qua" });

    // The shares do not add up yet; publishing is the leader's and refused until they do.
    expect((await writer.get("/workflows/the-doc-sach/publish")).status).toBe(403);
    const early = await leader.get("/workflows/the-doc-sach/publish");
    expect(early.text).toContain("đã dùng 130 % thời hạn");
    expect(early.text).not.toContain('value="publish"');
    expect(
      (await post(leader, "/workflows/the-doc-sach/publish", { do: "publish", note: "Lần đầu" })).status,
    ).toBe(409);
    await post(writer, "/workflows/the-doc-sach/steps/ky", {
      ...STEP,
      name: "Giám đốc ký",
      role: "leader",
      share: "70",
      signs: "yes",
    });
    const noNote = await post(leader, "/workflows/the-doc-sach/publish", { do: "publish", note: "" });
    expect([noNote.status, noNote.text.includes("Ghi đã sửa gì")]).toEqual([422, true]);
    expect(
      (await post(leader, "/workflows/the-doc-sach/publish", { do: "publish", note: "Lần đầu" })).location,
    ).toBe("/workflows/the-doc-sach");
    expect((await publishedWorkflow(world.province.database.queries, "the-doc-sach"))?.number).toBe(1);

    // A second version, its difference, and the first again.
    await post(writer, "/workflows/the-doc-sach/steps/thu-thu-xet", { ...STEP, name: "Thủ thư duyệt" });
    const review = await leader.get("/workflows/the-doc-sach/publish");
    expect(review.text).toContain("<del>Thủ thư xét</del>");
    await post(leader, "/workflows/the-doc-sach/publish", { do: "publish", note: "Đổi tên bước" });
    const second = await stranger.get("/workflows/the-doc-sach/versions/2");
    expect(second.text).toContain("<ins>Thủ thư duyệt</ins>");
    expect(second.text).toContain("Đổi tên bước");
    expect((await stranger.get("/workflows/the-doc-sach/versions")).text).toContain("Lần đầu");
    await post(writer, "/workflows/the-doc-sach", { do: "name", name: "Thẻ đọc sách" });
    expect((await stranger.get("/workflows")).text).toContain("Thẻ đọc sách");
    await post(writer, "/workflows/the-doc-sach", { do: "step-remove:thu-thu-xet" });
    expect((await post(leader, "/workflows/the-doc-sach/publish", { do: "discard" })).status).toBe(303);
    expect((await edited("the-doc-sach")).changed).toBe(false);
  });

  test("the last things are not removed, and the slower of two is told", async () => {
    await writer.post("/workflows/new", { name: "Còn hai", code: "con-hai" });
    await post(writer, "/workflows/con-hai", { do: "step-remove:ky" });
    const refused = await post(writer, "/workflows/con-hai", { do: "step-remove:tra-ket-qua" });
    expect([refused.status, refused.text.includes("Giữ lại ít nhất hai bước")]).toEqual([422, true]);
    const late = await post(writer, "/workflows/con-hai", { do: "name", name: "Trễ", seen: "0" });
    expect([late.status, late.text.includes("Người khác vừa xử lý")]).toEqual([409, true]);
  });
});

describe("moving running dossiers", () => {
  test("the page counts them step by step, asks for each, and moves them", async () => {
    const { queries } = world.province.database;
    const { id } = await world.file({});
    await world.run(world.desk, (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }));
    expect((await leader.get("/workflows/mot-cua-xa/migrate")).text).toContain("Không có gì để chuyển");
    await post(writer, "/workflows/mot-cua-xa/ways/tiep-nhan/tham-dinh", {
      from: "tiep-nhan",
      to: "tham-dinh",
      name: "Giao công chức",
    });
    await post(leader, "/workflows/mot-cua-xa/publish", { do: "publish", note: "Đổi chữ trên nút" });
    const page = await leader.get("/workflows/mot-cua-xa/migrate");
    expect(page.text).toContain("Phiên bản 1, Bộ phận một cửa tiếp nhận: 1 hồ sơ");
    const [, target = ""] = /name="target" value="([^"]+)"/.exec(page.text) ?? [];
    const form = { target, note: "Quyết định 12", transactionId: "chuyen-ho-so-1" };
    const undecided = await leader.post("/workflows/mot-cua-xa/migrate", { ...form, "to-1-tiep-nhan": "" });
    expect(undecided.status).toBe(422);
    expect(undecided.text).toContain("Chọn bước mới cho “Bộ phận một cửa tiếp nhận”");
    expect(undecided.text).toContain("Quyết định 12");
    const silent = await leader.post("/workflows/mot-cua-xa/migrate", {
      ...form,
      note: "",
      "to-1-tiep-nhan": "tiep-nhan",
    });
    expect(silent.text).toContain("Ghi lý do chuyển");
    const stale = await leader.post("/workflows/mot-cua-xa/migrate", {
      ...form,
      target: id,
      "to-1-tiep-nhan": "tiep-nhan",
    });
    expect(stale.status).toBe(409);
    const done = await leader.post("/workflows/mot-cua-xa/migrate", {
      ...form,
      "to-1-tiep-nhan": "tiep-nhan",
    });
    expect([done.status, done.location]).toEqual([303, "/workflows/mot-cua-xa/versions"]);
    expect((await world.row(id)).workflow_version_id).toBe(target);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from public_services.dossier_trace
      where dossier_id = ${id}::uuid and action = 'migrate'`.execute(queries);
    expect(rows[0]?.n).toBe(1);
  });
});
