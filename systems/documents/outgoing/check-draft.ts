import { assertMay } from "../../../core/access/index.ts";
import { type PersonActor, type Transaction, underDelegation } from "../../../core/transaction/index.ts";
import { contentOf, noteWhoseTurn } from "../approving/approvals.ts";
import { mayCheck } from "../permissions.ts";
import { checkedFor } from "./checked-for.ts";
import { lockOutgoing, moveOutgoing, type Outgoing, subjectOfOutgoing } from "./outgoing.ts";

/** The head of the drafting unit vouches for the content; the draft goes to the signer. NĐ 30/2020 Art. 11. */
export async function checkDraft(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  opinion = "",
): Promise<Outgoing> {
  const document = await lockOutgoing(tx, id);
  const subject = subjectOfOutgoing(document);
  assertMay(actor, mayCheck, subject);
  const checked = await moveOutgoing(
    underDelegation(tx, checkedFor(actor, subject)),
    document,
    "check",
    { checked_content: await contentOf(tx.queries, document) },
    opinion,
  );
  await noteWhoseTurn(tx, checked);
  return checked;
}
