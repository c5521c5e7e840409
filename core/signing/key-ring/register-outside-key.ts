import { assertMay } from "../../access/index.ts";
import { FormRefusal, Refusal, type Sentence } from "../../errors.ts";
import type { House } from "../../system.ts";
import { type PersonActor, transact } from "../../transaction/index.ts";
import { type Certificate, parseCertificate } from "../certificates/index.ts";
import { openPkcs11Signer, Pkcs11Error } from "../keys/index.ts";
import { RemoteSigningError, readRemoteKey } from "../remote/index.ts";
import type { KeyOwner } from "../service.ts";
import { activeCertificate } from "./certificates.ts";
import { pictureProblem } from "./check-picture.ts";
import { keyRingOf } from "./key-ring.ts";
import { keepOutsideKey, type NewOutsideKey } from "./outside-keys.ts";
import { ownerName } from "./owner-name.ts";
import { manageCertificate } from "./permissions.ts";
import { openDemoAccount, remoteClientOf } from "./remote-client.ts";
import { certificateProblem } from "./upload-certificate.ts";

interface Common {
  readonly owner: KeyOwner;
  /** PNG; may be left out when the owner already has a certificate with a picture. */
  readonly image: Uint8Array | undefined;
  readonly requestId?: string;
}

export interface RegisterRemoteKey extends Common {
  /** The holder's user name at the service. */
  readonly userId: string;
}

export interface RegisterTokenKey extends Common {
  readonly tokenLabel: string;
  readonly keyLabel: string;
  /** Of the token's user: tried now, never kept. */
  readonly pin: string;
}

/**
 * Registers the first enabled credential of an account at the remote signing service.
 * @throws FormRefusal on `userId`, `image`; AccessDeniedError; Refusal signing.remote-unconfigured
 */
export async function registerRemoteKey(
  house: House,
  actor: PersonActor,
  input: RegisterRemoteKey,
  now: Date = new Date(),
): Promise<string> {
  assertMay(actor, manageCertificate, input.owner);
  const client = remoteClientOf(house);
  const userId = input.userId.trim();
  if (userId === "") throw new FormRefusal({ userId: TYPE_USER });
  try {
    let [credentialId] = await client.listCredentials(userId);
    if (credentialId === undefined) {
      await openDemoAccount(
        house,
        userId,
        await ownerName(house.database.queries, input.owner),
        input.owner.kind,
      );
      [credentialId] = await client.listCredentials(userId);
    }
    if (credentialId === undefined) throw new FormRefusal({ userId: NO_CREDENTIAL });
    const { certificates, ...key } = await readRemoteKey(client, credentialId);
    return await register(
      house,
      actor,
      input,
      certificates,
      { kind: "remote", reference: key, field: "userId" },
      now,
    );
  } catch (error) {
    if (error instanceof RemoteSigningError) throw new FormRefusal({ userId: error.sentence });
    throw error;
  }
}

/**
 * Registers a key on the server's signing device (`PKCS11_MODULE`); its PIN is typed at each signature.
 * @throws FormRefusal on `keyLabel`, `pin`, `image`; AccessDeniedError; Refusal signing.token-unconfigured
 */
export async function registerTokenKey(
  house: House,
  actor: PersonActor,
  input: RegisterTokenKey,
  now: Date = new Date(),
): Promise<string> {
  assertMay(actor, manageCertificate, input.owner);
  const reference = { tokenLabel: input.tokenLabel.trim(), keyLabel: input.keyLabel.trim() };
  try {
    const signer = await openPkcs11Signer({ module: tokenModule(house), ...reference, pin: input.pin });
    await signer.close();
    const place = { kind: "pkcs11", reference, field: "keyLabel" } as const;
    return await register(house, actor, input, signer.certificates, place, now);
  } catch (error) {
    if (!(error instanceof Pkcs11Error)) throw error;
    throw new FormRefusal({ [PIN_CODES.has(error.code) ? "pin" : "keyLabel"]: error.sentence });
  }
}

/** @throws Refusal signing.token-unconfigured */
export function tokenModule(house: House): string {
  if (house.config.pkcs11Module !== undefined) return house.config.pkcs11Module;
  throw new Refusal("signing.token-unconfigured", 409, {
    vi: "Máy chủ chưa khai báo thiết bị ký. Quản trị viên cần đặt PKCS11_MODULE rồi khởi động lại.",
    en: "No signing device is configured. The administrator sets PKCS11_MODULE and restarts.",
  });
}

const PIN_CODES: ReadonlySet<string> = new Set(["pkcs11.wrong-pin", "pkcs11.last-try", "pkcs11.pin-locked"]);

async function register(
  house: House,
  actor: PersonActor,
  { owner, image, requestId }: Common,
  certificates: readonly Uint8Array[],
  place: Pick<NewOutsideKey, "kind" | "reference"> & { readonly field: string },
  now: Date,
): Promise<string> {
  const [own, ...issuers] = certificates.map((der) => parseCertificate(Uint8Array.from(der)));
  if (own === undefined) throw new FormRefusal({ [place.field]: NO_CREDENTIAL });
  await assertFits(house, owner, own, issuers, place.field, now);
  const imageSha256 = await pictureOf(house, owner, image);
  const { kind, reference } = place;
  return await transact(house, { actor, now, ...(requestId === undefined ? {} : { requestId }) }, (tx) =>
    keepOutsideKey(tx, { owner, kind, reference, certificate: own, issuers, imageSha256 }),
  );
}

async function assertFits(
  house: House,
  owner: KeyOwner,
  own: Certificate,
  issuers: readonly Certificate[],
  field: string,
  now: Date,
): Promise<void> {
  const problem = certificateProblem(
    { own, issuers },
    owner,
    await ownerName(house.database.queries, owner),
    {
      trust: keyRingOf(house).trust,
      now,
      production: house.config.mode === "production",
    },
  );
  if (problem !== undefined) throw new FormRefusal({ [field]: problem });
}

async function pictureOf(house: House, owner: KeyOwner, image: Uint8Array | undefined): Promise<string> {
  if (image === undefined) {
    const earlier = await activeCertificate(house.database.queries, owner);
    if (earlier !== undefined) return earlier.image_sha256;
    throw new FormRefusal({ image: CHOOSE_PICTURE });
  }
  const problem = pictureProblem(image, owner.kind);
  if (problem) throw new FormRefusal({ image: problem });
  return (await house.files.put(image)).sha256;
}

const TYPE_USER: Sentence = {
  vi: "Hãy nhập tên tài khoản ký từ xa.",
  en: "Type the user name at the remote signing service.",
};
const NO_CREDENTIAL: Sentence = {
  vi: "Tài khoản này không có chứng thư số nào để ký.",
  en: "This account has no certificate to sign with.",
};
const CHOOSE_PICTURE: Sentence = {
  vi: "Hãy chọn hình chữ ký hoặc con dấu (PNG nền trong suốt).",
  en: "Choose the picture of the signature or the seal (PNG, transparent).",
};
