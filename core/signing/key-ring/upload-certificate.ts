import { assertMay } from "../../access/index.ts";
import { FormRefusal, type Sentence } from "../../errors.ts";
import type { House } from "../../system.ts";
import { type PersonActor, transact } from "../../transaction/index.ts";
import { foldVietnamese } from "../../ui/vietnamese.ts";
import {
  buildChain,
  type Certificate,
  displayName,
  parseCertificate,
  roleOf,
} from "../certificates/index.ts";
import { KeyError, readPkcs12, softwareSigner } from "../keys/index.ts";
import type { KeyOwner } from "../service.ts";
import type { TrustList } from "../types.ts";
import { activeCertificate, keepCertificate } from "./certificates.ts";
import { pictureProblem } from "./check-picture.ts";
import { isDemoCertificate } from "./demo-certificate.ts";
import { keyRingOf } from "./key-ring.ts";
import { ownerName } from "./owner-name.ts";
import { manageCertificate } from "./permissions.ts";

export interface UploadCertificate {
  readonly owner: KeyOwner;
  /** PKCS#12 (.p12, .pfx); undefined when none was chosen. */
  readonly file: Uint8Array | undefined;
  /** PIN of that file: only tried, never kept. */
  readonly pin: string;
  /** PNG; may be left out when the owner's present picture stays. */
  readonly image: Uint8Array | undefined;
  readonly requestId?: string;
}

/**
 * Keeps a key file with its picture as what the owner signs with from now on; the earlier one is replaced and its key
 * destroyed. Refused: demo certificates in production, ended ones, those of another person or kind, and those under no
 * trusted root, since our own verification would call their signatures invalid.
 *
 * @throws FormRefusal on `file`, `pin`, `image`; AccessDeniedError; Refusal not-found
 */
export async function uploadCertificate(
  house: House,
  actor: PersonActor,
  input: UploadCertificate,
  now: Date = new Date(),
): Promise<void> {
  const { owner } = input;
  assertMay(actor, manageCertificate, owner);
  const name = await ownerName(house.database.queries, owner);
  const earlier = await activeCertificate(house.database.queries, owner);
  const problems: Record<string, Sentence> = {};
  if (input.file === undefined) problems.file = CHOOSE_FILE;
  if (input.pin === "") problems.pin = TYPE_PIN;
  if (input.image !== undefined) {
    const problem = pictureProblem(input.image, owner.kind);
    if (problem) problems.image = problem;
  } else if (earlier === undefined) problems.image = CHOOSE_PICTURE[owner.kind];
  const opened = input.file !== undefined && input.pin !== "" ? open(input.file, input.pin) : undefined;
  if (opened !== undefined && "problem" in opened) Object.assign(problems, opened.problem);
  if (opened !== undefined && "own" in opened) {
    const { trust } = keyRingOf(house);
    const problem = certificateProblem(opened, owner, name, {
      trust,
      now,
      production: house.config.mode === "production",
    });
    if (problem) problems.file = problem;
  }
  if (
    Object.keys(problems).length > 0 ||
    input.file === undefined ||
    opened === undefined ||
    "problem" in opened
  )
    throw new FormRefusal(problems);

  const image = input.image && (await house.files.put(input.image));
  const imageSha256 = image?.sha256 ?? earlier?.image_sha256;
  if (imageSha256 === undefined) throw new FormRefusal({ image: CHOOSE_PICTURE[owner.kind] });
  const { file } = input;
  await transact(
    house,
    { actor, now, ...(input.requestId === undefined ? {} : { requestId: input.requestId }) },
    (tx) =>
      keepCertificate(tx, house.config.secret, {
        owner,
        origin: "upload",
        pkcs12: file,
        certificate: opened.own,
        issuers: opened.issuers.map((issuer) => issuer.der),
        imageSha256,
      }),
  );
  if (earlier) keyRingOf(house).opened.forget(earlier.id);
}

/** A certificate with its issuers, nearest first. */
interface Opened {
  readonly own: Certificate;
  readonly issuers: readonly Certificate[];
}

function open(file: Uint8Array, pin: string): Opened | { readonly problem: Record<string, Sentence> } {
  try {
    const contents = readPkcs12(file, pin);
    softwareSigner(contents);
    const [own, ...issuers] = contents.certificates.map((der) => parseCertificate(der));
    return own === undefined ? { problem: { file: UNREADABLE["key.no-certificate"] } } : { own, issuers };
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    return error.code === "key.wrong-password"
      ? { problem: { pin: WRONG_PIN } }
      : { problem: { file: UNREADABLE[error.code] } };
  }
}

/** Why an owner cannot sign with this certificate; undefined when they can. */
export function certificateProblem(
  { own, issuers }: Opened,
  owner: KeyOwner,
  name: string,
  { trust, now, production }: { trust: TrustList; now: Date; production: boolean },
): Sentence | undefined {
  const subject = displayName(own);
  if (production && isDemoCertificate(own)) {
    return {
      vi: "Đây là chứng thư số thử nghiệm. Hệ thống chính thức chỉ nhận chứng thư số do tổ chức có thẩm quyền cấp.",
      en: "This is a demo certificate. Production takes only certificates of a competent authority.",
    };
  }
  if (own.notAfter < now) {
    return {
      vi: "Chứng thư số trong tệp đã hết hạn. Hãy xin gia hạn rồi tải tệp mới.",
      en: "The certificate in the file has expired. Have it renewed and send the new file.",
    };
  }
  const role = roleOf(own, trust.roleRules ?? []);
  if (role !== owner.kind) {
    return role === "person"
      ? {
          vi: `Đây là chứng thư số của cá nhân (${subject}), không phải của cơ quan.`,
          en: `This is a person's certificate (${subject}), not an organisation's.`,
        }
      : {
          vi: `Đây là chứng thư số của cơ quan (${subject}), không phải của cá nhân.`,
          en: `This is an organisation's certificate (${subject}), not a person's.`,
        };
  }
  if (owner.kind === "person" && foldVietnamese(subject) !== foldVietnamese(name)) {
    return {
      vi: `Chứng thư số trong tệp mang tên ${subject}, khác với ${name}. Mỗi người chỉ ký bằng chứng thư của mình.`,
      en: `The certificate in the file bears the name ${subject}, not ${name}. Everybody signs with their own.`,
    };
  }
  if (
    trust.anchors.length > 0 &&
    !buildChain(own, issuers, trust, now > own.notBefore ? now : own.notBefore).ok
  ) {
    return {
      vi: "Chứng thư số này không nối được tới tổ chức chứng thực mà hệ thống tin cậy, nên chữ ký sẽ bị coi là không hợp lệ. Kiểm tra lại tệp (cần kèm chứng thư trung gian) hoặc báo quản trị viên.",
      en: "This certificate leads to no authority that the platform trusts, so its signatures would count as invalid. Check the file (it must hold the intermediate certificates) or tell the administrator.",
    };
  }
  return undefined;
}

const CHOOSE_FILE = {
  vi: "Hãy chọn tệp chứng thư số (.p12 hoặc .pfx).",
  en: "Choose the key file (.p12 or .pfx).",
};
const TYPE_PIN = { vi: "Hãy nhập mã PIN (mật khẩu) của tệp.", en: "Type the PIN (password) of the file." };
const WRONG_PIN = {
  vi: "Mã PIN không mở được tệp này. Kiểm tra lại mã hoặc tệp.",
  en: "The PIN does not open this file. Check the PIN or the file.",
};
const CHOOSE_PICTURE = {
  person: {
    vi: "Hãy chọn hình chữ ký (PNG nền trong suốt, màu xanh).",
    en: "Choose the picture of the signature (PNG, transparent, blue).",
  },
  organisation: {
    vi: "Hãy chọn hình con dấu (PNG nền trong suốt, màu đỏ).",
    en: "Choose the picture of the seal (PNG, transparent, red).",
  },
};
const UNREADABLE: Readonly<Record<KeyError["code"], Sentence>> = {
  "key.wrong-password": WRONG_PIN,
  "key.not-pkcs12": {
    vi: "Tệp này không phải tệp chứng thư số PKCS#12 (.p12, .pfx).",
    en: "This is not a PKCS#12 key file (.p12, .pfx).",
  },
  "key.unsupported-encryption": {
    vi: "Tệp được mã hóa bằng cách mà hệ thống không đọc được. Hãy xuất lại tệp từ phần mềm quản lý chứng thư.",
    en: "The file is encrypted in a way that cannot be read. Export it again from the certificate program.",
  },
  "key.no-private-key": {
    vi: "Tệp không có khóa bí mật. Khi xuất tệp, hãy chọn kèm khóa bí mật.",
    en: "The file holds no private key. Export it together with the private key.",
  },
  "key.no-certificate": {
    vi: "Tệp không có chứng thư số của khóa. Khi xuất tệp, hãy chọn kèm chứng thư.",
    en: "The file holds no certificate of its key. Export it together with the certificate.",
  },
  "key.too-many-iterations": {
    vi: "Tệp đòi tính toán quá lâu để mở. Hãy xuất lại tệp với thiết lập thông thường.",
    en: "Opening the file would take too long. Export it again with usual settings.",
  },
  "key.unsupported-algorithm": {
    vi: "Loại khóa trong tệp không dùng để ký văn bản được. Cần RSA, P-256 hoặc P-384.",
    en: "The kind of key in the file cannot sign documents. RSA, P-256 or P-384 is needed.",
  },
  "key.does-not-match-certificate": {
    vi: "Khóa và chứng thư số trong tệp không thuộc về nhau.",
    en: "Key and certificate in the file do not belong together.",
  },
  "key.bad-signature": {
    vi: "Khóa trong tệp ký ra chữ ký không đúng. Hãy xuất lại tệp.",
    en: "The key in the file makes signatures that are not right. Export the file again.",
  },
};
