import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp, type Session } from "../../http/index.ts";
import type { House } from "../../system.ts";
import { transact } from "../../transaction/index.ts";
import { signing } from "../system.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { openSigningHouse, type SigningHouse, type SigningPerson } from "../testing/signing-house.ts";

let world: SigningHouse;
let house: House;
let administrator: SigningPerson;
let id = "";
let sha256 = "";

beforeAll(async () => {
  world = await openSigningHouse();
  house = await world.open();
  administrator = await world.person("Lê Quản Trị", ["administrator"]);
  ({ sha256 } = await house.files.put(await samplePdf()));
  const system = { actor: { kind: "system", name: "test" } } as const;
  await transact(house, system, async (tx) => house.services.signatures?.archive(tx, sha256));
  const row = await house.database.queries
    .updateTable("signing.archived_file")
    .set({ state: "failed", problem: "timestamp.timeout", problem_detail: "180 s" })
    .returning("id")
    .executeTakeFirstOrThrow();
  id = row.id;
});
afterAll(() => world.close());

async function open(path: string, role = "administrator", init: RequestInit = {}) {
  const session: Session = {
    id: "019f0000-0000-7000-8000-00000000000a",
    personId: administrator.personId,
    accountId: "019f0000-0000-7000-8000-00000000000b",
    actor: {
      kind: "person",
      personId: administrator.personId,
      appointmentId: administrator.appointmentId,
      organisationId: world.organisationId,
      unitId: world.organisationId,
      fullName: administrator.fullName,
      positionTitle: "Chuyên viên",
      roles: [role],
    },
    language: "vi",
    appointments: [{ id: administrator.appointmentId, title: "Chuyên viên", organisation: "Sở" }],
    secondFactor: true,
    secondFactorMissing: false,
    expiresAt: new Date(Date.now() + 3_600_000),
  };
  const app = createApp(house, {
    place: { vi: "Tỉnh Kon Tum", en: "Kon Tum province" },
    assets: { style: "/assets/a.css", script: "/assets/a.js", fonts: [], mark: "/assets/a.svg" },
    systems: [signing({ demoUsernames: [] })],
    serveAsset: async () => undefined,
    resolveSession: async () => session,
    resolveToken: async () => null,
    unread: async () => 0,
    health: async () => ({ database: "ok" }),
  });
  const answer = await app.request(path, init, {});
  return { status: answer.status, text: await answer.text(), type: answer.headers.get("content-type") ?? "" };
}

describe("the archive's pages", () => {
  it("show what failed in plain words, filtered and sorted by address", async () => {
    for (const query of [
      "",
      "?state=failed",
      `?file=${sha256}`,
      "?file=timeout",
      "?sort=-until",
      "?sort=asked",
    ]) {
      const page = await open(`/signing/archive${query}`);
      expect([query, page.status]).toEqual([query, 200]);
      expect(page.text).toContain("Không thành công");
      expect(page.text).toContain("Dịch vụ cấp dấu thời gian trả lời quá chậm");
    }
    expect((await open("/signing/archive?state=archived")).text).toContain("Không có tệp nào");
    // What people type is looked for as it stands, never as a pattern.
    expect((await open("/signing/archive?file=%25")).text).toContain("Không có tệp nào");
  });

  it("one file with all its contents, and the question before it is run again", async () => {
    const page = await open(`/signing/archive/${id}`);
    expect(page.text).toContain(sha256);
    expect(page.text).toContain("180 s");
    expect((await open(`/signing/archive/${id}/again`)).text).toContain("Chạy lại việc lưu trữ tệp này?");
    const body = new FormData();
    body.set("transactionId", "archive-again-1");
    const headers = { "sec-fetch-site": "same-origin" };
    const posted = await open(`/signing/archive/${id}/again`, "administrator", {
      method: "POST",
      body,
      headers,
    });
    expect(posted.status).toBe(303);
    expect((await open(`/signing/archive/${id}`)).text).toContain("Đang chờ lưu trữ");
  });

  it("give the list as a spreadsheet", async () => {
    expect((await open("/signing/archive/export.xlsx")).type).toContain("spreadsheetml");
  });

  it("are for administrators; unknown files are not found", async () => {
    for (const path of ["", `/${id}`, `/${id}/again`, "/export.xlsx"])
      expect((await open(`/signing/archive${path}`, "clerk")).status).toBe(403);
    expect((await open("/signing/archive/019f0000-0000-7000-8000-00000000000f")).status).toBe(404);
    expect((await open("/signing/archive/nothing")).status).toBe(404);
  });
});
