import { createCipheriv, hash, type KeyObject, pbkdf2Sync, randomBytes } from "node:crypto";
import { der, oids } from "../asn1/index.ts";
import { pkcs12Mac } from "./password-encryption.ts";

export interface CreatePkcs12Input {
  readonly privateKey: KeyObject;
  /** DER: the key's own first, then its issuers. */
  readonly certificates: readonly Uint8Array[];
  readonly password: string;
  /** Shown by other programs as the name of the key. */
  readonly friendlyName?: string;
  /** Rounds of PBKDF2 and of the MAC; default 20,000. */
  readonly iterations?: number;
}

/**
 * Writes a PKCS#12 file (RFC 7292): PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC for key and certificates,
 * MAC with SHA-256. OpenSSL 1.1 and later, Windows 10 (1709) and later, and browsers open it.
 */
export function createPkcs12(input: CreatePkcs12Input): Uint8Array {
  const iterations = input.iterations ?? 20_000;
  const [own = new Uint8Array(0)] = input.certificates;
  const localKeyId = hash("sha1", own, "buffer");
  const key = input.privateKey.export({ format: "der", type: "pkcs8" });
  const shroudedKey = encrypt(key, input.password, iterations);
  const keyBag = bag(
    oids.shroudedKeyBag,
    der.sequence(shroudedKey.algorithm, der.octetString(shroudedKey.data)),
    bagAttributes(localKeyId, input.friendlyName),
  );
  const certificateBags = input.certificates.map((certificate, position) =>
    bag(
      oids.certificateBag,
      der.sequence(der.oid(oids.x509Certificate), der.context(0, der.octetString(certificate))),
      position === 0 ? bagAttributes(localKeyId, input.friendlyName) : new Uint8Array(0),
    ),
  );
  const certificates = encrypt(der.sequence(...certificateBags), input.password, iterations);
  const safe = der.sequence(
    der.sequence(
      der.oid(oids.encryptedData),
      der.context(
        0,
        der.sequence(
          der.integer(0),
          der.sequence(der.oid(oids.data), certificates.algorithm, der.contextValue(0, certificates.data)),
        ),
      ),
    ),
    dataInfo(der.sequence(keyBag)),
  );
  const salt = randomBytes(16);
  const mac = pkcs12Mac("sha256", input.password, salt, iterations, safe);
  const digest = der.sequence(der.sequence(der.oid(oids.sha256), der.nullValue), der.octetString(mac));
  return der.sequence(
    der.integer(3),
    dataInfo(safe),
    der.sequence(digest, der.octetString(salt), der.integer(iterations)),
  );
}

function encrypt(
  plain: Uint8Array,
  password: string,
  iterations: number,
): { algorithm: Uint8Array; data: Uint8Array } {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = pbkdf2Sync(Buffer.from(password, "utf8"), salt, iterations, 32, "sha256");
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  const derivation = der.sequence(
    der.oid(oids.pbkdf2),
    der.sequence(
      der.octetString(salt),
      der.integer(iterations),
      der.sequence(der.oid(oids.hmacSha256), der.nullValue),
    ),
  );
  const scheme = der.sequence(der.oid(oids.aes256Cbc), der.octetString(iv));
  return {
    algorithm: der.sequence(der.oid(oids.pbes2), der.sequence(derivation, scheme)),
    data: Buffer.concat([cipher.update(plain), cipher.final()]),
  };
}

function dataInfo(content: Uint8Array): Uint8Array {
  return der.sequence(der.oid(oids.data), der.context(0, der.octetString(content)));
}

function bag(type: string, value: Uint8Array, attributes: Uint8Array): Uint8Array {
  return der.sequence(der.oid(type), der.context(0, value), attributes);
}

function bagAttributes(localKeyId: Uint8Array, friendlyName: string | undefined): Uint8Array {
  const identifier = der.sequence(der.oid(oids.localKeyId), der.setOf(der.octetString(localKeyId)));
  if (friendlyName === undefined) return der.setOf(identifier);
  const name = der.sequence(der.oid(oids.friendlyName), der.setOf(der.bmpString(friendlyName)));
  return der.setOf(identifier, name);
}
