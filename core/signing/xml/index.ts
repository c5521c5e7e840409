export type { FileDigester, SignedContent } from "./check-content.ts";
export type { VerifySignatureOptions } from "./judge-xml.ts";
export type { XmlAttribute, XmlElement, XmlName } from "./node.ts";
export type { XmlLimits } from "./parse-xml.ts";
export { type SignXadesRequest, signXades, type XadesContent } from "./sign-xades.ts";
export { type SignXmlRequest, signXml } from "./sign-xml.ts";
export {
  type VerifyXadesOptions,
  verifyXades,
  type XadesSignatureVerdict,
  type XadesVerdict,
} from "./verify-xades.ts";
export { type VerifyXmlOptions, verifyXml, type XmlVerdict } from "./verify-xml.ts";
export { verifyXmlFile, type XmlFileSignatureVerdict, type XmlFileVerdict } from "./verify-xml-file.ts";
export { XmlError, type XmlErrorCode } from "./xml-error.ts";
export type { XmlProfile } from "./xml-profile.ts";
