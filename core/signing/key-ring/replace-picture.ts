import { assertMay } from "../../access/index.ts";
import { FormRefusal } from "../../errors.ts";
import type { House } from "../../system.ts";
import { type PersonActor, transact } from "../../transaction/index.ts";
import type { KeyOwner } from "../service.ts";
import { ownerRecord } from "./certificates.ts";
import { pictureProblem } from "./check-picture.ts";
import { manageCertificate } from "./permissions.ts";
import { noCertificate } from "./refusals.ts";

/**
 * Puts another picture on signatures from now on; signed documents keep theirs.
 * @throws FormRefusal on `picture`; Refusal signing.no-certificate; AccessDeniedError
 */
export async function replacePicture(
  house: House,
  actor: PersonActor,
  input: { readonly owner: KeyOwner; readonly image: Uint8Array | undefined; readonly requestId?: string },
): Promise<void> {
  const { owner, image } = input;
  assertMay(actor, manageCertificate, owner);
  if (image === undefined) {
    throw new FormRefusal({
      picture: { vi: "Hãy chọn hình PNG nền trong suốt.", en: "Choose a transparent PNG." },
    });
  }
  const problem = pictureProblem(image, owner.kind);
  if (problem) throw new FormRefusal({ picture: problem });
  const { sha256 } = await house.files.put(image);
  await transact(
    house,
    { actor, ...(input.requestId === undefined ? {} : { requestId: input.requestId }) },
    async (tx) => {
      const changed = await tx.queries
        .updateTable("signing.certificate")
        .set({ image_sha256: sha256 })
        .where("owner_kind", "=", owner.kind)
        .where("owner_id", "=", owner.id)
        .where("state", "=", "active")
        .returning("id")
        .executeTakeFirst();
      if (!changed) throw noCertificate();
      tx.record({
        action: "signing.replace-picture",
        objectKind: "certificate",
        objectId: changed.id,
        data: { ...ownerRecord(owner), image: sha256 },
      });
    },
  );
}
