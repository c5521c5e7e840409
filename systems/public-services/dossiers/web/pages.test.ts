import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../../../core/http/index.ts";
import { sessionOf, testParts } from "../../../../core/http/testing.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { acceptDossier } from "../accept-dossier.ts";
import { dossiers } from "../system.ts";
import { type DossierWorld, dossierWorld, PARTY } from "../testing.ts";

let world: DossierWorld;
let session: PersonActor | null = null;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  world = await dossierWorld();
  app = createApp(
    world.province.house,
    testParts([dossiers], { resolveSession: async () => session && sessionOf(session) }),
  );
});
afterAll(() => world.close());

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

async function ask(
  actor: PersonActor | null,
  path: string,
  fields?: Record<string, string | Blob>,
): Promise<Answer> {
  session = actor;
  const body = new FormData();
  for (const [name, each] of Object.entries(fields ?? {})) body.append(name, each);
  const answer = await app.request(
    path,
    fields ? { method: "POST", body, headers: { "sec-fetch-site": "same-origin" } } : {},
    {},
  );
  return { status: answer.status, location: answer.headers.get("location") ?? "", text: await answer.text() };
}

const procedure = () => "1.900001";

describe("the counter", () => {
  test("a scanned card fills the form; nothing of it is in an address", async () => {
    const form = await ask(world.desk, `/dossiers/new?procedure=${procedure()}`);
    expect(form.text).toContain("Quét mã QR trên thẻ căn cước");
    const scanned = await ask(world.desk, "/dossiers/new/card", {
      procedure: procedure(),
      case: "case-1",
      card: "062192000123||Y Hạnh|12041992|Nữ|Thôn Kon Đao|01052021",
    });
    expect([scanned.status, scanned.location]).toEqual([200, ""]);
    expect(scanned.text).toContain('value="062192000123"');
    const other = await ask(world.desk, "/dossiers/new/card", {
      procedure: procedure(),
      case: "case-1",
      card: "https://x",
    });
    expect(other.status).toBe(422);
    expect(other.text).toContain("không phải mã QR của thẻ căn cước");
  });

  test("errors stand beside the field and what was typed is kept; then it is received once", async () => {
    const fields = {
      procedure: procedure(),
      case: "case-1",
      transactionId: "quay-001-lan-1",
      "applicant-name": "A Thông",
      "applicant-identifier": "123",
      "applicant-phone": "0987654321",
      "originals-paper-1": "1",
    };
    const wrong = await ask(world.desk, "/dossiers/new", fields);
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Số định danh có 12 chữ số");
    expect(wrong.text).toContain('value="A Thông"');
    const right = { ...fields, "applicant-identifier": "062085000456" };
    const first = await ask(world.desk, "/dossiers/new", right);
    const again = await ask(world.desk, "/dossiers/new", right);
    expect([first.status, again.location]).toEqual([303, first.location]);
    const page = await ask(world.desk, first.location);
    expect(page.text).toContain("Được tiếp nhận");
    expect(page.text).toContain("A Thông");
  });

  test("a harmful file is refused by name and nothing is received", async () => {
    const before = await world.province.database.queries
      .selectFrom("public_services.dossier")
      .select("id")
      .execute();
    const answer = await ask(world.desk, "/dossiers/new", {
      procedure: procedure(),
      case: "case-1",
      "applicant-name": "A Thông",
      "file-paper-1": new File(["MZ program"], "don.pdf"),
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("“don.pdf” có chứa chương trình");
    const after = await world.province.database.queries
      .selectFrom("public_services.dossier")
      .select("id")
      .execute();
    expect(after.length).toBe(before.length);
  });

  test("only the desk of a body takes in; others read who may", async () => {
    const answer = await ask(world.specialist, `/dossiers/new?procedure=${procedure()}`);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("Văn thư bộ phận một cửa");
    expect((await ask(null, "/dossiers")).status).toBe(303);
  });
});

describe("the page of a dossier", () => {
  test("who does not handle it says why first; the look is recorded", async () => {
    const { id, code } = await world.file();
    const gate = await ask(world.leader, `/dossiers/${id}`);
    expect(gate.text).toContain("Bạn xem hồ sơ này để làm gì?");
    expect(gate.text).not.toContain(PARTY.identifier);
    const opened = await ask(world.leader, `/dossiers/${id}?purpose=check`);
    expect(opened.text).toContain(PARTY.identifier);
    expect((await ask(world.strangerDesk, `/dossiers/${id}?purpose=check`)).status).toBe(403);
    expect(opened.text).toContain(code);
  });

  test("an action on an old page is told what happened meanwhile and keeps what was typed", async () => {
    const { id } = await world.file();
    await world.run(world.desk, (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }));
    const late = await ask(world.desk, `/dossiers/${id}/refuse`, {
      seen: "0",
      "refuse-note": "Không đúng thẩm quyền của xã.",
    });
    expect(late.status).toBe(409);
    expect(late.text).toContain("vừa thực hiện “Tiếp nhận hồ sơ”");
    const short = await ask(world.desk, `/dossiers/${id}/stop`, { seen: "1", "stop-note": "ngắn" });
    expect(short.status).toBe(422);
    expect(short.text).toContain("Nêu lý do cụ thể");
    expect(short.text).toContain(">ngắn</textarea>");
    const done = await ask(world.desk, `/dossiers/${id}/forward`, { seen: "1", "forward-to": "tham-dinh" });
    expect([done.status, (await world.row(id)).step_key]).toEqual([303, "tham-dinh"]);
  });
});

describe("the look-up in public", () => {
  test("needs a second factor, tells nothing to who counts codes, and shows nothing personal", async () => {
    const { code, token } = await world.file();
    const wrong = await ask(null, "/track", { code, last4: "0000" });
    const unknown = await ask(null, "/track", { code: code.replace(/\d{4}$/, "9999"), last4: "0000" });
    const said = /Không có hồ sơ nào khớp cả mã và 4 số này/;
    expect([wrong.status, unknown.status]).toEqual([422, 422]);
    expect(wrong.text).toMatch(said);
    expect(unknown.text).toMatch(said);
    const found = await ask(null, "/track", { code: code.toLowerCase(), last4: "5678" });
    expect(found.location).toBe(`/track/${token}`);
    const page = await ask(null, found.location);
    expect(page.text).toContain("Mới đăng ký");
    for (const personal of [PARTY.name, PARTY.identifier, PARTY.phone, "0912 345 678", PARTY.address])
      expect(page.text).not.toContain(personal);
    expect((await ask(null, `/track/${"a".repeat(22)}`)).status).toBe(404);
  });

  test("guessing is throttled by code and by address", async () => {
    const { code } = await world.file();
    const answers: number[] = [];
    for (let n = 0; n < 12; n += 1)
      answers.push((await ask(null, "/track", { code, last4: String(1000 + n) })).status);
    expect(answers.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 422));
    expect(answers.at(-1)).toBe(429);
    // The right digits no longer help: the guesser may have come to them by chance.
    expect((await ask(null, "/track", { code, last4: "5678" })).status).toBe(429);
  });
});

test("the list leaves the house as a file with the columns of form 06", async () => {
  await world.file();
  const answer = await ask(world.desk, "/dossiers.xlsx?view=all");
  expect([answer.status, answer.text.slice(0, 2)]).toEqual([200, "PK"]);
});
