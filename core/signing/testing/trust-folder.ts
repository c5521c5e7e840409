import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPkcs12, softwareSigner } from "../keys/index.ts";
import { serialise, serialiseDict } from "../pdf/serialise.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import type { Signer } from "../types.ts";
import { signXades } from "../xml/index.ts";
import { append } from "./attacker.ts";
import { LETTER, samplePdf } from "./sample-pdf.ts";
import { createTestPki, type TestPki } from "./test-pki.ts";

/** Files an operator might have at hand: roots, key files, and PDF files in every state, for tests of commands. */
export interface TrustFolder {
  readonly path: string;
  readonly pki: TestPki;
  file(name: string): string;
  close(): void;
}

/** Password of `person.p12`. */
export const FOLDER_PIN = "gà gáy 6 giờ";
const HOUR = 3_600_000;

/**
 * `root.pem|der`, `bundle.pem` (root and sub CA), `stranger.pem`, `leaf.pem`, `person.p12`; `plain.pdf`, `no-data.pdf`
 * (signed), `both.pdf` (person and organisation with revocation data in the file), `altered.pdf` (a page replaced after
 * that), `alone.pdf` (without its intermediate authority), `cut.pdf`; `letter.xml` (XAdES with revocation data),
 * `altered.xml` (its text changed after that).
 */
export async function openTrustFolder(): Promise<TrustFolder> {
  const path = mkdtempSync(join(tmpdir(), "trust-folder-"));
  const file = (name: string): string => join(path, name);
  const pki = createTestPki();
  const person = pki.issue({ commonName: "Nguyễn Văn Ứng", key: "rsa" });
  const organisation = pki.issue({ commonName: "Sở Thông tin và Truyền thông", role: "organisation" });
  const certificate = person.identity.certificate;
  const plain = await samplePdf([LETTER, [{ text: "Trang hai: kinh phí 5.000.000 đồng", x: 90, y: 100 }]]);
  // Lists newer than the signatures prove that nothing was revoked when they were made.
  const signedAt = new Date(Date.now() - HOUR);
  const timestampAuthority = pki.timestampAuthority(() => signedAt);
  const sign = (pdf: Uint8Array, signer: Signer) =>
    signPdf(pdf, { signer, level: "B-T", timestampAuthority, signedAt });
  const signed = await sign(plain, person.signer);
  const both = withLists(await sign(signed, organisation.signer), pki);
  const lonely = softwareSigner({ privateKey: person.identity.privateKey, certificates: [certificate] });
  const letter = await signXades({
    content: { form: "enveloped", xml: "<giấy-phép><người>Nguyễn Văn A</người></giấy-phép>" },
    signer: person.signer,
    level: "B-T",
    timestampAuthority,
    signedAt,
  });
  const xml = withListsInXml(Buffer.from(letter).toString(), pki);
  const contents: Record<string, string | Uint8Array> = {
    "letter.xml": xml,
    "altered.xml": xml.replace("Văn A", "Văn B"),
    "root.pem": pem(pki.root.certificate),
    "root.der": pki.root.certificate,
    "bundle.pem": `Gốc và trung gian\n${pem(pki.root.certificate)}${pem(pki.sub.certificate)}`,
    "stranger.pem": pem(createTestPki().root.certificate),
    "leaf.pem": pem(certificate),
    "person.p12": createPkcs12({
      privateKey: person.identity.privateKey,
      certificates: [certificate, pki.sub.certificate],
      password: FOLDER_PIN,
      iterations: 1_000,
    }),
    "plain.pdf": plain,
    "no-data.pdf": signed,
    "both.pdf": both,
    "altered.pdf": withOtherPage(both),
    "alone.pdf": withLists(await signPdf(plain, { signer: lonely, level: "B-B", signedAt }), pki),
    "cut.pdf": both.subarray(0, 3_000),
  };
  for (const [name, content] of Object.entries(contents)) writeFileSync(file(name), content);
  return { path, pki, file, close: () => rmSync(path, { recursive: true, force: true }) };
}

/** PEM of a certificate. */
export function pem(der: Uint8Array): string {
  const body = Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}

function withLists(pdf: Uint8Array, pki: TestPki): Buffer {
  return append(pdf, ({ update, view, root }) => {
    const lists = [pki.crl([]), pki.rootCrl()].map((list) => serialise(update.addStream("", list)));
    update.set(root, serialiseDict(view.catalog, { DSS: `<</CRLs[${lists.join(" ")}]>>` }));
  });
}

/** Level B-LT (EN 319 132-1 section 5.4): the lists stand among the unsigned properties. */
function withListsInXml(xml: string, pki: TestPki): string {
  const values = [pki.crl([]), pki.rootCrl()].map(
    (list) =>
      `<xades:EncapsulatedCRLValue>${Buffer.from(list).toString("base64")}</xades:EncapsulatedCRLValue>`,
  );
  return xml.replace(
    "</xades:UnsignedSignatureProperties>",
    `<xades:RevocationValues><xades:CRLValues>${values.join("")}</xades:CRLValues></xades:RevocationValues>$&`,
  );
}

function withOtherPage(pdf: Uint8Array): Buffer {
  return append(pdf, ({ update, pages }) => {
    const page = pages[1];
    if (page === undefined) throw new Error("the sample has two pages");
    const content = update.addStream("", Buffer.from("0 0 m 100 100 l S"));
    update.set(page.ref, serialiseDict(page.dict, { Contents: serialise(content) }));
  });
}
