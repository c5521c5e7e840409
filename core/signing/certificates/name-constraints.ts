import type { Certificate } from "./certificate.ts";
import type { DistinguishedName } from "./distinguished-name.ts";
import type { GeneralName, NameConstraints } from "./extensions.ts";

/**
 * Why a certificate's names break an issuer's constraints (RFC 5280 section 4.2.1.10); undefined when they do not.
 * Constraints of a kind that is not compared here are broken by any name of that kind.
 */
export function brokenNameConstraint(
  certificate: Certificate,
  constraints: NameConstraints,
): string | undefined {
  for (const name of namesOf(certificate)) {
    const excluded = constraints.excluded.some((limit) => sameKind(limit, name) && within(name, limit, true));
    if (excluded) return `${describe(name)} is excluded`;
    const permitted = constraints.permitted.filter((limit) => sameKind(limit, name));
    if (permitted.length > 0 && !permitted.some((limit) => within(name, limit, false))) {
      return `${describe(name)} is not permitted`;
    }
  }
  return undefined;
}

function namesOf(certificate: Certificate): GeneralName[] {
  const { subject, extensions } = certificate;
  const names: GeneralName[] = [...extensions.alternativeNames];
  if (subject.attributes.length > 0) names.push({ kind: "directory", value: subject });
  for (const { type, value } of subject.attributes) {
    if (type === "E") names.push({ kind: "email", value });
  }
  return names;
}

function sameKind(limit: GeneralName, name: GeneralName): boolean {
  if (limit.kind === "other" && name.kind === "other") {
    return limit.tagNumber === -1 || limit.tagNumber === name.tagNumber;
  }
  return limit.kind === name.kind || (limit.kind === "other" && limit.tagNumber === -1);
}

function within(name: GeneralName, limit: GeneralName, whenUnknown: boolean): boolean {
  if (name.kind === "directory" && limit.kind === "directory") return startsWith(name.value, limit.value);
  if (name.kind === "dns" && limit.kind === "dns") return domainWithin(name.value, limit.value);
  if (name.kind === "uri" && limit.kind === "uri") return domainWithin(hostOf(name.value), limit.value);
  if (name.kind === "email" && limit.kind === "email") return emailWithin(name.value, limit.value);
  return whenUnknown;
}

function startsWith(name: DistinguishedName, base: DistinguishedName): boolean {
  return base.parts.every((part, i) => name.parts[i] === part);
}

function domainWithin(domain: string, limit: string): boolean {
  const host = domain.toLowerCase();
  const base = limit.toLowerCase();
  if (base === "") return true;
  return base.startsWith(".") ? host.endsWith(base) : host === base || host.endsWith(`.${base}`);
}

function emailWithin(email: string, limit: string): boolean {
  if (limit.includes("@")) return email.toLowerCase() === limit.toLowerCase();
  const host = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return limit.startsWith(".") ? host.endsWith(limit.toLowerCase()) : host === limit.toLowerCase();
}

function hostOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).hostname : "";
}

function describe(name: GeneralName): string {
  if (name.kind === "other") return `a name of kind ${name.tagNumber}`;
  return name.kind === "directory" ? "the subject" : `${name.kind} ${name.value}`;
}
