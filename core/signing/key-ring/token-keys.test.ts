import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { FormRefusal, Refusal } from "../../errors.ts";
import type { House } from "../../system.ts";
import type { PersonActor } from "../../transaction/index.ts";
import { enrolAtDemoAuthority } from "../demo/demo-authority.ts";
import { drawSeal } from "../demo/draw-seal.ts";
import { createCertificateRequest } from "../keys/index.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import type { KeyOwner, SignatureService } from "../service.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { ORGANISATION_NAME, openSigningHouse, type SigningHouse } from "../testing/signing-house.ts";
import { SOFTHSM_MODULE, type SoftToken, softToken, TOKEN_PIN } from "../testing/soft-token.ts";
import { testKey } from "../testing/test-certificates.ts";
import { registerTokenKey } from "./register-outside-key.ts";

let world: SigningHouse;
let token: SoftToken;
let house: House;
let clerk: PersonActor;
let owner: KeyOwner;

beforeAll(async () => {
  world = await openSigningHouse();
  owner = { kind: "organisation", id: world.organisationId };
  token = softToken("HSM của Sở");
  const privateKey = testKey("rsa");
  const subject = [
    { type: "C", value: "VN" },
    { type: "CN", value: ORGANISATION_NAME },
  ];
  const request = createCertificateRequest({ privateKey, subject });
  const [certificate, ...issuers] = await enrolAtDemoAuthority(
    world.addresses.certificateAuthority,
    request,
    "organisation",
  );
  if (certificate === undefined) throw new Error("no certificate");
  token.importKey("5ea1", "con-dau", { certificate, privateKey }, issuers.slice(0, -1));
  vi.stubEnv("SOFTHSM2_CONF", token.environment.SOFTHSM2_CONF);
  house = await world.open("demo", { PKCS11_MODULE: SOFTHSM_MODULE });
  const person = await world.person("Võ Thị Văn Thư", ["clerk"]);
  clerk = {
    kind: "person",
    ...person,
    positionTitle: "Văn thư",
    organisationId: world.organisationId,
    unitId: world.organisationId,
    roles: ["clerk"],
  };
});
afterAll(async () => {
  vi.unstubAllEnvs();
  token.remove();
  await world.close();
});

function service(): SignatureService {
  if (house.services.signatures === undefined) throw new Error("no signatures");
  return house.services.signatures;
}

const place = { tokenLabel: "HSM của Sở", keyLabel: "con-dau" };

async function rejected(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("the organisation's seal on the server's signing device", () => {
  test("is registered by its clerk, with the PIN tried, and seals valid signatures", async () => {
    const input = { owner, image: drawSeal(ORGANISATION_NAME), ...place };
    const wrong = await rejected(registerTokenKey(house, clerk, { ...input, pin: "000000" }));
    expect(wrong instanceof FormRefusal && Object.keys(wrong.problems)).toEqual(["pin"]);
    const none = await rejected(
      registerTokenKey(house, clerk, { ...input, keyLabel: "khác", pin: TOKEN_PIN }),
    );
    expect(none instanceof FormRefusal && Object.keys(none.problems)).toEqual(["keyLabel"]);

    const keyId = await registerTokenKey(house, clerk, { ...input, pin: TOKEN_PIN });
    expect((await service().keysOf(owner)).map(({ kind }) => kind)).toEqual(["software", "pkcs11"]);
    const { signer } = await service().openKey(owner, TOKEN_PIN, keyId);
    const signed = await signPdf(await samplePdf(), { signer, level: "B-B", signedAt: new Date() });
    const { sha256 } = await house.files.put(signed);
    const { signatures } = await service().verifyStored(sha256);
    expect(signatures.map((each) => [each.indication, each.signer?.role])).toEqual([
      ["TOTAL_PASSED", "organisation"],
    ]);
    const refused = await rejected(service().openKey(owner, "111111", keyId));
    expect(refused instanceof Refusal && [refused.code, refused.field]).toEqual(["pkcs11.wrong-pin", "pin"]);
  });

  test("is refused where no device is configured, and to whoever is not its clerk", async () => {
    const input = { owner, image: undefined, ...place, pin: TOKEN_PIN };
    const bare = await rejected(registerTokenKey(await world.open(), clerk, input));
    expect(bare instanceof Refusal && bare.code).toBe("signing.token-unconfigured");
    const leader: PersonActor = { ...clerk, roles: ["leader"] };
    await expect(registerTokenKey(house, leader, input)).rejects.toThrow();
  });
});
