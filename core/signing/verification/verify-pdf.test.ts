import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../pdf/limits.ts";
import { prepareForNumbering } from "../pdf/prepare-for-numbering.ts";
import { cpuClock } from "../testing/cpu-clock.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { createTestPki, revocationFrom } from "../testing/test-pki.ts";
import { createWorld } from "../testing/world.ts";

const { pki, person, organisation, sign, verify } = createWorld();
const DAY = 86_400_000;
let letter: Buffer;
let signed: Uint8Array;

beforeAll(async () => {
  letter = await samplePdf();
  signed = await sign(letter);
});

describe("the document's verdict", () => {
  it("unsigned, also when there are only empty fields", async () => {
    expect(await verify(letter)).toMatchObject({
      status: "unsigned",
      signatures: [],
      sentence: { vi: "Văn bản không có chữ ký số." },
    });
    expect((await verify(prepareForNumbering(letter))).status).toBe("unsigned");
  });

  it("valid-one with a person's signature alone: for information and reference only (QĐ 28/2018 Art. 4.2)", async () => {
    const verdict = await verify(signed);
    expect(verdict.status).toBe("valid-one");
    expect(verdict.sentence.vi).toContain("chỉ để tham khảo");
    expect(verdict.signatures[0]?.signer).toMatchObject({
      role: "person",
      label: "demo",
      name: "Nguyễn Văn Ứng",
    });
  });

  it("valid-both with person and organisation (NĐ 30/2020 Art. 5)", async () => {
    const both = await sign(signed, { signer: organisation.signer });
    expect((await verify(both)).status).toBe("valid-both");
  });

  it("undecided as long as one of two signatures comes from an authority nobody here trusts", async () => {
    const other = createTestPki();
    const stranger = other.issue({ commonName: "Kẻ lạ", role: "organisation" });
    const verdict = await verify(await sign(signed, { signer: stranger.signer }));
    expect(verdict.status).toBe("unknown");
    expect(verdict.signatures.map((signature) => signature.counts)).toEqual([true, false]);
  });
});

describe("the sub-indications of EN 319 102-1", () => {
  it("an issuer that nobody trusts: NO_CERTIFICATE_CHAIN_FOUND", async () => {
    const { trust } = createTestPki();
    const [signature] = (await verify(signed, { trust })).signatures;
    expect(signature).toMatchObject({
      indication: "INDETERMINATE",
      subIndication: "NO_CERTIFICATE_CHAIN_FOUND",
      sentence: {
        vi: "Chữ ký của Nguyễn Văn Ứng chưa thể công nhận: chứng thư số không do tổ chức được tin cậy cấp.",
      },
    });
  });

  it("offline without evidence in the file: TRY_LATER, the document is unknown and never valid", async () => {
    const verdict = await verify(signed, { offline: true });
    expect(verdict.status).toBe("unknown");
    expect(verdict.signatures[0]).toMatchObject({
      subIndication: "TRY_LATER",
      revocation: "unknown",
      counts: false,
    });
    expect(verdict.sentence.vi).toContain("vẫn đọc được");
  });

  it("revoked before the proven time: REVOKED; after it: valid", async () => {
    const stamped = await sign(letter, { level: "B-T", timestampAuthority: pki.timestampAuthority() });
    const revoked = (at: Date) =>
      revocationFrom(pki.crl([{ serial: person.identity.serial, at }]), pki.rootCrl());
    const before = await verify(stamped, { revocation: revoked(new Date(Date.now() - DAY)) });
    expect(before.signatures[0]).toMatchObject({ indication: "TOTAL_FAILED", subIndication: "REVOKED" });
    const after = await verify(stamped, { revocation: revoked(new Date(Date.now() + DAY)) });
    expect(after.signatures[0]).toMatchObject({ indication: "TOTAL_PASSED", revocation: "good" });
  });

  it("revoked after a time that is only claimed: REVOKED_NO_POE", async () => {
    const old = await sign(letter, { signedAt: new Date(Date.now() - 10 * DAY) });
    const source = revocationFrom(
      pki.crl([{ serial: person.identity.serial, at: new Date(Date.now() - 5 * DAY) }]),
      pki.rootCrl(),
    );
    expect((await verify(old, { revocation: source })).signatures[0]).toMatchObject({
      indication: "INDETERMINATE",
      subIndication: "REVOKED_NO_POE",
    });
  });

  it("an expired certificate and a claimed time: OUT_OF_BOUNDS_NO_POE; with a timestamp it passes", async () => {
    const now = Date.now();
    const short = pki.issue({
      commonName: "Trần Thị Hết Hạn",
      notBefore: new Date(now - 30 * DAY),
      notAfter: new Date(now - 10 * DAY),
    });
    const signedAt = new Date(now - 20 * DAY);
    const claimed = await sign(letter, { signer: short.signer, signedAt });
    expect((await verify(claimed)).signatures[0]).toMatchObject({
      indication: "INDETERMINATE",
      subIndication: "OUT_OF_BOUNDS_NO_POE",
      time: { proven: undefined, source: "claimed" },
    });
    const proven = await sign(letter, {
      signer: short.signer,
      signedAt,
      level: "B-T",
      timestampAuthority: pki.timestampAuthority(() => signedAt),
    });
    // A list of that time: a later one may have dropped the ended certificate.
    const then = revocationFrom(pki.crl([], new Date(now - 19 * DAY), new Date(now + DAY)), pki.rootCrl());
    expect((await verify(proven, { revocation: then })).signatures[0]).toMatchObject({
      indication: "TOTAL_PASSED",
    });
  });

  it("a certificate that is not valid yet: OUT_OF_BOUNDS_NO_POE", async () => {
    const future = pki.issue({ commonName: "Chưa hiệu lực", notBefore: new Date(Date.now() + DAY) });
    const verdict = await verify(await sign(letter, { signer: future.signer }));
    expect(verdict.signatures[0]).toMatchObject({ subIndication: "OUT_OF_BOUNDS_NO_POE", counts: false });
  });

  it("a timestamp of a stranger proves nothing, and says so", async () => {
    const stranger = createTestPki().timestampAuthority();
    const pdf = await sign(letter, { level: "B-T", timestampAuthority: stranger });
    const [signature] = (await verify(pdf)).signatures;
    expect(signature?.time).toMatchObject({ proven: undefined, source: "claimed" });
    expect(signature?.warnings).toEqual(["chain.not-trusted"]);
  });
});

describe("files that cannot be examined get a clear answer, quickly", () => {
  const text = (body: string): Buffer => Buffer.from(`%PDF-1.7\n${body}`, "latin1");
  /** A file whose only cross-reference section has the given trailer. */
  const withTrailer = (trailer: (at: number) => string): Buffer => {
    const objects =
      "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[2 0 R]/Count 1>>\nendobj\n";
    const at = 9 + objects.length;
    const offsets = [9, 9 + objects.indexOf("2 0 obj")].map(
      (o) => `${String(o).padStart(10, "0")} 00000 n \n`,
    );
    return text(
      `${objects}xref\n0 3\n0000000000 65535 f \n${offsets.join("")}trailer\n<</Size 3/Root 1 0 R${trailer(at)}>>\nstartxref\n${at}\n%%EOF\n`,
    );
  };

  it.each<[string, Buffer, string, string?]>([
    ["empty", Buffer.alloc(0), "pdf.not-a-pdf", "unknown"],
    ["a picture", Buffer.from("\x89PNG\r\n\x1a\n rest", "latin1"), "pdf.not-a-pdf", "unknown"],
    ["no cross-reference", text("1 0 obj null endobj"), "pdf.cross-reference"],
    ["startxref past the end", text("startxref\n99999\n%%EOF"), "pdf.cross-reference"],
    ["a chain of cross-references in a circle", withTrailer((at) => `/Prev ${at}`), "pdf.cyclic"],
    ["encrypted", withTrailer(() => "/Encrypt<</Filter/Standard>>"), "pdf.encrypted", "unknown"],
    ["a million brackets", text(`${"[".repeat(1_000_000)}startxref\n9\n%%EOF`), "pdf.cross-reference"],
  ])("%s", async (_, pdf, code, status = "invalid") => {
    const cpuTime = cpuClock();
    const verdict = await verify(pdf);
    expect(verdict).toMatchObject({ status, problem: { code } });
    expect(verdict.sentence.vi.length).toBeGreaterThan(10);
    expect(cpuTime()).toBeLessThan(2000);
  });

  it("a circle in the page tree of a signed file ends in an answer", async () => {
    const verdict = await verify(withTrailer(() => ""));
    expect(verdict.status).toBe("unsigned");
    await expect(sign(withTrailer(() => ""))).rejects.toMatchObject({ code: "pdf.cyclic" });
  });

  it("a file above the size limit", async () => {
    const limits = { ...DEFAULT_LIMITS, fileBytes: 1000 };
    expect((await verify(signed, { limits })).problem?.code).toBe("pdf.limit");
  });

  it("never throws and never calls a damaged file validly signed by both, whatever is damaged", async () => {
    const original = Buffer.from(signed);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.option(fc.nat(original.length)),
        async (edits, cut) => {
          const pdf = Buffer.from(original);
          for (const [at, mask] of edits) pdf[at] = (pdf[at] ?? 0) ^ mask;
          if (pdf.equals(original) && cut === null) return;
          const verdict = await verify(cut === null ? pdf : pdf.subarray(0, cut));
          expect(["invalid", "unsigned", "valid-one", "unknown"]).toContain(verdict.status);
          // Neither the padding behind the CMS nor the case of its hexadecimal digits is covered by anything.
          const { start, end } = paddingOf(original);
          const gap = original.lastIndexOf("/Contents <") + 11;
          const harmless = edits.every(
            ([at, mask]) => (at >= start && at < end) || (mask === 0x20 && at >= gap && at < end),
          );
          if (!harmless && cut === null) expect(verdict.status).not.toBe("valid-one");
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** The offsets of the hexadecimal CMS and of the zeros behind it, which no signature covers. */
function paddingOf(pdf: Buffer): { readonly start: number; readonly end: number } {
  const end = pdf.indexOf(">", pdf.lastIndexOf("/Contents <"));
  let start = end;
  while (pdf[start - 1] === 0x30) start -= 1;
  return { start, end };
}
