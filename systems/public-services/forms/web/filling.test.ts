import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { transact } from "../../../../core/transaction/index.ts";
import type { FormDefinition } from "../definition/definition.ts";
import { expireDrafts } from "../drafts/end-drafts.ts";
import { type Browser, type FormsSite, formsSite } from "../testing/forms-site.ts";
import { REFERENCE_FORM, REFERENCE_TYPED } from "../testing/reference-form.ts";
import { sampleJpeg } from "../testing/sample-files.ts";
import { answerSections } from "./answers-view.tsx";

let site: FormsSite;
beforeAll(async () => {
  site = await formsSite();
  await site.publish(REFERENCE_FORM);
});
afterAll(() => site.close());
beforeEach(() => {
  site.received.length = 0;
});

const START = "/services/1.000001/apply";

async function begin(browser: Browser): Promise<string> {
  const answer = await browser.post(START, {
    body: site.bodies[0]?.id ?? "",
    transactionId: crypto.randomUUID(),
  });
  expect(answer.status).toBe(303);
  return answer.location;
}

/** Presses "go on" on one page with what the reference citizen types there, as a browser without script sends it. */
async function fill(
  browser: Browser,
  base: string,
  page: string,
  over: Readonly<Record<string, readonly string[]>> = {},
  act = "next",
) {
  const shown = await browser.get(`${base}/p/${page}`);
  expect(shown.status, page).toBe(200);
  const asked = [...shown.text.matchAll(/name="asked" value="([^"]+)"/g)].map((match) => match[1] ?? "");
  const typed = Object.fromEntries(
    Object.entries({ ...REFERENCE_TYPED, ...over }).filter(([control]) =>
      shown.text.includes(`name="${control}"`),
    ),
  );
  return await browser.post(`${base}/p/${page}`, { ...typed, asked, do: act });
}

function photo(base: Record<string, string>, ...files: readonly (readonly [string, Uint8Array])[]): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(base)) form.append(name, value);
  form.append("asked", "agree");
  form.append("agree", "yes");
  for (const [name, content] of files) form.append("paper", new File([Uint8Array.from(content)], name));
  return form;
}

/** Fills everything in, from the first page to the last. */
async function fillAll(browser: Browser, base: string): Promise<void> {
  for (const page of ["filing", "applicant", "about", "choices", "spouse", "where"]) {
    const answer = await fill(browser, base, page);
    expect([page, answer.status]).toEqual([page, 303]);
  }
  expect((await fill(browser, base, "heirs", {}, "add:heirs")).status).toBe(303);
  expect((await fill(browser, base, "heirs")).status).toBe(303);
  const sent = await browser.send(`${base}/p/papers`, photo({ do: "next" }, ["to-khai.jpg", sampleJpeg({})]));
  expect([sent.status, sent.location]).toEqual([303, `${base}/p/delivery`]);
  expect((await fill(browser, base, "delivery")).location).toBe(`${base}/check`);
}

describe("filing without script", () => {
  test("from the first page to the code, one page a question or short group", async () => {
    const browser = site.citizen();
    const start = await browser.get(START);
    expect(start.text).toContain("Giấy tờ tùy thân");
    expect(start.text).toContain("3 ngày làm việc");
    const base = await begin(browser);
    const tasks = await browser.get(base);
    expect(tasks.text).toContain("Chưa làm");
    expect(tasks.text).toMatch(/giữ trên máy chủ đến ngày \d\d\/\d\d\/\d{4}/);
    await fillAll(browser, base);
    const check = await browser.get(`${base}/check`);
    expect(check.text).toContain("Xin xác nhận");
    expect(check.text).toContain("1.250.000");
    expect(check.text).toContain("to-khai.jpg");
    expect(check.text).toContain("Thay đổi");
    expect((await browser.post(`${base}/check`, {})).status).toBe(422);
    const sent = await browser.post(`${base}/check`, { declared: "yes" });
    expect([sent.status, sent.location]).toEqual([303, `${base}/done`]);
    const done = await browser.get(`${base}/done`);
    expect(done.text).toContain("000.00.01.H34-220601-0001");
    expect(done.text).toContain("/track/t-");
    expect(site.received).toHaveLength(1);
    expect(site.received[0]).toMatchObject({
      channel: 2,
      caseKey: "thuong",
      returnBy: 0,
      notify: { sms: true, zalo: false, email: false },
      applicant: {
        kind: 1,
        name: "Y Vân",
        identifier: "099185000001",
        identifierKind: "cccd",
        address: "Thôn Kon Tu, Xã Đăk Long, Huyện Đăk Hà, Tỉnh Kon Tum",
      },
      files: [{ componentKey: "giay-to", name: "to-khai.jpg", mime: "image/jpeg" }],
    });
    const answers = site.received[0]?.answers;
    const sections = answerSections(REFERENCE_FORM, answers);
    expect(sections.flatMap(({ lines }) => lines)).toContainEqual({
      label: { vi: "Người giám hộ", en: "Guardian" },
      value: "Y Vân",
    });
    const again = await browser.post(`${base}/p/about`, { asked: "subject", subject: "Khác", do: "next" });
    expect(again.status).toBe(409);
  });

  test("pressing twice at once, and again later, files once", async () => {
    const browser = site.citizen();
    const base = await begin(browser);
    await fillAll(browser, base);
    const pressed = await Promise.all(
      Array.from({ length: 8 }, () => browser.post(`${base}/check`, { declared: "yes" })),
    );
    expect(new Set(pressed.map(({ location }) => location))).toEqual(new Set([`${base}/done`]));
    await browser.post(`${base}/check`, { declared: "yes" });
    expect(site.received).toHaveLength(1);
  });

  test("beginning twice by a double click begins once", async () => {
    const browser = site.citizen();
    await browser.get(START);
    const fields = { body: site.bodies[0]?.id ?? "", transactionId: crypto.randomUUID() };
    const first = await browser.post(START, fields);
    const second = await browser.post(START, fields);
    expect(second.location).toBe(first.location);
  });

  test("what is wrong is told beside the field and above the form; what was typed stays, also over another page", async () => {
    const browser = site.citizen();
    const base = await begin(browser);
    const wrong = await fill(browser, base, "about", {
      "day.day": ["31"],
      "day.month": ["2"],
      count: ["ba"],
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('href="#field-day"');
    expect(wrong.text).toContain("Không có ngày này trong lịch");
    expect(wrong.text).toContain('value="ba"');
    const later = await browser.get(`${base}/p/about`);
    expect(later.text).toContain('value="ba"');
    expect(later.text).toContain('value="31"');
    expect((await browser.get(base)).text).toContain("Cần bổ sung");
    expect((await browser.post(`${base}/check`, { declared: "yes" })).status).toBe(422);
    expect(site.received).toHaveLength(0);
  });

  test("a page the answers have hidden leads back to the list; its answers come back with it", async () => {
    const browser = site.citizen();
    const base = await begin(browser);
    await fillAll(browser, base);
    await fill(browser, base, "choices", { married: ["no"] });
    expect((await browser.get(`${base}/p/spouse`)).location).toBe(base);
    await fill(browser, base, "choices", { married: ["yes"] });
    expect((await browser.get(`${base}/p/spouse`)).text).toContain("A Thiên");
  });

  test("entries of a group are added and removed, those behind move up", async () => {
    const browser = site.citizen();
    const base = await begin(browser);
    await fill(browser, base, "heirs", {}, "add:heirs");
    await fill(browser, base, "heirs");
    const removed = await browser.post(`${base}/p/heirs`, { do: "remove:heirs:0" });
    expect(removed.status).toBe(303);
    const page = await browser.get(`${base}/p/heirs`);
    expect(page.text).toContain("A Tú");
    expect(page.text).not.toContain("Y Hoa");
  });

  test("a file that cannot be taken is refused by name; the others and what was typed stay", async () => {
    const browser = site.citizen();
    const base = await begin(browser);
    const files = [
      ["anh.jpg", sampleJpeg({ exif: "GPS 14.35" })],
      ["virus.pdf", Buffer.from("MZ")],
      ["sai.png", sampleJpeg({ seed: 3 })],
    ] as const;
    const answer = await browser.send(`${base}/p/papers`, photo({ do: "next" }, ...files));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("“virus.pdf”");
    expect(answer.text).toContain("“sai.png” mang đuôi .png nhưng thật ra là tệp .jpg");
    expect(answer.text).toContain("anh.jpg");
    expect(answer.text).toMatch(/name="agree" value="yes" checked/);
    const [, id = ""] = /\/file\/([0-9a-f-]{36})/.exec(answer.text) ?? [];
    const kept = await browser.get(`${base}/file/${id}`);
    expect(kept.type).toBe("image/jpeg");
    expect(Buffer.from(kept.bytes).toString("latin1")).not.toContain("GPS");
    expect((await site.citizen().get(`${base}/file/${id}`)).status).toBe(404);
    await browser.send(`${base}/p/papers`, photo({ do: `drop:${id}` }));
    expect((await browser.get(`${base}/p/papers`)).text).not.toContain("anh.jpg");
  });
});

describe("whose draft it is", () => {
  test("another browser sees nothing; the link opens it there after a press, and no longer here", async () => {
    const [mine, other] = [site.citizen(), site.citizen()];
    const base = await begin(mine);
    await fill(mine, base, "about");
    expect((await other.get(base)).status).toBe(404);
    expect((await other.post(`${base}/p/about`, { asked: "subject", subject: "x", do: "next" })).status).toBe(
      404,
    );
    const [, link = ""] = /href="[^"]*(\/services\/resume\/[^"]+)"/.exec((await mine.get(base)).text) ?? [];
    expect((await other.get(`${link}x`)).status).toBe(404);
    expect((await other.get(link)).text).toContain("Làm tiếp");
    expect((await mine.get(base)).status).toBe(200);
    expect((await other.post(link, {})).location).toBe(base);
    expect((await other.get(`${base}/p/about`)).text).toContain("Xin xác nhận");
    expect((await mine.get(base)).status).toBe(404);
  });

  test("signing in makes it the citizen's, fills in what is verified, and signing out closes it", async () => {
    const browser = site.citizen();
    const base = await begin(browser);
    browser.citizen = person("Y Vân");
    const page = await browser.get(`${base}/p/applicant`);
    expect(page.text).toContain('value="Y Vân"');
    expect(page.text).toContain("đã xác thực");
    expect(
      await site.house.services.draftsOfCitizen?.(site.database.queries, browser.citizen.id),
    ).toHaveLength(1);
    await fill(browser, base, "applicant", { "applicant.name": ["Y Vân Khác"] });
    const changed = (await browser.get(`${base}/p/applicant`)).text;
    expect(page.text).toContain('id="field-applicant-name-hint"');
    expect(changed).not.toContain('id="field-applicant-name-hint"');
    browser.citizen = undefined;
    expect((await browser.get(base)).status).toBe(404);
    browser.citizen = person("A Khác");
    expect((await browser.get(base)).status).toBe(404);
  });

  test("the second application knows what the first one said", async () => {
    const browser = site.citizen();
    browser.citizen = { ...person("Y Vân"), phone: null };
    const first = await begin(browser);
    await fillAll(browser, first);
    await browser.post(`${first}/check`, { declared: "yes" });
    const second = await begin(browser);
    const page = await browser.get(`${second}/p/applicant`);
    expect(page.text).toContain("Lấy từ hồ sơ trước của bạn");
    expect(page.text).toContain('value="0905 123 456"');
  });

  test("no identity number stands in an address", async () => {
    const browser = site.citizen();
    const base = await begin(browser);
    await fill(browser, base, "filing");
    const answer = await fill(browser, base, "applicant");
    expect(`${base}${answer.location}`).not.toMatch(/\d{9}/);
  });
});

describe("a form that changes while somebody fills it in", () => {
  test("keeps what fits, shows what does not, and files with the newer version", async () => {
    const browser = site.citizen();
    const base = await begin(browser);
    await fillAll(browser, base);
    const changed: FormDefinition = {
      ...REFERENCE_FORM,
      checks: [],
      pages: REFERENCE_FORM.pages.map((page) => ({
        ...page,
        fields: page.fields.flatMap((field) =>
          field.key === "subject"
            ? [{ key: "account", type: "text" as const, label: "Số tài khoản" }]
            : [field],
        ),
      })),
    };
    const newer = await site.publish(changed);
    const tasks = await browser.get(base);
    expect(tasks.text).toContain("Mẫu đã thay đổi");
    expect(tasks.text).toContain("Xin xác nhận");
    expect(tasks.text).toContain("Số tài khoản");
    await fill(browser, base, "about", { account: ["0123"] });
    expect((await browser.post(`${base}/check`, { declared: "yes" })).location).toBe(`${base}/done`);
    expect(site.received[0]).toMatchObject({
      formVersionId: newer.id,
      answers: { account: "0123", count: 3 },
    });
    await site.publish(REFERENCE_FORM);
  });

  test("a published version never changes, whoever tries", async () => {
    const change = sql`update public_services.form_version set definition = '{}'`.execute(
      site.database.queries,
    );
    await expect(change).rejects.toThrow("never changes");
    const removal = sql`delete from public_services.form_version`.execute(site.database.queries);
    await expect(removal).rejects.toThrow("never changes");
  });
});

describe("ends of a draft", () => {
  test("filing is said to be closed while no desk takes it, and nothing is lost", async () => {
    const browser = site.citizen();
    const base = await begin(browser);
    await fillAll(browser, base);
    const desk = site.house.services.receiveDossier;
    delete site.house.services.receiveDossier;
    expect((await browser.get(START)).text).toContain("Chưa nhận hồ sơ trực tuyến");
    expect((await browser.post(`${base}/check`, { declared: "yes" })).status).toBe(503);
    if (desk) site.house.services.receiveDossier = desk;
    expect((await browser.post(`${base}/check`, { declared: "yes" })).location).toBe(`${base}/done`);
  });

  test("a desk that fails leaves the draft open; the next press files", async () => {
    const browser = site.citizen();
    const base = await begin(browser);
    await fillAll(browser, base);
    const desk = site.house.services.receiveDossier;
    site.house.services.receiveDossier = async () => {
      throw new Error("away");
    };
    expect((await browser.post(`${base}/check`, { declared: "yes" })).status).toBe(500);
    if (desk) site.house.services.receiveDossier = desk;
    expect((await browser.post(`${base}/check`, { declared: "yes" })).location).toBe(`${base}/done`);
    expect(site.received).toHaveLength(1);
  });

  test("its owner deletes it; what is over its time goes by itself; what lives stays", async () => {
    const browser = site.citizen();
    const [gone, old] = [await begin(browser), await begin(browser)];
    expect((await browser.get(`${gone}/delete`)).text).toContain("không lấy lại được");
    await browser.post(`${gone}/delete`, {});
    expect((await browser.get(gone)).status).toBe(404);
    const in29 = new Date(Date.now() + 29 * 24 * 3_600_000);
    await expireDrafts(site.house, in29);
    expect((await browser.get(old)).status).toBe(200);
    await transact(site.house, { actor: { kind: "system", name: "test" } }, async (tx) => {
      await sql`update public_services.form_draft set expires_at = now() - interval '1 second'
        where id = ${old.split("/").at(-1)}::uuid`.execute(tx.queries);
    });
    expect((await browser.get(old)).status).toBe(404);
    expect(await expireDrafts(site.house)).toBe(1);
  });
});

test("a procedure without a form of its own is filed with one made of its components", async () => {
  await sql`delete from public_services.form_procedure`.execute(site.database.queries);
  const browser = site.citizen();
  const base = await begin(browser);
  const tasks = await browser.get(base);
  expect(tasks.text).toContain("Nội dung đề nghị");
  expect(tasks.text).toContain("Bản vẽ");
  const twice = await begin(browser);
  const { rows } = await sql<{ versions: number }>`select count(distinct version_id)::int as versions
    from public_services.form_draft where id in (${base.split("/").at(-1)}::uuid, ${twice.split("/").at(-1)}::uuid)`.execute(
    site.database.queries,
  );
  expect(rows).toEqual([{ versions: 1 }]);
});

function person(name: string) {
  return {
    id: crypto.randomUUID(),
    kind: 1,
    name,
    identifier: "099185000001",
    phone: "0905123456",
    email: null,
    birthDate: "1985-05-19",
    sex: "female" as const,
    address: "Thôn Kon Tu, xã Đăk Long, huyện Đăk Hà, tỉnh Kon Tum",
  };
}
