import { type HostileFile, type HostileWorld, hostile } from "./hostile-file.ts";
import { AT, letterObjects, rawPdf, signRaw } from "./raw-pdf.ts";

/** Forgeries of /ByteRange and /Contents (ISO 32000-2 section 12.8.1): universal forgery, wrapping, partial coverage. */
export function forgedRanges(world: HostileWorld): HostileFile[] {
  return [...editedRanges(world), ...oddDictionaries(world)];
}

function editedRanges({ letter }: HostileWorld): HostileFile[] {
  const at = letter.indexOf("/ByteRange [");
  const end = letter.indexOf("/Contents <");
  const room = end - at;
  const [, b = 0, c = 0, d = 0] = (letter.toString("latin1", at, end).match(/\d+/g) ?? []).map(Number);
  const ranges: readonly [string, string][] = [
    ["absent", ""],
    ["null", "/ByteRange null"],
    ["a name", "/ByteRange /All"],
    ["a string", "/ByteRange (0)"],
    ["a dictionary", "/ByteRange <<>>"],
    ["true", "/ByteRange true"],
    ["empty", "/ByteRange []"],
    ["of one number", "/ByteRange [0]"],
    ["of two numbers", `/ByteRange [0 ${b}]`],
    ["of three numbers", `/ByteRange [0 ${b} ${c}]`],
    ["of five numbers", `/ByteRange [0 ${b} ${c} ${d} 0]`],
    ["of six numbers", `/ByteRange [0 9 9 ${b - 9} ${c} ${d}]`],
    ["of names", "/ByteRange [/a /b /c /d]"],
    ["of real numbers", `/ByteRange [0.5 ${b}.5 ${c} ${d}]`],
    ["with a null inside", `/ByteRange [0 ${b} null ${d}]`],
    ["nested", `/ByteRange [[0 ${b} ${c} ${d}]]`],
    ["all zero", "/ByteRange [0 0 0 0]"],
    ["negative start", `/ByteRange [-1 ${b} ${c} ${d}]`],
    ["negative length", `/ByteRange [0 -${b} ${c} ${d}]`],
    ["negative second start", `/ByteRange [0 ${b} -${c} ${d}]`],
    ["negative second length", `/ByteRange [0 ${b} ${c} -${d}]`],
    ["not from the start", `/ByteRange [5 ${b - 5} ${c} ${d}]`],
    ["a huge second length", `/ByteRange [0 ${b} ${c} 9999999999]`],
    ["beyond safe integers", `/ByteRange [0 ${b} ${c} 99999999999999999999]`],
    ["overlapping", `/ByteRange [0 ${b} ${b - 50} ${d}]`],
    ["swapped halves", `/ByteRange [${c} ${d} 0 ${b}]`],
    ["a gap larger before", `/ByteRange [0 ${b - 30} ${c} ${d}]`],
    ["a gap larger behind", `/ByteRange [0 ${b} ${c + 30} ${d - 30}]`],
    ["no gap", `/ByteRange [0 ${b} ${b} ${c - b + d}]`],
    ["brackets left out of the gap", `/ByteRange [0 ${b + 1} ${c - 1} ${d + 1}]`],
    ["a tail left uncovered", `/ByteRange [0 ${b} ${c} ${d - 300}]`],
    ["the first block only", `/ByteRange [0 ${b} ${c} 0]`],
    ["written twice", `/ByteRange [0 ${b} ${c} ${d}]/ByteRange [0 9 9 9]`],
    ["as a reference", "/ByteRange 3 0 R"],
    ["under an escaped name", `/Byte#52ange [0 ${b} ${c} ${d}] /X`],
  ];
  return ranges
    .filter(([, text]) => text.length <= room)
    .map(([name, text]) => {
      const bytes = Buffer.from(letter);
      bytes.write(text.padEnd(room), at, "latin1");
      return hostile(`/ByteRange ${name}`, bytes);
    });
}

function oddDictionaries({ letter, signer, chain }: HostileWorld): HostileFile[] {
  const signed = (change: (dictionary: string) => string, objects = letterObjects()): Buffer => {
    objects.set(AT.signature, change(String(objects.get(AT.signature))));
    return signRaw(rawPdf(objects), { identity: signer, certificates: chain });
  };
  const direct = letterObjects();
  direct.set(32, "<00>");
  const replaced = (from: string, to: string): Buffer => {
    const bytes = Buffer.from(letter);
    bytes.write(to.padEnd(from.length), bytes.indexOf(from), "latin1");
    return bytes;
  };
  return [
    hostile(
      "/Contents twice, the good one first",
      signed((text) => text.replace(/>>$/, "/Contents <00>>>")),
    ),
    hostile(
      "/Contents twice, the good one last",
      signed((text) => text.replace("/Type/Sig", "/Contents <00>/Type/Sig")),
    ),
    hostile(
      "/Contents twice under an escaped name",
      signed((text) => text.replace(/>>$/, "/C#6fntents <00>>>")),
    ),
    hostile(
      "/Contents by reference",
      signed(
        (text) =>
          text.replace("/Contents <", "/Contents 32 0 R/Xontents <").replace("/Xontents", "/Contents"),
        direct,
      ),
    ),
    hostile("/Contents absent", replaced("/Contents <", "/Kontents <"), { sub: "FORMAT_FAILURE" }),
    hostile(
      "/Contents empty",
      signed((text) => text.replace(/\/Contents <0+>/, "/Contents <>/Note <00>/Contents <>")),
    ),
    hostile("/SubFilter absent", replaced("/SubFilter/ETSI.CAdES.detached", "")),
    hostile("/SubFilter unknown", replaced("/ETSI.CAdES.detached", "/ETSI.CAdES.deteched")),
    hostile("/SubFilter of SHA-1 signatures", replaced("/ETSI.CAdES.detached", "/adbe.pkcs7.sha1")),
    hostile("/SubFilter x509 RSA", replaced("/ETSI.CAdES.detached", "/adbe.x509.rsa_sha1")),
    hostile(
      "a signature over the range of a document timestamp",
      signed((text) =>
        text.replace("/Type/Sig", "/Type/DocTimeStamp").replace("ETSI.CAdES.detached", "ETSI.RFC3161"),
      ),
    ),
    hostile(
      "the dictionary with another key twice",
      signed((text) => text.replace(/>>$/, "/Filter/Other>>")),
    ),
  ];
}
