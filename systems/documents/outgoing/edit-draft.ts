import { assertMay } from "../../../core/access/index.ts";
import { changedMeanwhile } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { keepSource } from "../converting/keep-source.ts";
import { mayEditDraft } from "../permissions.ts";
import { columnsOf, type NamedFile, resolveDraft, setAttachments, setRecipients } from "./create-draft.ts";
import type { DraftFields } from "./draft-fields.ts";
import {
  addRevision,
  lockOutgoing,
  moveOutgoing,
  nextOutgoingState,
  type Outgoing,
  subjectOfOutgoing,
} from "./outgoing.ts";

export interface EditDraft {
  readonly id: string;
  /** Version the author saw; another one means somebody changed it meanwhile. */
  readonly version: number;
  readonly fields: DraftFields;
  /** A new PDF, when the text itself changed. */
  readonly file?: NamedFile & { readonly pageAmount: number };
  /** The attachments as they shall be; absent = unchanged. */
  readonly attachments?: readonly NamedFile[];
}

/** Changes a draft of one's own. @throws FormRefusal, AccessDeniedError, Refusal conflict */
export async function editDraft(tx: Transaction, actor: PersonActor, input: EditDraft): Promise<Outgoing> {
  const document = await lockOutgoing(tx, input.id);
  assertMay(actor, mayEditDraft, subjectOfOutgoing(document));
  nextOutgoingState(document.state, "edit");
  if (document.version !== input.version) throw changedMeanwhile();
  const resolved = await resolveDraft(tx, actor, input.fields, document.unit_id);
  await setRecipients(tx, document.id, resolved.recipients);
  if (input.attachments) await setAttachments(tx, document.id, input.attachments);
  if (input.file) {
    await addRevision(tx, document.id, "draft", input.file);
    await keepSource(tx, document.id, input.file);
  }
  return await moveOutgoing(tx, document, "edit", {
    ...columnsOf(input.fields, resolved),
    ...(input.file
      ? {
          file_sha256: input.file.sha256,
          file_size: input.file.size,
          file_name: input.file.name,
          page_amount: input.file.pageAmount,
        }
      : {}),
  });
}
