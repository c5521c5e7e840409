/** One attribute; namespace declarations are kept apart. */
export interface XmlAttribute {
  /** As written, with prefix. */
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  /** "" for an attribute without prefix. */
  readonly uri: string;
  readonly value: string;
}

/** An element of a parsed document. Text is merged: no comment or section ever splits it. */
export interface XmlElement {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly attributes: XmlAttribute[];
  /** Prefix → namespace, everything in scope; "" is the default namespace. */
  readonly scope: ReadonlyMap<string, string>;
  readonly parent: XmlElement | undefined;
  readonly children: (XmlElement | string)[];
}

/** A parsed document: the tree, and the element that bears each identifier. */
export interface XmlDocument {
  readonly root: XmlElement;
  /**
   * Elements by the value of their unprefixed attribute `Id`. Values are unique among all attributes called id in
   * whatever case or namespace, so that no two readers can mean different elements.
   */
  readonly ids: ReadonlyMap<string, XmlElement>;
  /** What all its canonical forms together may still cost. */
  readonly work: CanonicalWork;
}

/** Characters of canonical form that may still be written; each signature of a document draws on it. */
export interface CanonicalWork {
  left: number;
}

/** An expanded name. */
export interface XmlName {
  readonly uri: string;
  readonly local: string;
}

export function isNamed(element: XmlElement, uri: string, local: string): boolean {
  return element.uri === uri && element.local === local;
}

export function elementsIn(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== "string");
}

/** The value of an attribute without namespace. */
export function attributeOfXml(element: XmlElement, local: string): string | undefined {
  return element.attributes.find((attribute) => attribute.uri === "" && attribute.local === local)?.value;
}

/** The text of an element that holds nothing else; undefined when it holds elements. */
export function textOnly(element: XmlElement): string | undefined {
  return element.children.every((child) => typeof child === "string") ? element.children.join("") : undefined;
}

/** All elements below and including this one, in document order. */
export function* descendants(element: XmlElement): Generator<XmlElement> {
  const open = [element];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    open.push(...elementsIn(next).reverse());
  }
}

/** True when `inner` is `outer` or lies below it. */
export function isWithin(inner: XmlElement, outer: XmlElement): boolean {
  for (let at: XmlElement | undefined = inner; at !== undefined; at = at.parent)
    if (at === outer) return true;
  return false;
}
