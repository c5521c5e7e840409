import type { HashName } from "../types.ts";
import { decodeBase64 } from "../xml/base64.ts";
import { fileName } from "../xml/check-content.ts";
import { DIGEST_METHODS, DS } from "../xml/names.ts";
import { attributeOfXml, elementsIn, isNamed, textOnly } from "../xml/node.ts";
import { parseXml, type XmlLimits } from "../xml/parse-xml.ts";
import { XmlError } from "../xml/xml-error.ts";
import { ASIC } from "./asic.ts";

/** META-INF/ASiCManifest*.xml: the digests of the files that a CAdES signature or a timestamp covers. */
export interface AsicManifest {
  /** Name of the signature or timestamp file. */
  readonly signature: string;
  readonly objects: readonly {
    readonly name: string;
    readonly hash: HashName;
    readonly digest: Uint8Array;
  }[];
}

/** Reads a manifest (EN 319 162-1 annex A.4); a text when it is none. */
export function readAsicManifest(bytes: Uint8Array, limits: XmlLimits): AsicManifest | string {
  try {
    const { root } = parseXml(bytes, limits);
    if (!isNamed(root, ASIC, "ASiCManifest")) return `root element ${root.name}`;
    const [reference, ...more] = elementsIn(root).filter((element) => isNamed(element, ASIC, "SigReference"));
    const signature = reference && fileName(attributeOfXml(reference, "URI") ?? "");
    if (signature === undefined || more.length > 0) return "not exactly one SigReference to a file";
    const objects: AsicManifest["objects"][number][] = [];
    for (const element of elementsIn(root).filter((each) => isNamed(each, ASIC, "DataObjectReference"))) {
      const name = fileName(attributeOfXml(element, "URI") ?? "");
      const [method, ...methods] = elementsIn(element).filter((each) => isNamed(each, DS, "DigestMethod"));
      const [value, ...values] = elementsIn(element).filter((each) => isNamed(each, DS, "DigestValue"));
      const hash = DIGEST_METHODS.get((method && attributeOfXml(method, "Algorithm")) ?? "");
      const digest = value && decodeBase64(textOnly(value) ?? "");
      if (
        name === undefined ||
        hash === undefined ||
        digest === undefined ||
        methods.length + values.length > 0
      )
        return `DataObjectReference ${name ?? "without a file"} cannot be used`;
      if (objects.some((each) => each.name === name)) return `${name} stands twice`;
      objects.push({ name, hash, digest });
    }
    return objects.length === 0 ? "no DataObjectReference" : { signature, objects };
  } catch (error) {
    if (error instanceof XmlError) return error.message;
    throw error;
  }
}
