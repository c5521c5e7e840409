import { subscription } from "../../core/system.ts";
import "../documents/index.ts";
import "./tables.ts";

/** Every signature and seal made in the house is a sign of life of its certificate. */
export const noteUse = subscription({
  consumer: "certificates.note-use",
  events: ["documents.outgoing-moved"],
  async handle(tx, event) {
    const fingerprint = event.data.signerFingerprint;
    if (fingerprint === undefined) return;
    await tx.queries
      .updateTable("certificates.certificate")
      .set({ last_used_at: event.at })
      .where("thumbprint", "=", fingerprint)
      .where((where) => where.or([where("last_used_at", "is", null), where("last_used_at", "<", event.at)]))
      .execute();
  },
});
