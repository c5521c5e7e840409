import { EDXML_NAMESPACE, OLD_EDXML_NAMESPACE } from "../vocabulary.ts";

/** A small element tree: everything of a message but the contents of its attachments. */
export interface XmlNode {
  readonly local: string;
  readonly uri: string;
  readonly children: XmlNode[];
  readonly attributes: readonly { readonly local: string; readonly value: string }[];
  text: string;
}

export function isEdxmlNamespace(uri: string): boolean {
  return uri === EDXML_NAMESPACE || uri === OLD_EDXML_NAMESPACE;
}

/** Children with this name in an edXML namespace (prefix or none, new or old namespace). */
export function childrenOf(node: XmlNode | undefined, local: string): XmlNode[] {
  return node?.children.filter((child) => child.local === local && isEdxmlNamespace(child.uri)) ?? [];
}

export function childOf(node: XmlNode | undefined, local: string): XmlNode | undefined {
  return node?.children.find((child) => child.local === local && isEdxmlNamespace(child.uri));
}

/** Trimmed text of a child, undefined when it is absent or empty. */
export function textOf(node: XmlNode | undefined, local: string): string | undefined {
  const text = childOf(node, local)?.text.trim();
  return text === "" ? undefined : text;
}

/** Trimmed texts of all children of this name that are not empty. */
export function textsOf(node: XmlNode | undefined, local: string): string[] {
  return childrenOf(node, local)
    .map((child) => child.text.trim())
    .filter((text) => text !== "");
}
