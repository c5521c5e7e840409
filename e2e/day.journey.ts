import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase, runningServerUrl } from "../core/database/index.ts";
import { subscriptionTable } from "../core/events/index.ts";
import { DEMO_PIN } from "../core/signing/index.ts";
import { transact } from "../core/transaction/index.ts";
import { SYSTEMS } from "../setup/rooms.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { remindTasks } from "../systems/documents/tasks/remind-tasks.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { nameOf } from "./checked-draft.ts";
import { looksRight } from "./looks-right.ts";

/**
 * A day of a department, at desks and on phones: a circular comes in while the director travels; the deputy directs three
 * units in the director's name; one of them asks for more time, one is urged, one is late and its superiors are told; opinions are asked and counted; the
 * answer is composed, put forward with a slip, checked, approved, signed by the deputy, numbered, sealed and issued; the papers go into a work file and to
 * the archive; the director comes back and finds everything on one page and in the statistics.
 */

let province: RunningProvince;
let browser: Browser;

beforeAll(async () => {
  [province, browser] = await Promise.all([startProvince(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
});

const main = (page: Page) => page.getByRole("main");
const press = (page: Page, name: string) => main(page).getByRole("button", { name, exact: true }).click();

/** Waits until the page says something; what it says instead is the reason of the failure. */
async function reads(page: Page, said: string | RegExp): Promise<void> {
  try {
    await main(page).getByText(said).filter({ visible: true }).first().waitFor();
  } catch (error) {
    throw new Error(`not said: ${said}\n${page.url()}\n${await main(page).innerText()}`, { cause: error });
  }
}

const names = {
  director: "giamdoc.stttt",
  deputy: "phogiamdoc.stttt",
  clerk: "vanthu.stttt",
  head: "truongphong.stttt",
  specialist: "chuyenvien.stttt",
} as const;

describe.each([
  { where: "at desks", width: 1280, number: "07" },
  { where: "on phones", width: 360, number: "08" },
])("a day of a department $where", ({ width, number }) => {
  const code = `${number}/TT-BTTTT`;
  const pages = new Map<string, Page>();
  const full = new Map<keyof typeof names, string>();
  let card = "";
  let answer = "";

  /** The window of a person; opened when first needed. */
  async function of(who: keyof typeof names): Promise<Page> {
    const open = pages.get(who) ?? (await signInAs(browser, province.url, names[who], width));
    pages.set(who, open);
    return open;
  }
  /** Every page is looked at in both widths once, by the day at desks. */
  const looked = async (page: Page, name: string): Promise<void> => {
    if (width > 360) await looksRight(page, name);
  };
  const fullName = (who: keyof typeof names): string => full.get(who) ?? "";
  const go = async (who: keyof typeof names, path: string): Promise<Page> => {
    const page = await of(who);
    await page.goto(path.startsWith("http") ? path : province.url + path);
    return page;
  };

  async function checkedByHead(): Promise<void> {
    const head = await go("head", answer);
    await main(head).getByRole("link", { name: "Kiểm tra, chuyển ký", exact: true }).click();
    await press(head, "Chuyển ký");
    await head.waitForURL(`**${answer}`);
  }

  async function approvedByClerk(): Promise<void> {
    const clerk = await go("clerk", "/outgoing?tab=todo");
    await reads(clerk, "Kết quả gửi, nhận văn bản điện tử");
    await clerk.goto(province.url + answer);
    await main(clerk).getByRole("link", { name: "Phê duyệt (ký nháy)" }).click();
    await looked(clerk, "approve");
    await press(clerk, "Ký nháy, phê duyệt");
    await reads(clerk, "Đã ký nháy");
  }

  beforeAll(async () => {
    for (const who of ["director", "deputy", "clerk"] as const)
      full.set(who, await nameOf(browser, province.url, names[who]));
  });
  afterAll(async () => {
    for (const page of pages.values()) await page.context().close();
  });

  test("the director travels and delegates; the form says what is missing", async () => {
    const director = await go("director", "/delegations/new");
    await looked(director, "delegation-new");
    await press(director, "Ủy quyền");
    await reads(director, "Chọn ít nhất một việc ủy quyền");
    await choose(director, "to", fullName("deputy"));
    await director.getByLabel("Bút phê, phân công văn bản đến").check();
    await director.getByLabel("Ký văn bản đi").check();
    const first = await director.locator('[name="begins"]').first().inputValue();
    await director.locator('[name="ends"]').first().fill(first);
    await director.getByLabel("Căn cứ").fill("Giấy ủy quyền số 05/GUQ-STTTT");
    await press(director, "Ủy quyền");
    await reads(director, "Đã ủy quyền");
    await looked(director, "delegation");
  });

  test("a circular comes in, is registered and presented to the director", async () => {
    const clerk = await go("clerk", "/delegations");
    await reads(clerk, fullName("deputy"));
    await looked(clerk, "delegations");
    await clerk.goto(`${province.url}/incoming/new-paper`);
    await clerk.getByLabel("Cơ quan ban hành (tác giả)").fill("Bộ Thông tin và Truyền thông");
    await clerk.getByLabel("Số văn bản").fill(number);
    await clerk.getByLabel("Ký hiệu").fill("TT-BTTTT");
    await clerk.getByLabel("Ngày văn bản").fill("04/03/2026");
    await clerk.getByLabel("Trích yếu nội dung").fill("Hướng dẫn báo cáo gửi, nhận văn bản điện tử");
    await press(clerk, "Vào sổ, lấy số đến");
    await clerk.waitForURL(/\/incoming\/[0-9a-f-]{36}$/);
    card = new URL(clerk.url()).pathname;
    await clerk.getByRole("radio", { name: fullName("director") }).check();
    await press(clerk, "Trình lãnh đạo");
    await reads(clerk, "Đã trình");
  });

  test("the deputy directs one unit to lead and two to co-operate, in the director's name", async () => {
    const deputy = await go("deputy", "/incoming?view=delegated");
    await reads(deputy, new RegExp(code));
    await deputy.goto(province.url + card);
    await deputy.locator('textarea[name="directive"]').fill("Chủ trì tham mưu báo cáo, phối hợp góp số liệu");
    const lead = await unitOf(await of("head"));
    await deputy.getByRole("radio", { name: lead, exact: true }).check();
    const chosen = await deputy.getByRole("radio", { name: lead, exact: true }).inputValue();
    const others = deputy.locator(`input[name="cooperatingUnits"]:not([value="${chosen}"])`);
    for (const index of [0, 1]) await others.nth(index).check();
    await deputy.locator('select[name="deadline"]').selectOption("d5");
    await press(deputy, "Giao xử lý");
    await reads(deputy, "Đã bút phê và giao đơn vị xử lý");
    await reads(deputy, `theo ủy quyền của Giám đốc ${fullName("director")}`);
  });

  test("the head assigns a specialist and asks for more time; what was typed is kept beside the error", async () => {
    const head = await go("head", card);
    await looked(head, "task-head");
    await choose(head, "person", await nameOf(browser, province.url, names.specialist));
    await press(head, "Giao việc");
    await reads(head, "Đã giao");
    await head.locator('[name="wantedDeadline"]').first().fill("31/02/2027");
    await head.locator('textarea[name="extensionReason"]').fill("Chờ số liệu của các huyện");
    await press(head, "Gửi đề nghị gia hạn");
    await reads(head, "Nhập ngày theo dạng ngày/tháng/năm");
    expect(await head.locator('textarea[name="extensionReason"]').inputValue()).toBe(
      "Chờ số liệu của các huyện",
    );
    await head.locator('[name="wantedDeadline"]').first().fill(laterWorkingDay());
    await press(head, "Gửi đề nghị gia hạn");
    await reads(head, "Đã gửi đề nghị gia hạn");
  });

  test("whoever set the deadline decides; a unit is urged, and who opened it is seen", async () => {
    const director = await go("director", "/tasks?view=extensions");
    await looked(director, "task-extensions");
    await main(director)
      .getByRole("link", { name: new RegExp(code) })
      .first()
      .click();
    await director.waitForURL(/\/tasks\/extensions\//);
    await looked(director, "task-extension");
    await director.getByRole("radio", { name: "Đồng ý gia hạn" }).check();
    await press(director, "Gửi quyết định");
    await reads(director, "Đã quyết định");
    await director.getByRole("checkbox", { name: new RegExp(await unitOf(await of("head"))) }).check();
    await director.locator('textarea[name="urgeContent"]').fill("Đề nghị báo cáo trong ngày");
    await press(director, "Gửi đôn đốc");
    await reads(director, "Nhắc nhở lần 1");
    const unopened = director.locator("tr", { hasText: "Nhắc nhở lần 1" }).getByText("chưa mở");
    const before = await unopened.count();
    await go("specialist", card);
    await director.goto(province.url + card);
    expect(await unopened.count()).toBe(before - 1);
    await looked(director, "task-card");
    for (const path of ["/tasks", "/tasks/days", `/tasks/origins/${card.split("/").at(-1)}`]) {
      await director.goto(province.url + path);
      await looked(director, `task${path.slice(6, 14).replaceAll("/", "-")}`);
    }
  });

  test("a part that is late is told to its head and to the leader, once, and stands in the leader's list", async () => {
    await letDeadlinePass(card);
    const director = await go("director", "/tasks?view=overdue");
    await reads(director, new RegExp(code));
    await looked(director, "tasks-overdue");
    await director.goto(province.url + card);
    await reads(director, "Báo lãnh đạo");
    expect(await main(director).locator("tr", { hasText: "Báo lãnh đạo" }).count()).toBe(2);
  });

  test("the specialist asks two units for their opinion; one answers, one is heard as agreeing by silence", async () => {
    const specialist = await go("specialist", card);
    await main(specialist).getByRole("link", { name: "Lấy ý kiến" }).first().click();
    await looked(specialist, "opinion-round-new");
    await specialist.getByLabel("Nội dung xin ý kiến").fill("Cho ý kiến về số liệu gửi, nhận văn bản quý I");
    await specialist.getByLabel("Không trả lời khi hết hạn").selectOption("1");
    await specialist.locator('select[name="deadline"]').selectOption("d2");
    await press(specialist, "Gửi lấy ý kiến");
    await reads(specialist, "Chọn ít nhất một người hoặc một đơn vị");
    const own = await unitOf(await of("head"));
    await specialist.getByRole("checkbox", { name: own, exact: true }).check();
    await specialist.getByRole("checkbox", { name: new RegExp(`^${fullName("deputy")}`) }).check();
    await press(specialist, "Gửi lấy ý kiến");
    await reads(specialist, "Đã gửi câu hỏi");
    const round = specialist.url();
    await looked(specialist, "opinion-round");
    const deputy = await go("deputy", "/opinion-rounds");
    await reads(deputy, "Cho ý kiến về số liệu");
    await looked(deputy, "opinion-rounds");
    await deputy.goto(round);
    await deputy.getByLabel("Đồng ý, có ý kiến thêm").check();
    await press(deputy, "Gửi trả lời");
    await reads(deputy, "Có 1 chỗ cần sửa");
    await deputy.getByLabel("Nội dung ý kiến").fill("Bổ sung số liệu của các xã vùng sâu");
    await press(deputy, "Gửi trả lời");
    await reads(deputy, "Đã gửi trả lời");
    await looked(deputy, "opinion-answered");
    await specialist.goto(round);
    await specialist.getByText("Kết thúc lấy ý kiến").click();
    await specialist.getByLabel("Lý do kết thúc trước hạn").fill("Đã đủ ý kiến cần thiết");
    await press(specialist, "Kết thúc");
    await reads(specialist, "1 (trong đó 1 không trả lời)");
    await looked(specialist, "opinion-round-closed");
  });

  test("the answer is composed by the specialist and checked by the head", async () => {
    const specialist = await go("specialist", card);
    await press(specialist, "Bắt đầu xử lý");
    await reads(specialist, "Đang xử lý");
    await main(specialist).getByRole("link", { name: "Soạn văn bản trả lời" }).click();
    await choose(specialist, "template", "Báo cáo");
    await press(specialist, "Bắt đầu soạn");
    await specialist.getByLabel("Trích yếu").fill(`Kết quả gửi, nhận văn bản điện tử theo Thông tư ${code}`);
    await specialist
      .locator('textarea[name="body"]')
      .fill("Sở báo cáo như sau:\nI. KẾT QUẢ\n1. Văn bản gửi, nhận qua trục đạt 99%.");
    await choose(specialist, "signer", fullName("director"));
    await press(specialist, "Lưu và trình kiểm tra");
    await specialist.waitForURL(/\/outgoing\/[0-9a-f-]{36}$/);
    answer = new URL(specialist.url()).pathname;
    await looked(specialist, "answer");
    await main(specialist).getByRole("link", { name: "Chọn người phê duyệt" }).click();
    await looked(specialist, "approval-path");
    await specialist.getByRole("checkbox", { name: new RegExp(`^${fullName("clerk")}`) }).check();
    await press(specialist, "Thêm bước");
    await reads(specialist, "Đã lưu luồng phê duyệt");
    await specialist.goto(`${province.url}${answer}/slip`);
    expect(await specialist.getByLabel("Ý kiến của các đơn vị").inputValue()).toContain("vùng sâu");
    await press(specialist, "Lưu phiếu trình");
    await reads(specialist, "Đã lập phiếu trình");
    await looked(specialist, "slip");
    await checkedByHead();
    await approvedByClerk();
  });

  test("the deputy takes the signature over, signs; the clerk numbers, seals and issues", async () => {
    const deputy = await go("deputy", answer);
    await main(deputy).getByRole("link", { name: "Nhận ký thay theo ủy quyền" }).first().click();
    await looked(deputy, "take-signature");
    await deputy.goto(`${province.url}${answer}/slip`);
    await deputy.getByLabel("Đồng ý", { exact: true }).check();
    await press(deputy, "Ghi ý kiến vào phiếu trình");
    await reads(deputy, "Đã cho ý kiến vào phiếu trình");
    // The page was exchanged where it stood: the file on it is the one with the decision.
    await deputy.locator('#slip-file .pdf-stage a[href*="/slip/2"]').waitFor();
    await looked(deputy, "slip-decided");
    await deputy.goto(`${province.url}${answer}/take-signature`);
    await press(deputy, "Nhận ký thay");
    await reads(deputy, "Bạn là người ký");
    await reads(deputy, /KT\. GIÁM ĐỐC/);
    // The printed block names the deputy now: the author looks at it, the head checks and the clerk approves it again.
    const specialist = await go("specialist", `${answer}/edit`);
    await press(specialist, "Lưu và trình kiểm tra");
    await specialist.waitForURL(`**${answer}`);
    await checkedByHead();
    await deputy.goto(province.url + answer);
    await reads(deputy, "Dự thảo đã đổi sau khi ký nháy");
    expect(await main(deputy).getByRole("link", { name: "Ký số", exact: true }).count()).toBe(0);
    await approvedByClerk();
    await deputy.goto(`${province.url}${answer}/sign`);
    await reads(deputy, "Mã PIN");
    await deputy.getByLabel(/Mã PIN/).fill(DEMO_PIN);
    await press(deputy, "Ký số");
    await deputy.waitForURL(`**${answer}`);
    const clerk = await go("clerk", `${answer}/dispatch`);
    await clerk.getByLabel(/Mã PIN/).fill(DEMO_PIN);
    await press(clerk, "Cấp số và đóng dấu");
    await clerk.waitForURL(`**${answer}`);
    await main(clerk).getByRole("link", { name: "Phát hành", exact: true }).click();
    await press(clerk, "Phát hành");
    await clerk.waitForURL(`**${answer}`);
    await reads(clerk, "Đã phát hành");
  });

  test("the specialist reports; the papers go into a work file, which is closed and handed to the archive", async () => {
    const specialist = await go("specialist", card);
    expect(await specialist.getByLabel("Kết quả xử lý").inputValue()).toContain("Đã trả lời bằng văn bản");
    await press(specialist, "Báo hoàn thành");
    await reads(specialist, "Hoàn thành");
    await specialist.goto(`${province.url}/files/new`);
    await specialist.getByLabel("Số và ký hiệu hồ sơ").fill(`${number}-CNTT`);
    await specialist.getByLabel("Tiêu đề hồ sơ").fill(`Hồ sơ thực hiện Thông tư ${code}`);
    await specialist.getByLabel("Thời hạn lưu trữ").fill("20 năm");
    await press(specialist, "Mở hồ sơ");
    await specialist.waitForURL(/\/files\/[0-9a-f-]{36}$/);
    const file = specialist.url();
    for (const document of [card, answer]) {
      await specialist.goto(province.url + document);
      await main(specialist).getByRole("link", { name: "Thêm vào hồ sơ" }).first().click();
      await specialist.getByRole("checkbox", { name: new RegExp(`${number}-CNTT`) }).check();
      await press(specialist, "Thêm vào hồ sơ");
    }
    await specialist.goto(file);
    for (const step of ["Kết thúc hồ sơ", "Nộp vào lưu trữ"]) {
      await main(specialist).getByRole("link", { name: step }).first().click();
      await press(specialist, step);
    }
    await specialist.waitForURL(/\/files\/deposits\/[0-9a-f-]{36}$/);
    const deposit = specialist.url();
    const clerk = await of("clerk");
    await expect
      .poll(
        async () => {
          await clerk.goto(deposit);
          return await main(clerk).innerText();
        },
        { timeout: 60_000 },
      )
      .toContain("Đã xong");
    await main(clerk)
      .getByRole("link", { name: /Tiếp nhận/ })
      .first()
      .click();
    await press(clerk, "Tiếp nhận hồ sơ vào lưu trữ");
    await clerk.waitForURL(/\/files\/[0-9a-f-]{36}$/);
    await reads(clerk, "Đã nộp lưu");
  });

  test("the director is back: the story names everybody, the statistics count it, the delegation is over", async () => {
    const director = await go("director", `${card}/story`);
    const story = await main(director).innerText();
    for (const said of [
      fullName("deputy"),
      fullName("director"),
      "Nhắc nhở",
      "gia hạn",
      "Kết thúc lấy ý kiến",
      code,
    ])
      expect(story).toContain(said);
    await looked(director, "story");
    await director.goto(`${province.url}/statistics`);
    await reads(director, "Cộng");
    await director.goto(`${province.url}/delegations`);
    await main(director)
      .getByRole("link", { name: fullName("director") })
      .first()
      .click();
    await director.getByLabel("Lý do").fill("Đã về cơ quan làm việc");
    await press(director, "Kết thúc ủy quyền");
    await reads(director, "Đã kết thúc ủy quyền");
    const deputy = await go("deputy", "/incoming?view=delegated");
    expect(await deputy.getByText("Được ủy quyền bút phê").count()).toBe(0);
  });
});

/** Chooses the option of a select that says this. */
async function choose(page: Page, field: string, said: string): Promise<void> {
  const option = page.locator(`select[name="${field}"] option`, { hasText: said }).first();
  await page.locator(`select[name="${field}"]`).selectOption((await option.getAttribute("value")) ?? "");
}

/** The unit of a person, as their account page names it. */
async function unitOf(page: Page): Promise<string> {
  await page.goto(`${province.url}/account`);
  const shown = await main(page).innerText();
  const unit = /((?:Văn phòng|Phòng|Thanh tra)[^\n,·]*)/.exec(shown)?.[1]?.trim();
  if (!unit) throw new Error(`no unit on the account page:\n${shown}`);
  return unit;
}

/** A day that no holiday falls on and no weekend: a Wednesday in the middle of next year's June. */
function laterWorkingDay(): string {
  const day = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 5, 15));
  while (day.getUTCDay() !== 3) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10).split("-").reverse().join("/");
}

/**
 * Two weeks pass for the co-operating units: nobody waits for them, so their deadline is moved back, and the round that
 * reminds is held twice, whatever day of the week this runs.
 */
async function letDeadlinePass(card: string): Promise<void> {
  const url = runningServerUrl(province.dataDirectory);
  if (url === undefined) throw new Error("the province has no database");
  const database = openDatabase(url, { max: 2 });
  const subscriptions = subscriptionTable(SYSTEMS.flatMap((system) => system.subscriptions ?? []));
  try {
    await database.queries
      .updateTable("documents.assignment")
      .set({ deadline: new Date(Date.now() - 14 * 86_400_000) })
      .where("incoming_id", "=", card.split("/").at(-1) ?? "")
      .where("role", "=", "co-operating")
      .execute();
    for (const _ of ["the first round", "the next round"])
      await transact(
        { database, subscriptions },
        { actor: { kind: "system", name: "documents.overdue" } },
        remindTasks,
      );
  } finally {
    await database.close();
  }
}
