import { hash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { currentAlgorithmPolicy } from "../certificates/index.ts";
import { openPdf } from "../pdf/document.ts";
import { PdfString } from "../pdf/objects.ts";
import { serialise, serialiseDict } from "../pdf/serialise.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import { createArchiveWorld } from "../testing/archive-world.ts";
import { append } from "../testing/attacker.ts";
import { cpuClock } from "../testing/cpu-clock.ts";
import { pdfsig, qpdfCheck } from "../testing/judges.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { testCertificate, testCrl } from "../testing/test-certificates.ts";
import { locateSignatures } from "../verification/locate-signatures.ts";
import { addLongTermData, archiveDueAt, archivePdf, RENEWAL_MARGIN_MS, renewArchive } from "./index.ts";

const DAY = 86_400_000;
let letter: Buffer;
beforeAll(async () => {
  letter = await samplePdf();
});

describe("long-term data (PAdES baseline LT)", () => {
  it("come as one revision: store, entry per signature, extension; earlier bytes untouched", async () => {
    const world = createArchiveWorld();
    const signed = await world.sign(letter);
    world.pass();
    const kept = await addLongTermData(signed, world.longTerm());
    expect(Buffer.compare(kept.subarray(0, signed.length), signed)).toBe(0);
    expect(qpdfCheck(kept)).toBe("");
    expect(pdfsig(kept)).toMatchObject({ found: 1, valid: 1 });
    const view = openPdf(kept).latest;
    expect(openPdf(kept).revisions.length).toBe(openPdf(signed).revisions.length + 1);
    const store = view.dict(view.catalog.get("DSS"));
    // Signer, its authority, the timestamp's two, and the root; an answer for each but the root.
    expect(view.array(store?.get("Certs"))).toHaveLength(5);
    expect(view.array(store?.get("OCSPs"))).toHaveLength(4);
    const [located] = locateSignatures(openPdf(kept)).signatures;
    const contents = located?.dict.get("Contents");
    const value = contents instanceof PdfString ? contents.bytes : Buffer.alloc(0);
    const key = hash("sha1", value, "hex").toUpperCase();
    expect([...(view.dict(store?.get("VRI"))?.map.keys() ?? [])]).toEqual([key]);
    const extension = view.dict(view.dict(view.catalog.get("Extensions"))?.get("ESIC"));
    expect(extension && view.number(extension.get("ExtensionLevel"))).toBe(1);
  });

  it("with evidence from after the signature the file proves itself, without any network", async () => {
    const world = createArchiveWorld();
    const signed = await world.sign(letter);
    expect((await world.verify(signed)).signatures[0]).toMatchObject({
      subIndication: "TRY_LATER",
      level: "B-T",
    });
    world.pass();
    const kept = await addLongTermData(signed, world.longTerm());
    world.pass();
    expect((await world.verify(kept)).signatures[0]).toMatchObject({
      indication: "TOTAL_PASSED",
      level: "B-LT",
      archivedUntil: undefined,
    });
  });

  it("with a list from before the signature, current at its time, the file proves itself, too", async () => {
    const world = createArchiveWorld({ revocation: "crl" });
    const signed = await world.sign(letter);
    world.pass();
    const kept = await addLongTermData(signed, world.longTerm());
    world.pass();
    expect((await world.verify(kept)).signatures[0]).toMatchObject({
      indication: "TOTAL_PASSED",
      level: "B-LT",
    });
    const archived = await world.archive(kept);
    expect((await world.verify(archived)).signatures[0]).toMatchObject({
      indication: "TOTAL_PASSED",
      level: "B-LTA",
    });
  });

  it("is not written twice: the same bytes come back when nothing is missing", async () => {
    const world = createArchiveWorld();
    const signed = await world.sign(letter);
    world.pass();
    const kept = await addLongTermData(signed, world.longTerm());
    expect(await addLongTermData(kept, world.longTerm())).toBe(kept);
  });

  it("signers of one authority share what is fetched, and both get their entry", async () => {
    const world = createArchiveWorld();
    const both = await world.sign(await world.sign(letter), { signer: world.second() });
    world.pass();
    const kept = await addLongTermData(both, world.longTerm());
    // Two signers, their authority, the timestamp authority and its issuer.
    expect(world.asked()).toBe(5);
    const view = openPdf(kept).latest;
    expect(view.dict(view.dict(view.catalog.get("DSS"))?.get("VRI"))?.map.size).toBe(2);
    world.pass();
    const verdicts = (await world.verify(kept)).signatures;
    expect(verdicts.map((verdict) => verdict.indication)).toEqual(["TOTAL_PASSED", "TOTAL_PASSED"]);
  });

  it("refuses a file without signatures, of strangers, and evidence that cannot be had", async () => {
    const world = createArchiveWorld();
    const signed = await world.sign(letter);
    const options = world.longTerm();
    await expect(addLongTermData(letter, options)).rejects.toMatchObject({ code: "long-term.no-signature" });
    const { trust } = createArchiveWorld();
    await expect(addLongTermData(signed, { ...options, trust })).rejects.toMatchObject({
      code: "long-term.not-trusted",
      isTemporary: false,
    });
    world.goTo(world.years(7));
    await expect(addLongTermData(signed, world.longTerm())).rejects.toMatchObject({
      code: "long-term.revocation-unknown",
      isTemporary: true,
    });
  });
});

describe("the archive level (PAdES baseline LTA)", () => {
  it("puts a document timestamp behind the store, and the file proves itself", async () => {
    const world = createArchiveWorld();
    const archived = await world.archive(await world.sign(letter));
    expect(qpdfCheck(archived)).toBe("");
    expect(pdfsig(archived).found).toBe(2);
    const verdict = await world.verify(archived);
    expect(verdict.status).toBe("valid-one");
    expect(verdict.signatures.map(({ kind, indication, level }) => [kind, indication, level])).toEqual([
      ["signature", "TOTAL_PASSED", "B-LTA"],
      ["document-timestamp", "TOTAL_PASSED", undefined],
    ]);
    expect(verdict.signatures[1]?.coverage.kind).toBe("whole");
    expect(verdict.signatures[0]?.changes.map((change) => change.level)).toEqual(
      verdict.signatures[0]?.changes.map(() => 1),
    );
  });

  it("is due a quarter before its timestamp authority's certificate ends", async () => {
    const world = createArchiveWorld();
    const verdict = await world.verify(await world.archive(await world.sign(letter)));
    const end = world.years(5).getTime();
    expect(archiveDueAt(verdict)?.getTime()).toBe(end - RENEWAL_MARGIN_MS);
    expect(verdict.signatures[0]?.archivedUntil?.getTime()).toBe(end);
    const plain = await world.verify(await world.sign(letter));
    expect(archiveDueAt(plain)).toBeUndefined();
  });

  it("is due earlier when an algorithm ends before the certificate", async () => {
    const world = createArchiveWorld();
    const archived = await world.archive(await world.sign(letter));
    const algorithmPolicy = sha256Until(world.years(2));
    const verdict = await world.verify(archived, { algorithmPolicy });
    expect(verdict.signatures[0]?.archivedUntil).toEqual(world.years(2));
  });

  it("works on files certified against every change (DocMDP P = 1)", async () => {
    const world = createArchiveWorld();
    const certified = await world.sign(letter, { certification: 1 });
    const verdict = await world.verify(await world.archive(certified));
    expect(verdict.signatures[0]).toMatchObject({ counts: true, level: "B-LTA" });
  });

  it("a signature without timestamp is proven by the document timestamp", async () => {
    const world = createArchiveWorld();
    const plain = await world.sign(letter, { level: "B-B" });
    const archived = await world.archive(plain);
    world.goTo(world.years(4));
    expect((await world.verify(archived)).signatures[0]).toMatchObject({
      indication: "TOTAL_PASSED",
      time: { source: "document-timestamp" },
      level: "B-LTA",
    });
  });

  it("several signers, then archived once: all pass; one who signs after the archiving does not spoil it", async () => {
    const world = createArchiveWorld();
    const both = await world.sign(await world.sign(letter), { signer: world.second() });
    const archived = await world.archive(both);
    world.pass();
    const later = await world.archive(await world.sign(archived));
    const verdict = await world.verify(later);
    expect(verdict.signatures.every((signature) => signature.counts)).toBe(true);
    expect(verdict.signatures.filter((signature) => signature.kind === "signature")).toHaveLength(3);
  });
});

describe("signing straight to a level", () => {
  it.each(["B-LT", "B-LTA"] as const)("%s in one call", async (level) => {
    const world = createArchiveWorld();
    const signed = await world.sign(letter, { level, longTerm: world.longTerm() });
    expect((await world.verify(signed)).signatures[0]).toMatchObject({ indication: "TOTAL_PASSED", level });
  });

  it.each(["B-T", "B-LT", "B-LTA"] as const)(
    "%s without what it needs makes nothing weaker",
    async (level) => {
      const world = createArchiveWorld();
      const request = { signer: world.second(), signedAt: world.now(), level };
      await expect(signPdf(letter, request)).rejects.toThrow(TypeError);
      const { timestampAuthority } = world;
      if (level !== "B-T")
        await expect(signPdf(letter, { ...request, timestampAuthority })).rejects.toThrow(TypeError);
    },
  );
});

describe("years later, from stored data alone", () => {
  /** Archived at once, renewed each time it falls due until `until`. */
  async function keptUntil(world: ReturnType<typeof createArchiveWorld>, until: number): Promise<Uint8Array> {
    let pdf = await world.archive(await world.sign(letter));
    for (;;) {
      const due = archiveDueAt(await world.verify(pdf));
      if (due === undefined) throw new Error("the archive has no end");
      if (due >= world.years(until)) return pdf;
      world.goTo(due);
      const before = pdf;
      pdf = await renewArchive(pdf, world.longTerm());
      expect(Buffer.compare(pdf.subarray(0, before.length), before)).toBe(0);
    }
  }

  it.each([
    [5, "ocsp"],
    [15, "ocsp"],
    [15, "crl"],
    [30, "ocsp"],
  ] as const)("renewed on time it passes %i years ahead (%s)", async (ahead, revocation) => {
    const world = createArchiveWorld({ revocation });
    const pdf = await keptUntil(world, ahead);
    world.goTo(world.years(ahead));
    const verdict = await world.verify(pdf);
    expect(verdict.signatures.map((signature) => signature.subIndication)).toEqual(
      verdict.signatures.map(() => undefined),
    );
    expect(verdict.signatures[0]).toMatchObject({ indication: "TOTAL_PASSED", level: "B-LTA", counts: true });
    expect(verdict.signatures[0]?.time.proven?.getTime()).toBeLessThan(world.years(0.1).getTime());
    expect(qpdfCheck(pdf)).toBe("");
  });

  it("never renewed it is INDETERMINATE once everything has ended", async () => {
    const world = createArchiveWorld();
    const archived = await world.archive(await world.sign(letter));
    world.goTo(world.years(4.9));
    expect((await world.verify(archived)).signatures[0]).toMatchObject({ indication: "TOTAL_PASSED" });
    world.goTo(world.years(5.1));
    const late = await world.verify(archived);
    expect(late.signatures.map((signature) => [signature.indication, signature.subIndication])).toEqual([
      ["INDETERMINATE", "OUT_OF_BOUNDS_NO_POE"],
      ["INDETERMINATE", "OUT_OF_BOUNDS_NO_POE"],
    ]);
    expect(late.status).not.toMatch(/^valid/);
  });

  it("renewed too late it stays INDETERMINATE: what had ended cannot be proven afterwards", async () => {
    const world = createArchiveWorld();
    const archived = await world.archive(await world.sign(letter));
    world.goTo(world.years(5.5));
    const late = await archivePdf(archived, world.longTerm()).catch((error: Error) => error);
    if (late instanceof Error) expect(late).toMatchObject({ code: "long-term.revocation-unknown" });
    else expect((await world.verify(late)).signatures[0]?.indication).toBe("INDETERMINATE");
  });

  it("with long-term data but no document timestamp it ends with the authorities that made them", async () => {
    const world = createArchiveWorld();
    const signed = await world.sign(letter);
    world.pass();
    const kept = await addLongTermData(signed, world.longTerm());
    world.goTo(world.years(4.9));
    expect((await world.verify(kept)).signatures[0]?.indication).toBe("TOTAL_PASSED");
    world.goTo(world.years(5.1));
    expect((await world.verify(kept)).signatures[0]).toMatchObject({
      indication: "INDETERMINATE",
      subIndication: "OUT_OF_BOUNDS_NO_POE",
    });
  });

  it("an algorithm that has meanwhile fallen still counts where it is proven to be older", async () => {
    const world = createArchiveWorld();
    const signed = await world.sign(letter);
    const archived = await world.archive(signed);
    world.goTo(world.years(2));
    const renewed = await renewArchive(archived, world.longTerm());
    const algorithmPolicy = {
      ...currentAlgorithmPolicy,
      rules: [...currentAlgorithmPolicy.rules, { ecBelowBits: 257, acceptableUntil: world.years(1) }],
    };
    world.goTo(world.years(0.5));
    expect((await world.verify(archived, { algorithmPolicy })).signatures[0]?.indication).toBe(
      "TOTAL_PASSED",
    );
    world.goTo(world.years(2.2));
    expect((await world.verify(signed, { algorithmPolicy })).signatures[0]).toMatchObject({
      indication: "INDETERMINATE",
      subIndication: "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    });
    // The renewing timestamp itself came after the fall, with the fallen algorithm: it protects nothing.
    expect((await world.verify(renewed, { algorithmPolicy })).signatures[0]?.indication).toBe(
      "INDETERMINATE",
    );
  });

  it("a change after the archiving is found, with or without a renewal after it", async () => {
    const world = createArchiveWorld();
    const archived = await world.archive(await world.sign(letter));
    const changed = append(archived, ({ update, page }) => {
      update.set(page.ref, "<</Type/Page/MediaBox[0 0 100 100]>>");
    });
    expect((await world.verify(changed)).signatures[0]?.counts).toBe(false);
    world.pass(DAY);
    const renewed = await renewArchive(changed, world.longTerm());
    const verdict = await world.verify(renewed);
    expect(verdict.status).toBe("invalid");
    expect(verdict.signatures[0]?.counts).toBe(false);
  });
});

describe("a store of strangers' making", () => {
  it("with thousands of forged lists is passed over in time, and proves nothing", async () => {
    const world = createArchiveWorld();
    const signed = await world.sign(letter);
    const stuffed = append(signed, ({ update, view, root }) => {
      const impostor = testCertificate({ subject: "CA 1", ca: true });
      const refs = Array.from({ length: 5_000 }, (_, i) => {
        const list = testCrl({ issuer: impostor, thisUpdate: new Date(Date.now() + i * 1000) });
        return serialise(update.addStream("", list));
      });
      update.set(root, serialiseDict(view.catalog, { DSS: `<</CRLs[${refs.join(" ")}]>>` }));
    });
    const cpuTime = cpuClock();
    const verdict = await world.verify(stuffed);
    expect(cpuTime()).toBeLessThan(2_000);
    expect(verdict.signatures[0]?.indication).not.toBe("TOTAL_PASSED");
    expect(verdict.status).not.toMatch(/^valid/);
  });
});

describe("revocation and the proven time", () => {
  const at = (verdict: Awaited<ReturnType<ReturnType<typeof createArchiveWorld>["verify"]>>) =>
    verdict.signatures[0]?.subIndication ?? "passed";

  it("revoked after the proven time passes, before it is REVOKED, with a claimed time it is REVOKED_NO_POE", async () => {
    const world = createArchiveWorld();
    const early = await world.sign(letter);
    const claimed = await world.sign(letter, { level: "B-B" });
    world.pass(DAY);
    world.revoke(world.person);
    world.pass(DAY);
    const late = await world.sign(letter);
    world.pass();
    expect(at(await world.verify(await world.archive(early)))).toBe("passed");
    expect(at(await world.verify(await world.archive(late)))).toBe("REVOKED");
    const online = { offline: false, revocation: world.revocation };
    expect(at(await world.verify(early, online))).toBe("passed");
    expect(at(await world.verify(late, online))).toBe("REVOKED");
    expect(at(await world.verify(claimed, online))).toBe("REVOKED_NO_POE");
  });

  it("an old list in the file hides no revocation from who can ask", async () => {
    const world = createArchiveWorld({ revocation: "crl" });
    const revokedAt = world.now();
    world.pass(3_600_000);
    const kept = await addLongTermData(await world.sign(letter), world.longTerm());
    world.revoke(world.person, revokedAt);
    world.pass();
    expect(at(await world.verify(kept))).toBe("passed");
    const online = { offline: false, revocation: world.revocation };
    expect(at(await world.verify(kept, online))).toBe("REVOKED");
  });

  it("a timestamp authority whose key was stolen proves nothing unless a newer timestamp came first", async () => {
    const world = createArchiveWorld();
    const archived = await world.archive(await world.sign(letter));
    const stolen = world.stamper();
    world.goTo(world.years(3.1));
    const renewed = await renewArchive(archived, world.longTerm());
    world.pass(DAY);
    world.revoke(stolen);
    world.pass();
    const online = { offline: false, revocation: world.revocation };
    expect((await world.verify(archived, online)).signatures[1]?.subIndication).toBe("REVOKED");
    expect(at(await world.verify(archived, online))).toBe("OUT_OF_BOUNDS_NO_POE");
    expect(at(await world.verify(renewed, online))).toBe("passed");
  });

  it("a timestamp authority that ceased in good order keeps its earlier timestamps valid (RFC 3161 section 4)", async () => {
    const world = createArchiveWorld();
    const archived = await world.archive(await world.sign(letter));
    world.pass(DAY);
    world.revoke(world.stamper(), world.now(), 5);
    world.pass();
    const online = { offline: false, revocation: world.revocation };
    expect(at(await world.verify(archived, online))).toBe("passed");
  });
});

function sha256Until(acceptableUntil: Date) {
  const rules = currentAlgorithmPolicy.rules.map((rule) =>
    "hash" in rule && rule.hash === "sha256" ? { ...rule, acceptableUntil } : rule,
  );
  return { ...currentAlgorithmPolicy, rules };
}
