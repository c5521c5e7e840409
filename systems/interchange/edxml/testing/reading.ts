import { readFileSync } from "node:fs";
import { type AttachmentSink, MemorySink } from "../byte-stream.ts";
import { type ReadOptions, type ReadResult, readEdxml } from "../read-edxml.ts";

export const NEW_XML = readFileSync(new URL("../fixtures/new-document.edxml", import.meta.url), "utf8");
export const STATUS_XML = readFileSync(new URL("../fixtures/status-03.edxml", import.meta.url), "utf8");

export interface Read {
  result: ReadResult;
  contents: Map<string, MemorySink>;
}

export async function read(xml: string | Buffer, options: ReadOptions = {}, chunk = 10_007): Promise<Read> {
  const bytes = typeof xml === "string" ? Buffer.from(xml) : xml;
  const contents = new Map<string, MemorySink>();
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  };
  const sinkFor = ({ name }: { name: string }): AttachmentSink => {
    const sink = new MemorySink();
    contents.set(name, sink);
    return sink;
  };
  return { result: await readEdxml(pieces(), { sinkFor, ...options }), contents };
}

export async function readGood(xml: string | Buffer, chunk?: number) {
  const { result, contents } = await read(xml, {}, chunk);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return { ...result, contents };
}

export async function codesOf(xml: string | Buffer, options: ReadOptions = {}): Promise<string[]> {
  const { result } = await read(xml, options);
  return (result.ok ? result.violations : result.problems).map(({ code }) => code);
}

/** The example with its only attachment replaced. */
export function withAttachment(name: string, contentType: string, content: Buffer): string {
  const attachment =
    `<Attachment><ContentId>cid:7f0f5c1e-6a51-4c37-9a8f-1f6f0f3b7a01</ContentId><AttachmentName>${name}</AttachmentName>` +
    `<ContentType>${contentType}</ContentType><ContentTransferEncoded>${content.toString("base64")}` +
    "</ContentTransferEncoded></Attachment>";
  return NEW_XML.replace(/<Attachment>[\s\S]*<\/Attachment>/, attachment);
}
