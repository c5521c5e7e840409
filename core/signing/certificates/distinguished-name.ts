import { type Asn1Node, der, encoded, enter, readOid, readText, tag } from "../asn1/index.ts";

/** One attribute of a name, e.g. { type: "CN", value: "Nguyễn Văn An" }. */
export interface NameAttribute {
  /** Short name where one is known (see `attributeTypes`), else the dotted OID. */
  readonly type: string;
  readonly value: string;
}

/** A parsed X.501 name. */
export interface DistinguishedName {
  readonly attributes: readonly NameAttribute[];
  /** Equal for names that RFC 5280 section 7.1 considers equal (case and runs of spaces do not count). */
  readonly key: string;
  /** The keys of each RDN, for name constraints. */
  readonly parts: readonly string[];
  /** DER as received. */
  readonly der: Uint8Array;
}

/** Attribute types by short name (RFC 4519, RFC 4524, ETSI EN 319 412). */
export const attributeTypes = {
  CN: "2.5.4.3",
  SN: "2.5.4.4",
  serialNumber: "2.5.4.5",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  street: "2.5.4.9",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  title: "2.5.4.12",
  GN: "2.5.4.42",
  organizationIdentifier: "2.5.4.97",
  UID: "0.9.2342.19200300.100.1.1",
  DC: "0.9.2342.19200300.100.1.25",
  E: "1.2.840.113549.1.9.1",
} as const;

const shortNames = new Map<string, string>(Object.entries(attributeTypes).map(([name, oid]) => [oid, name]));
const attributeOids = new Map<string, string>(Object.entries(attributeTypes));

/**
 * Parses a Name.
 *
 * @throws Asn1Error when the structure is wrong. A value of an unusual type is kept as hexadecimal.
 */
export function parseName(node: Asn1Node): DistinguishedName {
  const attributes: NameAttribute[] = [];
  const parts: string[] = [];
  const rdns = enter(node, tag.sequence);
  while (!rdns.done) {
    const members: string[] = [];
    const rdn = enter(rdns.next(), tag.set);
    while (!rdn.done) {
      const pair = enter(rdn.next(), tag.sequence);
      const type = readOid(pair.next());
      const value = textOrHex(pair.next());
      attributes.push({ type: shortNames.get(type) ?? type, value });
      members.push(`${type}=${normalised(value)}`);
    }
    parts.push(members.sort().join("\u0001"));
  }
  return { attributes, key: parts.join("\u0002"), parts, der: encoded(node) };
}

/** The first value of an attribute, by short name or OID. */
export function attributeOf(name: DistinguishedName, type: string): string | undefined {
  return name.attributes.find((attribute) => attribute.type === type)?.value;
}

/** The name for people: "CN=…, O=…", most specific part first (RFC 4514 order). */
export function nameText(name: DistinguishedName): string {
  return [...name.attributes]
    .reverse()
    .map(({ type, value }) => `${type}=${value.replaceAll(/[,+"\\<>;]/g, "\\$&")}`)
    .join(", ");
}

/** DER of a name, one attribute per RDN, in the given order; country and serial number as PrintableString. */
export function encodeName(attributes: readonly NameAttribute[]): Uint8Array {
  return der.sequence(
    ...attributes.map(({ type, value }) => {
      const oid = attributeOids.get(type) ?? type;
      const text =
        type === "C" || type === "serialNumber"
          ? der.printableString(value)
          : type === "E" || type === "DC"
            ? der.ia5String(value)
            : der.utf8String(value);
      return der.setOf(der.sequence(der.oid(oid), text));
    }),
  );
}

function textOrHex(node: Asn1Node): string {
  return isText.has(node.tag) ? readText(node) : `#${Buffer.from(encoded(node)).toString("hex")}`;
}

const isText = new Set<number>([
  tag.utf8String,
  tag.printableString,
  tag.ia5String,
  tag.numericString,
  tag.visibleString,
  tag.teletexString,
  tag.bmpString,
  tag.universalString,
]);

function normalised(value: string): string {
  return value.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
}
