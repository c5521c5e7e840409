import fc from "fast-check";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import type { HttpEnv } from "./env.ts";
import { attachment, clientAddress, localPath } from "./request.ts";

describe("the way back", () => {
  test("never leads to another site, whatever is asked for", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.webUrl(),
      fc
        .array(
          fc.constantFrom("/", "\\", ".", "@", ":", "%2f", "%5c", "\t", "\n", "?", "#", "evil.example", "đ"),
        )
        .map((parts) => parts.join("")),
      fc.constantFrom(
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil",
      ),
    );
    fc.assert(
      fc.property(nasty, (asked) => {
        const path = localPath(asked, "/home");
        const resolved = new URL(path, "https://kontum.example/a/b");
        expect(resolved.origin).toBe("https://kontum.example");
        expect(path).toMatch(/^\/[\x21-\x7e]*$/);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a path of this site is kept whole", () => {
    expect(localPath("/documents/incoming?state=new&q=b%C3%A1o#top")).toBe(
      "/documents/incoming?state=new&q=b%C3%A1o#top",
    );
    expect(localPath(undefined, "/x")).toBe("/x");
  });
});

describe("the name of a download", () => {
  test("keeps Vietnamese letters, and has a plain spelling beside", () => {
    expect(attachment("Công văn số 15 – Đăk Hà.pdf")).toBe(
      "attachment; filename=\"Cong van so 15 _ Dak Ha.pdf\"; filename*=UTF-8''C%C3%B4ng%20v%C4%83n%20s%E1%BB%91%2015%20%E2%80%93%20%C4%90%C4%83k%20H%C3%A0.pdf",
    );
  });

  test("is one clean header line for any name, and reads back the same", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (name) => {
        const header = attachment(name, "inline");
        expect(header).toMatch(/^[\x20-\x7e]*$/);
        expect(() => new Headers({ "content-disposition": header })).not.toThrow();
        expect(header.match(/"/g)).toHaveLength(2);
        const encoded = /filename\*=UTF-8''(.*)$/.exec(header)?.[1] ?? "";
        expect(decodeURIComponent(encoded)).toBe(name.toWellFormed());
      }),
    );
  });
});

describe("the address of the caller", () => {
  const app = new Hono<HttpEnv>().get("/", (c) => c.text(clientAddress(c)));
  const from = async (remoteAddress: string, forwarded: string) => {
    const answer = await app.request(
      "/",
      { headers: { "x-forwarded-for": forwarded } },
      { incoming: { socket: { remoteAddress } } },
    );
    return await answer.text();
  };

  test("is what the network says; nobody can claim another one", async () => {
    expect(await from("203.0.113.9", "10.0.0.1")).toBe("203.0.113.9");
  });
  test("behind a proxy on this machine it is what the proxy itself saw, not what the caller put before it", async () => {
    expect(await from("127.0.0.1", "10.9.9.9, 203.0.113.7")).toBe("203.0.113.7");
    expect(await from("::1", "<script>")).toBe("::1");
  });
});
