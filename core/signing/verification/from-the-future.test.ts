import { beforeAll, describe, expect, it } from "vitest";
import { serialise, serialiseDict } from "../pdf/serialise.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import { append } from "../testing/attacker.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { testOcsp } from "../testing/test-ocsp.ts";
import { createTestPki } from "../testing/test-pki.ts";
import { verifyPdf } from "./verify-pdf.ts";

const pki = createTestPki();
const { signer, identity } = pki.issue({ commonName: "Nguyễn Văn Ứng" });
const HOUR = 3_600_000;
const hours = (count: number): Date => new Date(Date.now() + count * HOUR);
let letter: Uint8Array;
let signed: Uint8Array;

beforeAll(async () => {
  letter = await samplePdf();
  signed = await signAt(hours(-2));
});

const signAt = async (time: Date) =>
  await signPdf(letter, {
    signer,
    level: "B-T",
    timestampAuthority: pki.timestampAuthority(() => time),
    signedAt: hours(-2),
  });

function withEvidence(
  pdf: Uint8Array,
  crls: readonly Uint8Array[],
  ocsps: readonly Uint8Array[] = [],
): Buffer {
  return append(pdf, ({ update, view, root }) => {
    const list = (items: readonly Uint8Array[]) =>
      items.map((item) => serialise(update.addStream("", item))).join(" ");
    update.set(root, serialiseDict(view.catalog, { DSS: `<</CRLs[${list(crls)}]/OCSPs[${list(ocsps)}]>>` }));
  });
}

const verdict = async (pdf: Uint8Array, at?: Date) => {
  const { status, signatures } = await verifyPdf(pdf, {
    trust: pki.trust,
    offline: true,
    ...(at === undefined ? {} : { at }),
  });
  return [status, signatures[0]?.failedCheck, signatures[0]?.time.source];
};
const answer = (input: Partial<Parameters<typeof testOcsp>[0]>) =>
  testOcsp({ issuer: pki.sub, certificate: identity.certificate, ...input });

describe("what was made at a time that has not come", () => {
  it("clears nobody: a revocation list and an OCSP answer", async () => {
    const tomorrow = pki.crl([], hours(24), hours(48));
    expect(await verdict(withEvidence(signed, [tomorrow, pki.rootCrl()]))).toEqual([
      "unknown",
      "revocation.from-the-future",
      "signature-timestamp",
    ]);
    const said = answer({ thisUpdate: hours(24) });
    expect((await verdict(withEvidence(signed, [pki.rootCrl()], [said])))[0]).toBe("unknown");
  });

  it("still revokes: an authority with a wrong clock revoked all the same", async () => {
    const revoking = pki.crl([{ serial: identity.serial, at: hours(-24) }], hours(24), hours(48));
    expect(await verdict(withEvidence(signed, [revoking, pki.rootCrl()]))).toEqual([
      "invalid",
      "revocation.revoked",
      "signature-timestamp",
    ]);
  });

  it("proves no time: a timestamp", async () => {
    const lists = [pki.crl([]), pki.rootCrl()];
    const early = await signAt(hours(24 * 40));
    expect((await verdict(withEvidence(early, lists)))[2]).toBe("claimed");
    expect((await verdict(withEvidence(signed, lists)))[2]).toBe("signature-timestamp");
  });

  it("is of the past for whoever asks about a later time", async () => {
    const tomorrow = pki.crl([], hours(24), hours(48));
    const rules = withEvidence(signed, [tomorrow, pki.rootCrl()]);
    expect((await verdict(rules, hours(30)))[0]).toBe("valid-one");
  });
});
