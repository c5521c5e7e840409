import { createTestPki } from "../test-pki.ts";
import type { HostileWorld } from "./hostile-file.ts";
import { AT, letterObjects, rawPdf, signatureDictionary, signRaw } from "./raw-pdf.ts";

/** A person, a second person, and the letter signed by the first one in several ways. */
export function createHostileWorld(): HostileWorld {
  const pki = createTestPki();
  const signer = pki.issue({ commonName: "Nguyễn Văn Ứng", key: "ec" }).identity;
  const other = pki.issue({ commonName: "Trần Thị Bình", key: "ec" }).identity;
  const chain = [signer.certificate, pki.sub.certificate];
  const letter = signRaw(rawPdf(letterObjects()), { identity: signer, certificates: chain });
  const certify = (level: 1 | 2 | 3): Buffer => {
    const transform = `/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P ${level}>>>>]`;
    const objects = letterObjects();
    objects.set(AT.signature, signatureDictionary(transform));
    objects.set(AT.perms, "<</DocMDP 30 0 R>>");
    objects.set(AT.catalog, String(objects.get(AT.catalog)).replace(/>>$/, "/Perms 25 0 R>>"));
    return signRaw(rawPdf(objects), { identity: signer, certificates: chain });
  };
  const objects = letterObjects();
  const lock =
    "/Reference[<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2/Action/Include/Fields[(so)]>>>>]";
  objects.set(AT.signature, signatureDictionary(lock));
  const locked = signRaw(rawPdf(objects), { identity: signer, certificates: chain });
  return {
    pki,
    signer,
    other,
    chain,
    letter,
    certified: { 1: certify(1), 2: certify(2), 3: certify(3) },
    locked,
  };
}
