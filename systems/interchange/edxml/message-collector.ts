import { Arena } from "./attachments/arena.ts";
import { Base64Decoder, Base64Error } from "./attachments/base64.ts";
import { safeFileName, uniqueFileName } from "./attachments/file-name.ts";
import {
  type AttachmentMeta,
  AttachmentReceiver,
  type ReceivedAttachment,
  type ReceiveOptions,
  Spool,
} from "./attachments/receive-attachment.ts";
import { ZipError } from "./attachments/zip-reader.ts";
import { hasForbiddenCharacters } from "./check-message.ts";
import type { ReadLimits } from "./limits.ts";
import { missing, type Problem, problem } from "./problems.ts";
import { SignatureVerifier } from "./signature/verify-signature.ts";
import { DSIG_NAMESPACE } from "./vocabulary.ts";
import { childrenOf, isEdxmlNamespace, textOf, type XmlNode } from "./xml/node.ts";
import type { XmlHandler } from "./xml/scanner.ts";
import type { StartTag } from "./xml/start-tag.ts";
import { XmlError } from "./xml/xml-error.ts";

interface Content {
  readonly decoder: Base64Decoder;
  readonly path: string;
  receiver: AttachmentReceiver | undefined;
  readonly spool: Spool | undefined;
  failed: boolean;
}

/**
 * Builds the element tree of a message from scanner events and leads attachment contents past it, straight to their
 * sinks. Sinks are asynchronous while events are not: what they owe is done by `drain`, to be awaited after each piece.
 */
export class MessageCollector implements XmlHandler {
  readonly signature = new SignatureVerifier();
  readonly fatal: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly violations: Problem[] = [];
  readonly attachments: ReceivedAttachment[] = [];
  root: XmlNode | undefined;
  readonly #limits: ReadLimits;
  readonly #sinkFor: ReceiveOptions["sinkFor"];
  readonly #open: XmlNode[] = [];
  readonly #texts: Buffer[][] = [];
  readonly #usedNames = new Set<string>();
  readonly #decoded = new Arena();
  #tasks: (() => Promise<void>)[] = [];
  #content: Content | undefined;
  #contents: Content[] = [];
  #contentDepth = 0;
  #elements = 0;
  #textBytes = 0;
  #attachmentCount = 0;
  #decodedBytes = 0;
  #deliveredBytes = 0;

  constructor(limits: ReadLimits, sinkFor: ReceiveOptions["sinkFor"]) {
    this.#limits = limits;
    this.#sinkFor = sinkFor;
  }

  startElement(tag: StartTag): void {
    if (++this.#elements > this.#limits.elements)
      throw this.#limit("L.Elements", "quá nhiều phần tử", "too many elements");
    const inHeader = this.#open.length === 3 && this.#open[2]?.local === "edXMLHeader";
    const isSignature = inHeader && tag.local === "Signature" && tag.uri === DSIG_NAMESPACE;
    if (this.#isHop(tag.local)) this.signature.hopStarts();
    this.signature.startElement(tag, isSignature);
    if (!isSignature && tag.local === "Signature") this.#foreignSignature(tag, inHeader);
    const node: XmlNode = {
      local: tag.local,
      uri: tag.uri,
      attributes: tag.attributes,
      children: [],
      text: "",
    };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = node;
    else parent.children.push(node);
    this.#open.push(node);
    this.#texts.push([]);
    if (this.#content !== undefined) this.#elementInContent(this.#content);
    else if (this.#isAttachment(this.#open.length - 1)) this.#attachmentStarts();
    else if (this.#isAttachment(this.#open.length - 2) && tag.local === "ContentTransferEncoded")
      this.#contentStarts();
  }

  endElement(): void {
    const node = this.#open.pop();
    const texts = this.#texts.pop() ?? [];
    if (node === undefined) return;
    if (this.#content === undefined) {
      node.text = Buffer.concat(texts).toString("utf8");
      if (hasForbiddenCharacters(node.text)) {
        throw new XmlError(
          "X.NotWellFormed",
          0,
          `Phần tử ${node.local} chứa ký tự điều khiển.`,
          `Control characters in ${node.local}.`,
        );
      }
    }
    this.signature.endElement(node);
    if (this.#isHop(node.local)) this.signature.hopEnds();
    if (this.#content !== undefined) {
      if (this.#contentDepth > 0) this.#contentDepth--;
      else this.#contentEnds(this.#content);
    } else if (node.local === "Attachment" && this.#isAttachmentList(this.#open.length - 1)) {
      this.#attachmentEnds(node);
    } else if (node.local === "edXMLHeader" && this.#open.length === 2) {
      this.signature.headerEnded();
    }
  }

  text(octets: Buffer): void {
    this.signature.text(octets);
    const content = this.#content;
    if (content !== undefined) {
      if (!content.failed) this.#decode(content, () => content.decoder.push(octets));
      return;
    }
    this.#textBytes += octets.length;
    if (this.#textBytes > this.#limits.textBytes)
      throw this.#limit("L.Text", "quá nhiều chữ", "too much text");
    this.#texts.at(-1)?.push(Buffer.from(octets));
  }

  processingInstruction(target: string, data: string): void {
    this.signature.processingInstruction(target, data);
  }

  /** Does what the events so far asked of the sinks. Errors of a sink pass through. */
  async drain(): Promise<void> {
    const tasks = this.#tasks;
    if (tasks.length === 0) return;
    this.#tasks = [];
    for (const task of tasks) await task();
    this.#decoded.reset();
  }

  /** Throws away everything that is unfinished. */
  async abort(): Promise<void> {
    this.#tasks = [];
    for (const content of this.#contents) {
      await content.spool?.dispose();
      await content.receiver?.abort();
    }
  }

  /** True for a TraceHeader whose parent is the innermost open element. */
  #isHop(local: string): boolean {
    return local === "TraceHeader" && this.#open.length === 4 && this.#open[3]?.local === "TraceHeaderList";
  }

  #isAttachmentList(index: number): boolean {
    const node = this.#open[index];
    return node?.local === "AttachmentEncoded" && isEdxmlNamespace(node.uri);
  }

  #isAttachment(index: number): boolean {
    const node = this.#open[index];
    return node?.local === "Attachment" && isEdxmlNamespace(node.uri) && this.#isAttachmentList(index - 1);
  }

  #attachmentStarts(): void {
    if (++this.#attachmentCount > this.#limits.attachments) {
      throw this.#limit("L.Elements", `quá ${this.#limits.attachments} tệp đính kèm`, "too many attachments");
    }
  }

  #contentStarts(): void {
    const node = this.#open[this.#open.length - 2];
    const path = `AttachmentEncoded.Attachment[${this.#attachmentCount}]`;
    const repeated = childrenOf(node, "ContentTransferEncoded").length > 1;
    const known = textOf(node, "AttachmentName") !== undefined && textOf(node, "ContentType") !== undefined;
    const meta = known && !repeated && node !== undefined ? this.#metaOf(node) : undefined;
    const content: Content = {
      decoder: new Base64Decoder((bytes) => this.#decoded.take(bytes)),
      path: `${path}.ContentTransferEncoded`,
      receiver: meta === undefined ? undefined : this.#receiver(meta),
      spool: meta === undefined ? new Spool() : undefined,
      failed: false,
    };
    if (repeated) {
      this.#fail(
        content,
        problem(
          "A.Repeated",
          content.path,
          "Một tệp đính kèm có hai phần nội dung.",
          "An attachment has two contents.",
        ),
      );
    } else {
      this.#contents[this.#attachmentCount - 1] = content;
    }
    this.#content = content;
    this.#contentDepth = 0;
  }

  #elementInContent(content: Content): void {
    this.#contentDepth++;
    if (content.failed) return;
    const vi = "Nội dung tệp đính kèm chứa thẻ XML thay vì base64.";
    this.#fail(
      content,
      problem("A.Base64", content.path, vi, "The attachment content holds XML tags instead of base64."),
    );
  }

  #contentEnds(content: Content): void {
    this.#content = undefined;
    if (content.failed) return;
    this.#decode(content, () => content.decoder.finish());
    if (content.decoder.unpadded) {
      this.warnings.push(
        problem(
          "D.Base64Padding",
          content.path,
          "Nội dung base64 thiếu dấu “=” ở cuối.",
          "The base64 text lacks its final padding.",
        ),
      );
    }
  }

  #attachmentEnds(node: XmlNode): void {
    const index = this.#attachmentCount - 1;
    const content = this.#contents[index];
    const path = `AttachmentEncoded.Attachment[${index + 1}]`;
    for (const name of ["AttachmentName", "ContentType"]) {
      if (textOf(node, name) === undefined) this.violations.push(missing(`${path}.${name}`));
    }
    if (content === undefined) {
      this.violations.push(missing(`${path}.ContentTransferEncoded`));
      return;
    }
    this.#tasks.push(async () => {
      if (content.failed) return;
      await this.#guard(content, async () => {
        const receiver = content.receiver ?? this.#receiver(this.#metaOf(node, index));
        content.receiver = receiver;
        await content.spool?.drainInto(receiver);
        const received = await receiver.finish();
        if (received.size === 0) this.violations.push(missing(content.path));
        this.warnings.push(...receiver.warnings);
        this.attachments.push(received);
      });
    });
  }

  #receiver(meta: AttachmentMeta): AttachmentReceiver {
    const counted: ReceiveOptions["sinkFor"] = async (about) => {
      const sink = await this.#sinkFor(about);
      return {
        ...(sink.digests ? { digests: true } : {}),
        write: (chunk) => {
          this.#deliveredBytes += chunk.length;
          if (this.#deliveredBytes > this.#limits.attachmentBytes) throw this.#attachmentLimit();
          return sink.write(chunk);
        },
        close: () => sink.close(),
        abort: () => sink.abort(),
      };
    };
    const { attachmentBytes, zipRatio } = this.#limits;
    return new AttachmentReceiver(meta, { sinkFor: counted, entryBytes: attachmentBytes, ratio: zipRatio });
  }

  #metaOf(node: XmlNode, index = this.#attachmentCount - 1): AttachmentMeta {
    const declaredName = textOf(node, "AttachmentName") ?? "";
    const description = textOf(node, "Description");
    const name = uniqueFileName(safeFileName(declaredName, `tep-dinh-kem-${index + 1}`), this.#usedNames);
    return {
      index,
      contentId: textOf(node, "ContentId") ?? "",
      name,
      declaredName,
      ...(description === undefined ? {} : { description }),
      contentType: textOf(node, "ContentType") ?? "",
    };
  }

  #decode(content: Content, decode: () => Buffer): void {
    let bytes: Buffer;
    try {
      bytes = decode();
    } catch (error) {
      if (!(error instanceof Base64Error)) throw error;
      const en = `The base64 text of the attachment is broken: ${error.message}.`;
      this.#fail(content, problem("A.Base64", content.path, "Nội dung base64 của tệp đính kèm bị hỏng.", en));
      return;
    }
    if (bytes.length === 0) return;
    this.#decodedBytes += bytes.length;
    if (this.#decodedBytes > this.#limits.attachmentBytes) throw this.#attachmentLimit();
    this.#tasks.push(async () => {
      if (content.failed) return;
      await this.#guard(content, async () => {
        await (content.receiver ?? content.spool)?.write(bytes);
      });
    });
  }

  async #guard(content: Content, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ZipError)) throw error;
      this.#fail(content, problem(error.code, content.path, error.vi, error.message));
      await content.receiver?.abort();
    }
  }

  #fail(content: Content, reason: Problem): void {
    content.failed = true;
    this.fatal.push(reason);
  }

  #foreignSignature(tag: StartTag, inHeader: boolean): void {
    if (tag.uri !== DSIG_NAMESPACE && !isEdxmlNamespace(tag.uri)) return;
    if (this.#open.some(({ local }) => local === "Signature")) return;
    // An empty element is the official way to say "unsigned"; only a filled one outside the profile is remarkable.
    if (tag.empty) return;
    this.signature.unsupported(
      inHeader ? "the Signature is in the edXML namespace" : "a Signature outside the header",
    );
  }

  #limit(code: "L.Elements" | "L.Text", vi: string, en: string): XmlError {
    return new XmlError(code, 0, `Thông điệp vượt giới hạn: ${vi}.`, `Over the limit: ${en}.`);
  }

  #attachmentLimit(): XmlError {
    const most = Math.floor(this.#limits.attachmentBytes / (1024 * 1024));
    return new XmlError(
      "L.MessageSize",
      0,
      `Tổng dung lượng tệp đính kèm vượt quá ${most} MB.`,
      `The attachments are larger than ${most} MB together.`,
    );
  }
}
