import { ConfigError } from "../../config/index.ts";
import type { House } from "../../system.ts";
import { transact } from "../../transaction/index.ts";
import { type Certificate, isSelfIssued, nameText, parseCertificate } from "../certificates/index.ts";
import { DemoAuthorityError, fetchDemoRoot } from "../demo/demo-authority.ts";
import { readTrustFile, TrustFileError } from "../trust/read-trust-file.ts";
import { trustVersion } from "../trust/trust-version.ts";
import type { TrustAnchor, TrustList } from "../types.ts";
import { isDemoCertificate } from "./demo-certificate.ts";
import "./tables.ts";

/**
 * The roots this installation trusts. Demo mode trusts the demo authority alone, asked over the wire; production
 * trusts what `TRUST_FILES` names, and never the demo authority. What is trusted, and every change of it, is recorded.
 *
 * An entry of `TRUST_FILES` is a PEM file of roots, with the regime before it where it is not the official-duty one:
 * `/etc/trust/vgca.pem` or `public:/etc/trust/national-root.pem` (NĐ 68/2024, NĐ 23/2025).
 *
 * @throws ConfigError when a file cannot be read, holds no root, or holds the demo root
 */
export async function loadTrust(house: House): Promise<TrustList> {
  const anchors =
    house.config.mode === "demo"
      ? await demoAnchors(house)
      : await configuredAnchors(house.config.trustFiles);
  await recordAnchors(house, anchors);
  return { version: trustVersion(anchors), anchors };
}

async function demoAnchors(house: House): Promise<TrustAnchor[]> {
  const address = house.services.standIns?.certificateAuthority;
  if (address !== undefined) {
    try {
      return [{ certificate: await fetchDemoRoot(address), label: "demo" }];
    } catch (error) {
      if (!(error instanceof DemoAuthorityError)) throw error;
      house.log.warn(
        { error: error.message },
        "the demo authority does not answer; its root of last time counts",
      );
    }
  }
  const kept = await house.database.queries
    .selectFrom("signing.trust_root")
    .select("certificate")
    .where("label", "=", "demo")
    .where("configured", "=", true)
    .execute();
  return kept.map(({ certificate }) => ({ certificate, label: "demo" }));
}

async function configuredAnchors(files: readonly string[]): Promise<TrustAnchor[]> {
  const anchors = new Map<string, TrustAnchor>();
  for (const entry of files) {
    const { path, label, certificates } = await readTrustFile(entry).catch((error: unknown) => {
      throw error instanceof TrustFileError ? new ConfigError(`TRUST_FILES: ${error.message}`) : error;
    });
    for (const root of certificates) {
      refuseNonRoot(path, root);
      anchors.set(root.fingerprint, { certificate: root.der, label });
    }
  }
  return [...anchors.values()];
}

function refuseNonRoot(path: string, root: Certificate): void {
  if (isDemoCertificate(root))
    throw new ConfigError(
      `TRUST_FILES: ${path} holds a certificate of the demo authority. Production refuses it.`,
    );
  if (!isSelfIssued(root))
    throw new ConfigError(`TRUST_FILES: ${path} holds ${nameText(root.subject)}, which is not a root.`);
}

async function recordAnchors(house: House, anchors: readonly TrustAnchor[]): Promise<void> {
  const fingerprints = anchors.map(fingerprintOf);
  await transact(house, { actor: { kind: "system", name: "signing" } }, async (tx) => {
    const before = await tx.queries
      .selectFrom("signing.trust_root")
      .select(["fingerprint", "configured"])
      .forUpdate()
      .execute();
    const trusted = new Set(before.filter((row) => row.configured).map((row) => row.fingerprint));
    for (const anchor of anchors) {
      const certificate = parseCertificate(anchor.certificate);
      await tx.queries
        .insertInto("signing.trust_root")
        .values({
          fingerprint: certificate.fingerprint,
          certificate: Buffer.from(anchor.certificate),
          label: anchor.label,
          subject: nameText(certificate.subject),
          not_after: certificate.notAfter,
          configured: true,
          first_seen_at: tx.now,
          last_seen_at: tx.now,
        })
        .onConflict((conflict) =>
          conflict
            .column("fingerprint")
            .doUpdateSet({ configured: true, label: anchor.label, last_seen_at: tx.now }),
        )
        .execute();
    }
    const gone = [...trusted].filter((fingerprint) => !fingerprints.includes(fingerprint));
    const added = fingerprints.filter((fingerprint) => !trusted.has(fingerprint));
    if (gone.length > 0) {
      await tx.queries
        .updateTable("signing.trust_root")
        .set({ configured: false })
        .where("fingerprint", "in", gone)
        .execute();
    }
    if (gone.length + added.length > 0) {
      tx.record({
        action: "signing.change-trust",
        objectKind: "installation",
        objectId: "1",
        data: { added, removed: gone },
      });
    }
  });
}

function fingerprintOf(anchor: TrustAnchor): string {
  return parseCertificate(anchor.certificate).fingerprint;
}
