import { encode } from "uqr";
import { assertMay } from "../access/index.ts";
import { Refusal } from "../errors.ts";
import { type PersonActor, transact } from "../transaction/index.ts";
import type { IdentityHost } from "./host.ts";
import { manageOwnAccount } from "./permissions.ts";
import { openSecret, sealSecret } from "./secret-box.ts";
import { TOTP_PURPOSE } from "./spend-code.ts";
import { base32, newTotpKey, otpauthUri } from "./totp.ts";

/** What a person needs to add the account to an authenticator app. */
export interface TotpEnrolment {
  /** otpauth:// address; the square code holds the same. */
  readonly uri: string;
  /** The square code to scan: side in modules and the SVG path of the dark ones. */
  readonly square: { readonly size: number; readonly path: string };
  /** The key for typing, in groups of four. */
  readonly key: string;
}

/**
 * Begins the enrolment of a second factor, or shows one again that was begun and not confirmed.
 *
 * @param issuer name shown in the app, e.g. "Tỉnh Kon Tum"
 * @throws Refusal `identity.factor-present` when a factor is already in use
 */
export async function enrolTotp(
  host: IdentityHost,
  input: { readonly actor: PersonActor; readonly accountId: string; readonly issuer: string },
  now: Date = new Date(),
): Promise<TotpEnrolment> {
  assertMay(input.actor, manageOwnAccount, undefined);
  const { accountId } = input;
  const key = await transact(host, { actor: input.actor, now }, async (tx) => {
    const fresh = newTotpKey();
    const { username } = await tx.queries
      .selectFrom("identity.account")
      .select("username")
      .where("id", "=", accountId)
      .where("person_id", "=", input.actor.personId)
      .executeTakeFirstOrThrow();
    const made = await tx.queries
      .insertInto("identity.second_factor")
      .values({
        account_id: accountId,
        secret_box: sealSecret(host.config.secret, TOTP_PURPOSE, accountId, fresh),
        created_at: now,
        confirmed_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("account_id")
      .executeTakeFirst();
    if (made) {
      tx.record({ action: "identity.begin-second-factor", objectKind: "account", objectId: accountId });
      return { bytes: fresh.toString("hex"), username };
    }
    const present = await tx.queries
      .selectFrom("identity.second_factor")
      .select(["secret_box", "confirmed_at"])
      .where("account_id", "=", accountId)
      .executeTakeFirstOrThrow();
    if (present.confirmed_at) throw factorPresent();
    const opened = openSecret(host.config.secret, TOTP_PURPOSE, accountId, present.secret_box);
    return { bytes: opened.toString("hex"), username };
  });
  return enrolment(Buffer.from(key.bytes, "hex"), input.issuer, key.username);
}

function enrolment(key: Buffer, issuer: string, username: string): TotpEnrolment {
  const uri = otpauthUri(key, issuer, username);
  return { uri, square: squareCode(uri), key: (base32(key).match(/.{1,4}/g) ?? []).join(" ") };
}

/** QR code (ISO/IEC 18004) at correction level M with the quiet zone of four modules. */
function squareCode(text: string): TotpEnrolment["square"] {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: path.join("") };
}

function factorPresent(): Refusal {
  return new Refusal("identity.factor-present", 409, {
    vi: "Tài khoản đã bật xác thực hai lớp. Muốn đổi điện thoại, hãy tắt rồi bật lại.",
    en: "The account already has a second factor. To change the phone, turn it off and on again.",
  });
}
