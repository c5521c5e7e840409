import { sign } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createTestPki } from "../testing/test-pki.ts";
import type { Signer } from "../types.ts";
import { signXml } from "./sign-xml.ts";
import { BESIDE, MESSAGE, PROFILE } from "./testing/messages.ts";
import { openXmlSec } from "./testing/xmlsec.ts";
import { verifyXml } from "./verify-xml.ts";

const pki = createTestPki();
const people = {
  rsa: pki.issue({ commonName: "Y Thuý Lan", key: "rsa" }),
  ec: pki.issue({ commonName: "A Bình", key: "ec" }),
};
const options = { profile: PROFILE, trust: pki.trust, revocation: pki.allGood };
const judge = openXmlSec();
afterAll(() => judge.dispose());

describe("the strict XML signature of messages", () => {
  it.each(["rsa", "ec"] as const)("an %s signature holds, here and for xmlsec1", async (kind) => {
    for (const profile of [PROFILE, BESIDE]) {
      const signed = await signXml(MESSAGE, { profile, signer: people[kind].signer });
      expect(judge.verify(signed, pki.root.certificate)).toMatchObject({ ok: true });
      const verdict = await verifyXml(signed, { ...options, profile });
      expect(verdict).toMatchObject({
        problem: undefined,
        signature: { indication: "TOTAL_PASSED", counts: true },
      });
      expect(verdict.signed?.attachments.map((a) => a.children.join(""))).toEqual([
        "JVBERi0xLjc=",
        "UEsDBA==",
      ]);
      expect(verdict.sentence.vi).toContain(kind === "rsa" ? "Y Thuý Lan" : "A Bình");
    }
  });

  it("SHA-384 is the other hash of the profile", async () => {
    const { privateKey, certificate } = people.ec.identity;
    const signer: Signer = {
      certificates: [certificate, pki.sub.certificate],
      algorithm: "ecdsa-sha384",
      sign: async (octets) => sign("sha384", octets, privateKey),
    };
    const signed = await signXml(MESSAGE, { profile: PROFILE, signer });
    expect(Buffer.from(signed).toString()).toContain("xmldsig-more#sha384");
    expect(judge.verify(signed, pki.root.certificate).ok).toBe(true);
    expect((await verifyXml(signed, options)).signature?.counts).toBe(true);
  });

  it.each(["rsa", "ec"] as const)("what xmlsec1 signs with %s by the profile is accepted", async (kind) => {
    const reference = (id: string, enveloped: boolean) =>
      `<Reference URI="#${id}"><Transforms>${enveloped ? '<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>' : ""}` +
      '<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></Transforms>' +
      '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference>';
    const template = MESSAGE.replace("<m:Header>", '<m:Header Id="h">')
      .replace("<m:Attachment name", '<m:Attachment Id="a" name')
      .replace("<m:Attachment digest", '<m:Attachment Id="b" digest')
      .replace(
        "</m:Header>",
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>' +
          `<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#${kind === "rsa" ? "rsa" : "ecdsa"}-sha256"/>` +
          `${reference("h", true)}${reference("a", false)}${reference("b", false)}</SignedInfo>` +
          "<SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature></m:Header>",
      );
    const signed = judge.sign(template, people[kind].identity, pki.sub.certificate);
    expect(await verifyXml(signed, options)).toMatchObject({
      problem: undefined,
      signature: { counts: true },
    });
  });

  it("an unsigned message is said to be unsigned; a signed one is not signed again", async () => {
    expect(await verifyXml(MESSAGE, options)).toMatchObject({
      signature: undefined,
      problem: undefined,
      sentence: { vi: "Thông điệp không có chữ ký số." },
    });
    const { signer } = people.ec;
    const signed = await signXml(MESSAGE, { profile: PROFILE, signer });
    await expect(signXml(signed, { profile: PROFILE, signer })).rejects.toMatchObject({
      code: "xml.already-signed",
    });
  });

  it("trust and revocation decide as for every signature", async () => {
    const signed = await signXml(MESSAGE, { profile: PROFILE, signer: people.ec.signer });
    const stranger = await verifyXml(signed, { ...options, trust: createTestPki().trust });
    expect(stranger.signature).toMatchObject({ subIndication: "NO_CERTIFICATE_CHAIN_FOUND", counts: false });
    expect(stranger.signed).toBeUndefined();
    expect((await verifyXml(signed, { ...options, offline: true })).signature).toMatchObject({
      indication: "INDETERMINATE",
      subIndication: "TRY_LATER",
    });
  });
});
