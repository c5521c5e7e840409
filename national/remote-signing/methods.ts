import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Account, Accounts } from "./accounts.ts";
import type { Faults } from "./faults.ts";
import { signHash } from "./sign-hash.ts";
import type { Pending, Transactions } from "./transactions.ts";

/** An answer of the API: status and JSON body. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export interface Service {
  readonly accounts: Accounts;
  readonly transactions: Transactions;
  /** signHash answers that are still being worked on: values and polls left. */
  readonly slow: Map<string, { readonly signatures: readonly string[]; polls: number }>;
}

const SHA256 = "2.16.840.1.101.3.4.2.1";
const hashes = z.array(z.base64().min(1)).min(1);
const withCredential = z.object({ credentialID: z.string() });
const authorise = withCredential.extend({
  numSignatures: z.int().min(1),
  hashes,
  hashAlgorithmOID: z.literal(SHA256),
  authData: z.array(z.object({ id: z.string(), value: z.string() })).default([]),
});
const signing = withCredential.extend({
  SAD: z.string(),
  hashes,
  hashAlgorithmOID: z.literal(SHA256),
  signAlgo: z.enum(["1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"]),
});

type Method = (service: Service, input: unknown, faults: Faults) => Reply;

/** The methods of API v2.0.0.2 that are simulated, by name; `info` needs no token. */
export const methods: Readonly<Record<string, Method>> = {
  info: () =>
    ok({
      specs: "2.0.0.2",
      name: "Ký số từ xa mô phỏng",
      logo: "",
      region: "VN",
      lang: "vi",
      description: "Stand-in for demonstrations and tests; no legal value.",
      authType: ["oauth2client"],
      methods: Object.keys(methods),
    }),
  "credentials/list": ({ accounts }, input) => {
    const { userID } = z.object({ userID: z.string() }).parse(input);
    return ok({
      credentialIDs: accounts
        .all()
        .filter((each) => each.userID === userID)
        .map((each) => each.credentialID),
    });
  },
  "credentials/info": (service, input) => {
    const account = accountOf(service, input);
    if (account === undefined) return bad("invalid_request", "Invalid parameter credentialID");
    return ok({
      key: {
        status: account.enabled ? "enabled" : "disabled",
        algo: [account.keyType === "rsa2048" ? "1.2.840.113549.1.1.11" : "1.2.840.10045.4.3.2"],
        len: account.keyType === "rsa2048" ? 2048 : 256,
      },
      cert: { status: "valid", certificates: account.certificates },
      auth: {
        mode: "explicit",
        expression: account.pin === undefined ? "OTP" : "PIN AND OTP",
        objects: [
          ...(account.consent === "otp" ? [{ id: "OTP", type: "OTP", format: "N" }] : []),
          ...(account.pin === undefined ? [] : [{ id: "PIN", type: "Password", format: "A" }]),
        ],
      },
      SCAL: "2",
      multisign: account.multisign,
    });
  },
  "credentials/sendOTP": (service, input) => {
    const account = accountOf(service, input);
    if (account?.consent !== "otp") return bad("invalid_request", "Invalid parameter credentialID");
    service.transactions.sendOtp(account.credentialID);
    return { status: 204 };
  },
  "credentials/authorize": (service, input) => {
    const asked = authorise.parse(input);
    const account = accountOf(service, input);
    if (account === undefined) return bad("invalid_request", "Invalid parameter credentialID");
    if (asked.numSignatures !== asked.hashes.length || asked.numSignatures > account.multisign)
      return bad("invalid_request", "Numbers of signatures is too high");
    const secret = (id: string): string | undefined => asked.authData.find((each) => each.id === id)?.value;
    if (account.pin !== undefined && secret("PIN") !== account.pin)
      return bad("invalid_pin", "The PIN is invalid");
    if (account.consent === "push") {
      const pushed = service.transactions.push(account.credentialID, asked.hashes);
      return ok({ handle: pushed.id, expiresIn: secondsLeft(pushed) });
    }
    const tried = service.transactions.tryOtp(account.credentialID, secret("OTP") ?? "", asked.hashes);
    return "error" in tried
      ? bad(tried.error, "The OTP is not accepted")
      : ok({ SAD: tried.sad, expiresIn: 180 });
  },
  "credentials/authorizeCheck": ({ transactions }, input) => {
    const pending = transactions.find(z.object({ handle: z.string() }).parse(input).handle);
    if (pending === undefined || !transactions.isOpen(pending))
      return bad("authorization_expired", "Too late");
    if (pending.state === "declined") return bad("access_denied", "The holder declined");
    if (pending.state === "waiting") return { status: 202, body: { handle: pending.id } };
    return ok({ SAD: pending.sad, expiresIn: secondsLeft(pending) });
  },
  "credentials/extendTransaction": (service, input) => {
    const asked = signing.omit({ signAlgo: true }).parse(input);
    const pending = service.transactions.ofSad(asked.SAD);
    const account = accountOf(service, input);
    if (pending === undefined || !service.transactions.isOpen(pending))
      return bad("expired_sad", "SAD expired");
    if (pending.hashes.length + asked.hashes.length > (account?.multisign ?? 0))
      return bad("invalid_request", "Numbers of signatures is too high");
    return ok({ SAD: service.transactions.renew(pending, asked.hashes), expiresIn: secondsLeft(pending) });
  },
  "signatures/signHash": (service, input, faults) => {
    const asked = signing.parse(input);
    const account = accountOf(service, input);
    const pending = service.transactions.ofSad(asked.SAD);
    if (account === undefined || pending?.credentialID !== account.credentialID)
      return bad("invalid_request", "Invalid parameter SAD");
    if (!service.transactions.isOpen(pending)) return bad("expired_sad", "SAD expired");
    // The SAD speaks for the hashes the holder agreed to, and for no others.
    if (asked.hashes.some((hash) => !pending.hashes.includes(hash)))
      return bad("invalid_request", "Hash is not authorized by the SAD");
    const signatures = asked.hashes.map((hash) => {
      pending.signed.add(hash);
      const bytes = Buffer.from(hash, "base64");
      const signed = faults.wrongHash === true ? createHash("sha256").update(bytes).digest() : bytes;
      return signHash(Buffer.from(account.privateKey, "base64"), signed, faults.rawEcdsa === true).toString(
        "base64",
      );
    });
    if (faults.polls === undefined) return ok({ signatures });
    const responseID = randomBytes(12).toString("hex");
    service.slow.set(responseID, { signatures, polls: faults.polls });
    return ok({ responseID });
  },
  "signatures/signPolling": ({ slow }, input) => {
    const { responseID } = z.object({ responseID: z.string() }).parse(input);
    const job = slow.get(responseID);
    if (job === undefined) return bad("invalid_request", "Invalid parameter responseID");
    job.polls -= 1;
    return job.polls > 0 ? { status: 202, body: { responseID } } : ok({ signatures: job.signatures });
  },
};

function accountOf({ accounts }: Service, input: unknown): Account | undefined {
  return accounts.find(withCredential.parse(input).credentialID);
}

function secondsLeft({ expiresAt }: Pending): number {
  return Math.max(0, Math.floor((expiresAt - Date.now()) / 1000));
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}

function bad(error: string, error_description: string): Reply {
  return { status: 400, body: { error, error_description } };
}
