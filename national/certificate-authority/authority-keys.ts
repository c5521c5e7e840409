import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as x509 from "./x509.ts";

/** One certificate with its private key. */
export interface KeyAndCertificate {
  readonly certificate: x509.X509Certificate;
  /** PKCS#8 DER. */
  readonly privateKey: Uint8Array;
}

/** The demo hierarchy: root → sub authority → people, organisations and the timestamp authority. */
export interface AuthorityKeys {
  readonly root: KeyAndCertificate;
  readonly sub: KeyAndCertificate;
  readonly timestamp: KeyAndCertificate;
}

/** RSA-2048 with SHA-256, as the official-duty authority uses it. */
export const rsa2048 = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

const folderName = "authority";
const members = ["root", "sub", "timestamp"] as const;
type Member = (typeof members)[number];

/**
 * The keys of the demo authority: read from `dataDir`, or made there on first use. They are written to a folder
 * beside and moved into place in one step, so that a crash leaves either all of them or none.
 *
 * @param publicUrl the address under which lists and certificates are published; it is written into the certificates
 */
export async function openAuthorityKeys(dataDir: string, publicUrl: string): Promise<AuthorityKeys> {
  const held = await readAuthorityKeys(dataDir);
  if (held !== undefined) return held;
  await mkdir(dataDir, { recursive: true });
  const made = await makeKeys(publicUrl);
  const draft = await mkdtemp(join(dataDir, `${folderName}-draft-`));
  for (const member of members) {
    await writeFile(join(draft, `${member}.crt`), new Uint8Array(made[member].certificate.rawData));
    await writeFile(join(draft, `${member}.key`), made[member].privateKey, { mode: 0o600 });
  }
  try {
    await rename(draft, join(dataDir, folderName));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Someone else was quicker: the keys in place are the ones that count.
    const winner = await readAuthorityKeys(dataDir);
    if (winner === undefined) throw error;
    return winner;
  }
  return made;
}

/** The keys in `dataDir`, or undefined when there are none yet. */
export async function readAuthorityKeys(dataDir: string): Promise<AuthorityKeys | undefined> {
  const folder = join(dataDir, folderName);
  const read = async (member: Member): Promise<KeyAndCertificate> => ({
    certificate: new x509.X509Certificate(await readFile(join(folder, `${member}.crt`))),
    privateKey: new Uint8Array(await readFile(join(folder, `${member}.key`))),
  });
  try {
    return { root: await read("root"), sub: await read("sub"), timestamp: await read("timestamp") };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** The private key for signing certificates and lists with WebCrypto. */
export function importSigningKey(privateKey: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", Uint8Array.from(privateKey), rsa2048, false, ["sign"]);
}

/** A random positive serial number of 16 octets, in hexadecimal. */
export function randomSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("hex");
}

async function makeKeys(publicUrl: string): Promise<AuthorityKeys> {
  const [rootPair, subPair, timestampPair] = await Promise.all([newPair(), newPair(), newPair()]);
  const notBefore = new Date(Date.now() - 86_400_000);
  const until = (years: number): Date => new Date(notBefore.getTime() + years * 365.25 * 86_400_000);
  const caUsage = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  const root = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerialNumber(),
    subject: authorityName("Demo Root CA - CA gốc Thử nghiệm"),
    issuer: authorityName("Demo Root CA - CA gốc Thử nghiệm"),
    notBefore,
    notAfter: until(30),
    publicKey: rootPair.publicKey,
    signingKey: rootPair.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(caUsage, true),
      await x509.SubjectKeyIdentifierExtension.create(rootPair.publicKey),
    ],
  });
  const sub = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerialNumber(),
    subject: authorityName("Demo Sub CA - CA Thử nghiệm"),
    issuer: root.subjectName,
    notBefore,
    notAfter: until(25),
    publicKey: subPair.publicKey,
    signingKey: rootPair.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(caUsage, true),
      await x509.SubjectKeyIdentifierExtension.create(subPair.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(rootPair.publicKey),
      new x509.CRLDistributionPointsExtension([`${publicUrl}/root.crl`]),
      new x509.AuthorityInfoAccessExtension({
        ocsp: `${publicUrl}/ocsp`,
        caIssuers: `${publicUrl}/root.crt`,
      }),
    ],
  });
  const timestamp = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerialNumber(),
    subject: authorityName("Demo TSA - Dấu thời gian Thử nghiệm"),
    issuer: sub.subjectName,
    notBefore,
    notAfter: until(20),
    publicKey: timestampPair.publicKey,
    signingKey: subPair.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      // RFC 3161 section 2.3: this purpose alone, and critical.
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.timeStamping], true),
      await x509.SubjectKeyIdentifierExtension.create(timestampPair.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(subPair.publicKey),
      new x509.CRLDistributionPointsExtension([`${publicUrl}/crl`]),
      new x509.AuthorityInfoAccessExtension({
        ocsp: `${publicUrl}/ocsp`,
        caIssuers: `${publicUrl}/sub.crt`,
      }),
    ],
  });
  return {
    root: { certificate: root, privateKey: await exported(rootPair) },
    sub: { certificate: sub, privateKey: await exported(subPair) },
    timestamp: { certificate: timestamp, privateKey: await exported(timestampPair) },
  };
}

function authorityName(commonName: string): x509.JsonName {
  return [{ C: ["VN"] }, { O: ["Ngọc Linh Demo - Thử nghiệm"] }, { CN: [commonName] }];
}

function newPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(rsa2048, true, ["sign", "verify"]);
}

async function exported(pair: CryptoKeyPair): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
}
