import type { House } from "../../system.ts";
import { archivedContent, requestArchive } from "../archive/index.ts";
import type { RevocationSource } from "../certificates/index.ts";
import { DemoAuthorityError } from "../demo/demo-authority.ts";
import { ensureDemoCertificate } from "../demo/issue-demo-certificate.ts";
import type { KeyOwner, SignatureService } from "../service.ts";
import { createHttpTimestampAuthority } from "../timestamps/index.ts";
import { openRevocation } from "../trust/open-revocation.ts";
import type { TimestampAuthority, TrustList } from "../types.ts";
import { activeCertificate, held, heldFile } from "./certificates.ts";
import { createKeyRing, type KeyRing } from "./key-ring.ts";
import { openKey } from "./open-key.ts";
import { openTokenKey } from "./open-token-key.ts";
import { heldKey, outsideKey, outsideKeysOf } from "./outside-keys.ts";
import { demoAuthorityAway, keyElsewhere } from "./refusals.ts";
import { revocationSettings } from "./revocation-settings.ts";
import { storedVerdicts } from "./stored-verdicts.ts";
import { loadTrust } from "./trust.ts";

/** Makes the signing service of a house: keys, timestamps and verification. @throws ConfigError */
export async function createSignatureService(
  house: House,
): Promise<{ signatures: SignatureService; keyRing: KeyRing }> {
  const trust = await loadTrust(house);
  const keyRing = createKeyRing(trust, revocationOf(house));
  const ensureOne = async (owner: KeyOwner): Promise<void> => {
    try {
      await ensureDemoCertificate(house, keyRing, owner);
    } catch (error) {
      if (!(error instanceof DemoAuthorityError)) throw error;
      house.log.warn({ error: error.message }, "no demo certificate could be made");
      throw demoAuthorityAway();
    }
  };
  const signatures: SignatureService = {
    timestampAuthority: timestampsOf(house, trust),
    verifyStored: storedVerdicts(house, keyRing),
    archive: requestArchive,
    archivedContent,
    async openKey(owner, pin, keyId) {
      await ensureOne(owner);
      const { queries } = house.database;
      if (keyId === undefined || (await activeCertificate(queries, owner))?.id === keyId)
        return await openKey(house, keyRing, owner, pin);
      const row = await outsideKey(queries, owner, keyId);
      if (row.kind !== "pkcs11") throw keyElsewhere();
      return await openTokenKey(house, row, pin);
    },
    async keysOf(owner) {
      await ensureOne(owner);
      const { queries } = house.database;
      const [file, outside] = await Promise.all([
        activeCertificate(queries, owner),
        outsideKeysOf(queries, owner),
      ]);
      return [...(file === undefined ? [] : [heldFile(file)]), ...outside.map(heldKey)];
    },
    async heldCertificate(owner) {
      await ensureOne(owner);
      const row = await activeCertificate(house.database.queries, owner);
      return row && held(row);
    },
  };
  return { signatures, keyRing };
}

/** `TSA_URLS` in order of preference; without any, the stand-in of demo mode. */
function timestampsOf(house: House, trustList: TrustList): TimestampAuthority | undefined {
  const standIn = house.services.standIns?.timestampAuthority;
  const configured = house.config.timestampAuthorities;
  const urls = configured.length > 0 ? configured : standIn === undefined ? [] : [standIn];
  return urls.length === 0 ? undefined : createHttpTimestampAuthority({ urls, trustList });
}

function revocationOf(house: House): RevocationSource {
  return openRevocation(revocationSettings(house));
}
