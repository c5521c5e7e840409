import { createHash } from "node:crypto";
import { localDateOf } from "../../core/calendar/index.ts";
import type { AxisPort } from "../../systems/interchange/axis/index.ts";
import {
  documentIdOf,
  MemorySink,
  type OrganId,
  parseOrganId,
  vietnamTimestamp,
  writeEdxml,
} from "../../systems/interchange/edxml/index.ts";

/** Makes a function that says "03, registered" for a receiver about a document of the sender. */
export function statusSender(axis: AxisPort, senderCode: string) {
  const sender = organId(senderCode);
  const today = localDateOf(new Date());
  return async (
    receiver: { readonly code: string; readonly name: string },
    number: number,
  ): Promise<void> => {
    const sink = new MemorySink();
    const result = await writeEdxml(
      {
        kind: "status",
        from: { organId: organId(receiver.code), name: receiver.name },
        responseFor: {
          organId: sender,
          code: `${number}/STTTT-VP`,
          documentId: documentIdOf(sender, today, String(number), "STTTT-VP"),
          promulgationDate: today,
        },
        staff: { department: "Văn thư", staff: "Lê Thị D" },
        statusCode: "03",
        description: "Đã tiếp nhận, vào sổ văn bản đến",
        timestamp: vietnamTimestamp(new Date()),
      },
      [],
      sink,
    );
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const bytes = sink.bytes();
    async function* content() {
      yield bytes;
    }
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await axis.send({
      kind: "status",
      from: organId(receiver.code),
      to: [sender],
      file: content,
      size: bytes.length,
      sha256,
    });
  };
}

function organId(code: string): OrganId {
  const id = parseOrganId(code);
  if (id === undefined) throw new Error(`not a code: ${code}`);
  return id;
}
