import { XmlError } from "./xml-error.ts";

export interface XmlAttribute {
  readonly name: string;
  readonly local: string;
  /** Namespace, "" for an attribute without prefix. */
  readonly uri: string;
  readonly value: string;
}

/** Prefix → namespace of everything in scope; the empty prefix is the default namespace. */
export type NamespaceScope = ReadonlyMap<string, string>;

export interface StartTag {
  /** As written, with prefix. */
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
  readonly scope: NamespaceScope;
  readonly empty: boolean;
}

const NAME_START =
  ":A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F" +
  "\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}";
const NAME = `[${NAME_START}][${NAME_START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040]*`;
const TAG_NAME = new RegExp(NAME, "uy");
const ATTRIBUTE = new RegExp(
  `[ \\t\\r\\n]+(${NAME})[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:"([^"<]*)"|'([^'<]*)')`,
  "uy",
);
const TAG_END = /[ \t\r\n]*(\/?)$/y;
const WHOLE_NAME = new RegExp(`^${NAME}$`, "u");

const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";
const XMLNS_NAMESPACE = "http://www.w3.org/2000/xmlns/";
export const ROOT_SCOPE: NamespaceScope = new Map([
  ["", ""],
  ["xml", XML_NAMESPACE],
]);

export function isXmlName(text: string): boolean {
  return WHOLE_NAME.test(text);
}

/**
 * Parses the inside of a start tag (without the angle brackets) and resolves its namespaces.
 * @throws XmlError when it is not well-formed, uses an undeclared prefix or has more than `maxAttributes`.
 */
export function parseStartTag(
  text: string,
  outer: NamespaceScope,
  maxAttributes: number,
  offset: number,
  expand: (raw: string) => string,
): StartTag {
  const fail = (en: string): XmlError =>
    new XmlError("X.NotWellFormed", offset, `Thẻ XML viết sai: <${text.slice(0, 60)}>.`, en);
  TAG_NAME.lastIndex = 0;
  const name = TAG_NAME.exec(text)?.[0];
  if (name === undefined) throw fail(`Bad element name in <${text.slice(0, 60)}>.`);
  const raw: { name: string; value: string }[] = [];
  let position = name.length;
  for (;;) {
    ATTRIBUTE.lastIndex = position;
    const match = ATTRIBUTE.exec(text);
    if (match === null) break;
    if (raw.length >= maxAttributes) {
      throw new XmlError(
        "L.Attributes",
        offset,
        `Một thẻ có quá ${maxAttributes} thuộc tính.`,
        `More than ${maxAttributes} attributes in one tag.`,
      );
    }
    raw.push({
      name: match[1] ?? "",
      value: expand((match[2] ?? match[3] ?? "").replace(/\r\n|[\t\r\n]/g, " ")),
    });
    position = ATTRIBUTE.lastIndex;
  }
  TAG_END.lastIndex = position;
  const end = TAG_END.exec(text);
  if (end === null) throw fail(`Bad attribute in <${text.slice(0, 60)}>.`);

  const scope = scopeOf(raw, outer, fail);
  const attributes: XmlAttribute[] = [];
  const seen = new Set<string>();
  for (const { name: attributeName, value } of raw) {
    if (seen.has(attributeName)) throw fail(`Attribute ${attributeName} stands twice.`);
    seen.add(attributeName);
    if (attributeName === "xmlns" || attributeName.startsWith("xmlns:")) continue;
    const [prefix, local] = split(attributeName, fail);
    const uri = prefix === "" ? "" : resolve(prefix, scope, offset);
    const expanded = `{${uri}}${local}`;
    if (uri !== "" && seen.has(expanded)) throw fail(`Attribute ${local} stands twice.`);
    seen.add(expanded);
    attributes.push({ name: attributeName, local, uri, value });
  }
  const [prefix, local] = split(name, fail);
  const uri = resolve(prefix, scope, offset);
  return { name, prefix, local, uri, attributes, scope, empty: end[1] === "/" };
}

function scopeOf(
  raw: readonly { name: string; value: string }[],
  outer: NamespaceScope,
  fail: (en: string) => XmlError,
): NamespaceScope {
  let scope: Map<string, string> | undefined;
  for (const { name, value } of raw) {
    if (name !== "xmlns" && !name.startsWith("xmlns:")) continue;
    const prefix = name === "xmlns" ? "" : name.slice(6);
    const reserved = prefix === "xmlns" || (prefix === "xml") !== (value === XML_NAMESPACE);
    if (reserved || value === XMLNS_NAMESPACE || (prefix !== "" && value === "") || prefix.includes(":")) {
      throw fail(`Forbidden namespace declaration ${name}.`);
    }
    scope ??= new Map(outer);
    scope.set(prefix, value);
  }
  return scope ?? outer;
}

function split(name: string, fail: (en: string) => XmlError): [prefix: string, local: string] {
  const colon = name.indexOf(":");
  if (colon < 0) return ["", name];
  const prefix = name.slice(0, colon);
  const local = name.slice(colon + 1);
  if (prefix === "" || !isXmlName(local) || local.includes(":")) throw fail(`Bad qualified name ${name}.`);
  return [prefix, local];
}

function resolve(prefix: string, scope: NamespaceScope, offset: number): string {
  const uri = scope.get(prefix);
  if (uri === undefined) {
    throw new XmlError(
      "X.Namespace",
      offset,
      `Tiền tố “${prefix}:” chưa được khai báo không gian tên.`,
      `Prefix "${prefix}" is not declared.`,
    );
  }
  return uri;
}
