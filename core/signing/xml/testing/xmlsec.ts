import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pem } from "../../testing/test-certificates.ts";
import type { TestIdentity } from "../../testing/test-pki.ts";

/** Debian's xmlsec1, the independent judge of XML signatures. */
export interface XmlSecBench {
  /** What xmlsec1 says of the signatures; `idNames` are element names that bear an `Id`. */
  verify(
    xml: Uint8Array,
    root: Uint8Array,
    files?: Readonly<Record<string, Uint8Array>>,
  ): {
    readonly ok: boolean;
    readonly text: string;
  };
  /** Lets xmlsec1 fill a template. */
  sign(template: string, identity: TestIdentity, issuer: Uint8Array): Buffer;
  dispose(): void;
}

/** Element names with an `Id` in the messages of these tests: without a DTD xmlsec1 must be told. */
const ID_ELEMENTS = [
  "urn:test:message:Header",
  "urn:test:message:Attachment",
  "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
  "http://www.w3.org/2000/09/xmldsig#:Object",
];

export function openXmlSec(): XmlSecBench {
  const folder = mkdtempSync(join(tmpdir(), "xmlsec-"));
  const ids = ID_ELEMENTS.flatMap((name) => ["--id-attr:Id", name]);
  const put = (name: string, content: Uint8Array | string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync("/usr/bin/xmlsec1", args, { cwd: folder, encoding: "utf8" });
    return { ok: status === 0, text: `${stdout}${stderr}` };
  };
  return {
    verify(xml, root, files = {}) {
      for (const [name, bytes] of Object.entries(files)) put(name, bytes);
      const trusted = put("root.pem", pem("CERTIFICATE", root));
      return run(
        "--verify",
        "--enabled-key-data",
        "x509",
        "--trusted-pem",
        trusted,
        ...ids,
        put("in.xml", xml),
      );
    },
    sign(template, identity, issuer) {
      const key = put("key.pem", identity.privateKey.export({ type: "pkcs8", format: "pem" }).toString());
      const certificates = [identity.certificate, issuer].map((der, i) =>
        put(`c${i}.pem`, pem("CERTIFICATE", der)),
      );
      const out = join(folder, "out.xml");
      const keys = ["--privkey-pem", [key, ...certificates].join(",")];
      const { ok, text } = run("--sign", "--output", out, ...keys, ...ids, put("template.xml", template));
      if (!ok) throw new Error(text);
      return readFileSync(out);
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
