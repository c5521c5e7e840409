import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../../../core/http/index.ts";
import { sessionOf, testParts } from "../../../../core/http/testing.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { fileLink } from "../files/file-link.ts";
import { portal as room } from "../system.ts";
import { PROVINCE, type TestPortal, testPortal } from "../testing/test-portal.ts";

let portal: TestPortal;
let administrator: PersonActor;
let refused: { readonly id: string; readonly messageId: string; readonly code: string };

beforeAll(async () => {
  portal = await testPortal();
  administrator = {
    ...portal.clerk,
    personId: randomUUID(),
    appointmentId: randomUUID(),
    roles: ["administrator"],
  };
  refused = await aRefusedDossier();
  const good = await portal.file();
  await portal.act(good, "accept");
  await portal.queue(good);
  await portal.drain();
});
afterAll(() => portal.close());

async function aRefusedDossier() {
  const id = await portal.file({ owner: { identifier: "12345", identifierKind: null } });
  await portal.queue(id);
  await portal.drain();
  const [message] = await portal.messages(id);
  return { id, messageId: message?.id ?? "", code: (await portal.facts(id)).code };
}

async function ask(actor: PersonActor | null, path: string, form?: Record<string, string>) {
  const app = createApp(
    portal.house,
    testParts([room], { resolveSession: async () => actor && sessionOf(actor) }),
  );
  const answer = await app.request(
    path,
    form
      ? {
          method: "POST",
          body: new URLSearchParams(form).toString(),
          headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
        }
      : {},
    {},
  );
  const bytes = Buffer.from(await answer.arrayBuffer());
  return {
    status: answer.status,
    type: answer.headers.get("content-type") ?? "",
    text: bytes.toString("utf8"),
    bytes,
  };
}

describe("the list", () => {
  test("opens with what was refused and why, and shows nothing of the citizen", async () => {
    const { status, text } = await ask(portal.clerk, "/portal");
    expect(status).toBe(200);
    expect(text).toContain(refused.code);
    expect(text).toContain("SoGiayToChuHoSo");
    expect(text).not.toContain("Y Mai");
    expect(text).not.toContain("12345<");
  });

  test("is searched without marks, narrowed, sorted and exported", async () => {
    expect((await ask(portal.clerk, "/portal?view=all&code=chung%20thuc")).text).toContain(refused.code);
    expect((await ask(portal.clerk, "/portal?view=all&code=khong%20co%20dau")).text).not.toContain(
      refused.code,
    );
    expect((await ask(portal.clerk, "/portal?view=sent&kind=progress&state=2&sort=at")).text).toContain(
      "Đã gửi",
    );
    for (const kind of ["xlsx", "docx", "pdf"]) {
      const file = await ask(portal.clerk, `/portal.${kind}?view=all`);
      expect([file.status, file.bytes.length > 1_000]).toEqual([200, true]);
      expect((await ask(portal.clerk, `/portal/incoming.${kind}`)).status).toBe(200);
    }
  });

  test("other bodies and other roles see nothing of it; administrators see every body's", async () => {
    const elsewhere = await portal.world.actor("clerk", await portal.world.organisation(PROVINCE));
    expect((await ask(elsewhere, "/portal")).text).not.toContain(refused.code);
    expect((await ask(elsewhere, `/portal/${refused.messageId}`)).status).toBe(403);
    expect((await ask({ ...portal.clerk, roles: ["specialist"] }, "/portal")).status).toBe(403);
    expect((await ask({ ...portal.clerk, roles: ["auditor"] }, "/portal/incoming")).status).toBe(403);
    expect((await ask(administrator, "/portal")).text).toContain(refused.code);
    const visitor = await ask(null, "/portal");
    expect(visitor.text).not.toContain(refused.code);
  });
});

describe("one message", () => {
  test("shows its body's clerk what it says and what can be put right; an administrator neither", async () => {
    const clerks = await ask(portal.clerk, `/portal/${refused.messageId}`);
    expect(clerks.text).toContain("Y Mai");
    expect(clerks.text).toContain('name="SoGiayToChuHoSo"');
    expect(clerks.text).not.toContain('name="TrangThaiHoSo"');
    const theirs = await ask(administrator, `/portal/${refused.messageId}`);
    expect(theirs.status).toBe(200);
    expect(theirs.text).not.toContain("Y Mai");
    expect(theirs.text).not.toContain('name="SoGiayToChuHoSo"');
    expect(theirs.text).toContain("Gửi lại");
  });

  test("a wrong correction comes back with what was typed and the reason beside the field", async () => {
    const { status, text } = await ask(portal.clerk, `/portal/${refused.messageId}`, {
      do: "correct",
      SoGiayToChuHoSo: "987",
      ChuHoSo: "Y Mai",
    });
    expect(status).toBe(422);
    expect(text).toContain('value="987"');
    expect(text).toContain("Phải là số định danh 12 chữ số");
  });

  test("correcting by the form sends it; pressing twice has one effect", async () => {
    const made = await aRefusedDossier();
    const form = {
      do: "correct",
      transactionId: randomUUID(),
      SoGiayToChuHoSo: "000192000002",
    };
    expect((await ask(portal.clerk, `/portal/${made.messageId}`, form)).status).toBe(303);
    expect((await ask(portal.clerk, `/portal/${made.messageId}`, form)).status).toBe(303);
    await portal.drain();
    expect(portal.national.kept(made.code)?.states).toEqual(["1"]);
    expect((await ask(portal.clerk, `/portal/${made.messageId}`)).text).toContain("Cổng đã nhận bản ghi này");
  });

  test("ticked ones and all of them are sent again from the list", async () => {
    const made = await aRefusedDossier();
    const ticked = await ask(portal.clerk, "/portal/resend", { do: "ticked", selected: made.messageId });
    expect(ticked.status).toBe(303);
    expect((await portal.messages(made.id))[0]?.standing).toBe("waiting");
    await portal.drain();
    expect((await ask(portal.clerk, "/portal/resend", { do: "all" })).status).toBe(303);
    expect((await portal.messages(made.id))[0]?.standing).toBe("waiting");
    const leader = await portal.world.actor("leader", portal.organisationId);
    expect((await ask(leader, "/portal/resend", { do: "all" })).status).toBe(403);
    await portal.drain();
  });

  test("what does not exist is told so", async () => {
    expect((await ask(portal.clerk, `/portal/${randomUUID()}`)).status).toBe(404);
    expect((await ask(portal.clerk, "/portal/x")).status).toBe(404);
  });
});

describe("programs", () => {
  test("list and send again with the rights of their person, and read nothing of the citizen", async () => {
    const made = await aRefusedDossier();
    const call = async (actor: PersonActor, path: string, method = "GET") => {
      const app = createApp(
        portal.house,
        testParts([room], {
          resolveToken: async () => sessionOf({ ...actor, scopes: ["portal:read", "portal:write"] }),
        }),
      );
      const headers = { authorization: "Bearer test-token-of-the-actor" };
      const answer = await app.request(`/api/v1/portal${path}`, { method, headers }, {});
      return { status: answer.status, text: await answer.text() };
    };
    const list = await call(portal.clerk, "/messages?standing=refused");
    expect(list.text).toContain(made.code);
    expect(list.text).not.toContain("Y Mai");
    expect((await call(portal.clerk, `/messages/${made.messageId}`)).text).toContain("SoGiayToChuHoSo");
    expect((await call(portal.clerk, `/messages/${made.messageId}/resend`, "POST")).status).toBe(200);
    expect((await call(portal.clerk, `/messages/${made.messageId}/resend`, "POST")).status).toBe(409);
    await portal.drain();
    expect((await call(portal.clerk, "/resend", "POST")).status).toBe(200);
    expect((await call({ ...portal.clerk, roles: ["specialist"] }, "/messages")).status).toBe(403);
    await portal.drain();
  });
});

describe("a file for the portal", () => {
  test("opens by its own address, is recorded, and by no other", async () => {
    const stored = await portal.house.files.put(Buffer.from("%PDF-1.7 nội dung\n%%EOF"));
    const id = randomUUID();
    await sql`insert into public_services.dossier_file (id, dossier_id, kind, name, mime, sha256, size, at, by_name)
      values (${id}::uuid, ${refused.id}::uuid, 'result', 'kết quả.pdf', 'application/pdf', ${stored.sha256}, ${stored.size},
        now(), '')`.execute(portal.house.database.queries);
    const address = new URL(fileLink(portal.house, { id, sha256: stored.sha256 })).pathname;
    const file = await ask(null, address);
    expect([file.status, file.text]).toEqual([200, "%PDF-1.7 nội dung\n%%EOF"]);
    expect((await ask(null, `${address.slice(0, -1)}${address.endsWith("A") ? "B" : "A"}`)).status).toBe(404);
    expect((await ask(null, address.replace(id, randomUUID()))).status).toBe(404);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit.record
      where action = 'portal.read-file' and object_id = ${refused.id}`.execute(portal.house.database.queries);
    expect(rows[0]?.n).toBe(1);
  });
});
