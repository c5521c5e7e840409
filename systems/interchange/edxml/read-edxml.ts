import type { AttachmentMeta, ReceivedAttachment } from "./attachments/receive-attachment.ts";
import { type AttachmentSink, discardSink } from "./byte-stream.ts";
import { identify, type PartialIdentity } from "./identify.ts";
import { interpretMessage } from "./interpret-message.ts";
import { DEFAULT_LIMITS, type ReadLimits } from "./limits.ts";
import { MessageCollector } from "./message-collector.ts";
import { type Problem, problem } from "./problems.ts";
import type { SignatureResult } from "./signature/verify-signature.ts";
import type { EdxmlMessage } from "./types.ts";
import { XmlScanner } from "./xml/scanner.ts";
import { XmlError } from "./xml/xml-error.ts";

export interface ReadOptions {
  /** Gives the sink for an attachment when its name and type are known. Default: contents are checked and dropped. */
  readonly sinkFor?: (meta: AttachmentMeta) => AttachmentSink | Promise<AttachmentSink>;
  readonly limits?: Partial<ReadLimits>;
  /** Today's date in Vietnam, `yyyy-MM-dd`, for dates that must not lie in the future. Default: the clock. */
  readonly today?: string;
}

export type ReadResult =
  | {
      readonly ok: true;
      readonly message: EdxmlMessage;
      readonly attachments: readonly ReceivedAttachment[];
      /** Breaches of the standard that a strict receiver refuses, though the message can be understood. */
      readonly violations: readonly Problem[];
      /** Dialects and oddities that were accepted. */
      readonly warnings: readonly Problem[];
      readonly signature: SignatureResult;
    }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      /** Who wrote about what, as far as it could be made out: so that the sender can be answered. */
      readonly about: PartialIdentity;
    };

const PIECE = 256 * 1024;

/**
 * Reads an edXML message of any known dialect as a stream, never holding it in memory; attachment contents are decoded,
 * unpacked and handed to their sinks on the way.
 * @param source the bytes as received; a chunk may be reused by its owner after the next one is asked for
 * @returns the message, or every problem that makes it unusable. When `ok` is false the caller must drop what its
 *   sinks received, closed ones included.
 * @throws only what the source or a sink throws
 */
export async function readEdxml(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<ReadResult> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const collector = new MessageCollector(limits, options.sinkFor ?? (() => discardSink));
  const scanner = new XmlScanner(collector, limits);
  try {
    const broken = await scan(source, scanner, collector, limits);
    if (broken !== undefined) return await refuse(collector, [...collector.fatal, broken]);
  } catch (error) {
    await collector.abort();
    throw error;
  }
  const { fatal, message, violations, warnings } = interpretMessage(
    collector.root,
    collector.attachments,
    options,
  );
  if (message === undefined || fatal.length > 0 || collector.fatal.length > 0) {
    return refuse(collector, [...fatal, ...collector.fatal, ...violations, ...collector.violations]);
  }
  if (scanner.junkBytes > 0) {
    warnings.unshift(
      problem(
        "D.Junk",
        "",
        `Có ${scanner.junkBytes} byte lạ đứng trước khai báo <?xml.`,
        `${scanner.junkBytes} stray bytes before <?xml.`,
      ),
    );
  }
  return {
    ok: true,
    message,
    attachments: collector.attachments,
    violations: [...violations, ...collector.violations],
    warnings: [...warnings, ...collector.warnings],
    signature: collector.signature.finish(),
  };
}

async function scan(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  scanner: XmlScanner,
  collector: MessageCollector,
  limits: ReadLimits,
): Promise<Problem | undefined> {
  let total = 0;
  try {
    for await (const chunk of source) {
      total += chunk.length;
      if (total > limits.messageBytes) return tooLarge(limits.messageBytes);
      for (let at = 0; at < chunk.length; at += PIECE) {
        const piece = chunk.subarray(at, at + PIECE);
        scanner.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
        await collector.drain();
      }
    }
    scanner.finish();
    await collector.drain();
    return undefined;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const place = error.offset > 0 ? ` (byte ${error.offset})` : "";
    return problem(error.code, "", `${error.vi}${place}`, `${error.message}${place}`);
  }
}

async function refuse(collector: MessageCollector, problems: readonly Problem[]): Promise<ReadResult> {
  await collector.abort();
  return { ok: false, problems, about: identify(collector.root) };
}

function tooLarge(maximum: number): Problem {
  const most = Math.floor(maximum / (1024 * 1024));
  return problem(
    "L.MessageSize",
    "",
    `Thông điệp lớn hơn ${most} MB cho phép.`,
    `The message is larger than ${most} MB.`,
  );
}
