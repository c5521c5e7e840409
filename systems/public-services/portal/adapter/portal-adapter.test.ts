import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { configOf } from "../testing/test-portal.ts";
import { createPortalAdapter, type PortalAdapter } from "./portal-adapter.ts";
import { PortalUnavailable } from "./portal-error.ts";

/** What the portal says next, in order; the last is said for ever. */
interface Said {
  readonly status?: number;
  readonly body: string;
}

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

const answer = (body: unknown, status = 200): Said => ({ status, body: JSON.stringify(body) });
const SIGNED_IN = answer({ error_code: "0", session: "s1" });
const ENDED = answer({ error_code: "-1", message: "Phiên làm việc không tồn tại hoặc đã hết hạn" });

/** A portal that says exactly this, whatever it is asked; what it was asked is kept. */
async function saying(...said: readonly Said[]): Promise<{ adapter: PortalAdapter; asked: string[] }> {
  const asked: string[] = [];
  const running = createServer((request, response) => {
    const { status = 200, body } = said[Math.min(asked.length, said.length - 1)] ?? { body: "" };
    asked.push(request.url ?? "");
    request.resume();
    request.on("end", () => response.writeHead(status).end(body));
  });
  server = running;
  await new Promise<void>((resolve) => running.listen(0, "127.0.0.1", resolve));
  const address = running.address();
  const endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/mapi`;
  return { adapter: createPortalAdapter(configOf({ endpoint })), asked };
}

const put = (adapter: PortalAdapter) => adapter.putDossier({ MaHoSo: "x" }, false);

describe("what an answer means", () => {
  test.each([
    [{ error_code: "0" }, "done"],
    [{ error_code: "00", message: null }, "done"],
    [{ error_code: 0 }, "done"],
    [{ error_code: "1", message: "trùng" }, "duplicate"],
    [{ error_code: "3", message: "Hồ sơ x đã tồn tại" }, "exists"],
    [{ error_code: "-3", message: "Hồ sơ ĐÃ TỒN TẠI trên hệ thống" }, "exists"],
    [{ error_code: "-1", message: "Hồ sơ x chưa tồn tại" }, "missing"],
    [{ error_code: "-1", message: "MaTTHC: không tồn tại trong danh mục" }, "refused"],
    [{ error_code: "3", message: "Sai mã lĩnh vực" }, "refused"],
    [{ error_code: "-1" }, "refused"],
  ])("%j is %s", async (body, kind) => {
    const { adapter } = await saying(SIGNED_IN, answer(body));
    expect((await put(adapter)).kind).toBe(kind);
  });

  test.each([
    ["an error page", { status: 502, body: "<h1>Bad Gateway</h1>" }, "portal.http"],
    ["a page in the place of an answer", { body: "<html>bảo trì</html>" }, "portal.answer"],
    ["half an answer", { body: '{"error_code":' }, "portal.answer"],
    ["an answer without a code", answer({ message: "x" }), "portal.answer"],
    ["trouble of its own", answer({ error_code: "-1", message: "Lỗi hệ thống, thử lại sau" }), "portal.busy"],
    ["far too much", { body: "x".repeat(4_000_001) }, "portal.answer"],
  ])("%s says nothing of the record: it is tried again", async (_what, said, code) => {
    const { adapter } = await saying(SIGNED_IN, said);
    await expect(put(adapter)).rejects.toMatchObject({ code });
    await expect(put(adapter)).rejects.toThrow(PortalUnavailable);
  });

  test("an answer under an error status is still an answer", async () => {
    const { adapter } = await saying(
      SIGNED_IN,
      answer({ error_code: "-1", message: "TenTTHC: bắt buộc" }, 400),
    );
    expect(await put(adapter)).toEqual({ kind: "refused", message: "TenTTHC: bắt buộc" });
  });
});

describe("the session", () => {
  test("is opened once for many calls, and again when it ended", async () => {
    const done = answer({ error_code: "0" });
    const { adapter, asked } = await saying(SIGNED_IN, done, ENDED, SIGNED_IN, done);
    await put(adapter);
    expect((await put(adapter)).kind).toBe("done");
    expect(asked).toEqual(["/mapi/login", "/mapi/g", "/mapi/g", "/mapi/login", "/mapi/g"]);
  });

  test("many calls at once sign in once", async () => {
    const { adapter, asked } = await saying(SIGNED_IN, answer({ error_code: "0" }));
    await Promise.all(Array.from({ length: 5 }, () => put(adapter)));
    expect(asked.filter((path) => path.endsWith("login"))).toHaveLength(1);
  });

  test("that is refused for ever is the portal's matter, never the record's", async () => {
    const { adapter } = await saying(SIGNED_IN, ENDED, SIGNED_IN, ENDED);
    await expect(put(adapter)).rejects.toMatchObject({ code: "portal.session" });
  });

  test("a sign-in that fails is tried anew at the next call", async () => {
    const refused = answer({ error_code: "-1", message: "Tài khoản hoặc mật khẩu không đúng" });
    const { adapter } = await saying(refused, SIGNED_IN, answer({ error_code: "0" }));
    await expect(put(adapter)).rejects.toMatchObject({ code: "portal.session" });
    expect((await put(adapter)).kind).toBe("done");
  });
});

test("what the portal has comes back as it is; fields of other kinds become texts", async () => {
  const { adapter } = await saying(
    SIGNED_IN,
    answer({ error_code: "0", result: [{ MaHoSo: "x", SoLan: 2, GhiChu: null, DS: [{ a: "b" }] }] }),
  );
  expect(await adapter.find("x")).toEqual({ MaHoSo: "x", SoLan: "2", GhiChu: "null", DS: [{ a: "b" }] });
});
