import { createHash } from "node:crypto";
import { type Failure, type HashName, indicationOf } from "../types.ts";
import { failedJudgement, type Judgement } from "../verification/judge-value.ts";
import type { SignatureVerdict } from "../verification/verdict.ts";
import { surroundingsOf, type VerifySignatureOptions, verdictOf } from "../xml/judge-xml.ts";
import { DEFAULT_XML_LIMITS } from "../xml/parse-xml.ts";
import { type VerifyXadesOptions, verifyXades, type XadesSignatureVerdict } from "../xml/verify-xades.ts";
import { judgeCades, judgeContainerTimestamp } from "./judge-cades.ts";
import type { OpenContainer } from "./open-container.ts";
import { type AsicManifest, readAsicManifest } from "./read-asic-manifest.ts";
import { coverageSentence } from "./sentences.ts";
import type { ContainerSignatureVerdict } from "./verdict.ts";
import type { ZipEntry } from "./zip/layout.ts";

/** A file that spoils a signature: changed, or not there. */
interface Culprit {
  readonly name: string;
  readonly code: "changed" | "missing";
}

/** XML elements that all signature files together may have, and that each may have at least. */
const ALL_ELEMENTS = 60_000;
const LEAST_ELEMENTS = 2_000;

/** Judges every signature file of a container, in the order of their names. */
export async function judgeSignatureFiles(
  opened: OpenContainer,
  options: VerifySignatureOptions,
): Promise<ContainerSignatureVerdict[]> {
  const verdicts: ContainerSignatureVerdict[] = [];
  const ofKind = (kind: string) => opened.meta.filter((each) => each.kind === kind).map(({ entry }) => entry);
  const xmlFiles = ofKind("xades").length + ofKind("asic-manifest").length;
  const limits = {
    ...DEFAULT_XML_LIMITS,
    elements: Math.max(LEAST_ELEMENTS, Math.floor(ALL_ELEMENTS / xmlFiles)),
  };
  for (const entry of ofKind("xades"))
    verdicts.push(...(await judgeXadesFile(opened, entry, { ...options, limits })));
  const claimed = new Set<string>();
  for (const entry of ofKind("asic-manifest")) {
    const bytes = await opened.read(entry);
    const manifest = readAsicManifest(bytes, limits);
    if (typeof manifest === "string") {
      verdicts.push(refused(opened, entry.name, "cades", "container.manifest-structure", manifest));
      continue;
    }
    claimed.add(manifest.signature);
    verdicts.push(await judgeManifest(opened, entry.name, bytes, manifest, options));
  }
  for (const entry of [...ofKind("cades"), ...ofKind("timestamp")])
    if (!claimed.has(entry.name)) verdicts.push(await judgeSimple(opened, entry, options));
  return verdicts.sort((a, b) => (a.fieldName < b.fieldName ? -1 : a.fieldName > b.fieldName ? 1 : 0));
}

async function judgeXadesFile(
  opened: OpenContainer,
  entry: ZipEntry,
  options: VerifyXadesOptions,
): Promise<ContainerSignatureVerdict[]> {
  const { signatures, problem } = await verifyXades(await opened.read(entry), {
    ...options,
    digestOf: async (name, algorithm) => {
      const found = coverable(opened, name);
      return found && (await opened.digest(found, algorithm));
    },
  });
  if (problem !== undefined) return [refused(opened, entry.name, "xades", problem.code, problem.detail)];
  if (signatures.length === 0)
    return [refused(opened, entry.name, "xades", "container.no-signature", "no signature inside")];
  return signatures.map((verdict) => {
    const fieldName = signatures.length === 1 ? entry.name : `${entry.name}#${verdict.fieldName}`;
    return finish(
      opened,
      { ...verdict, fieldName },
      "xades",
      verdict.intact?.files ?? [],
      culpritOf(verdict),
    );
  });
}

/** Which file a detached signature stumbled over. */
function culpritOf({ failedCheck, culprit }: XadesSignatureVerdict): Culprit | undefined {
  if (culprit === undefined) return undefined;
  return { name: culprit, code: failedCheck === "xml.file-missing" ? "missing" : "changed" };
}

async function judgeManifest(
  opened: OpenContainer,
  name: string,
  bytes: Uint8Array,
  manifest: AsicManifest,
  options: VerifySignatureOptions,
): Promise<ContainerSignatureVerdict> {
  const signature = opened.meta.find(({ entry }) => entry.name === manifest.signature);
  if (signature === undefined || (signature.kind !== "cades" && signature.kind !== "timestamp"))
    return refused(
      opened,
      name,
      "cades",
      "container.signature-missing",
      `${manifest.signature} is not there`,
    );
  const digester = async (algorithm: HashName) => createHash(algorithm).update(bytes).digest();
  const judged = await judgeDetached(opened, signature.entry, signature.kind, digester, options);
  let culprit: Culprit | undefined;
  for (const { name: file, hash, digest } of manifest.objects) {
    const entry = coverable(opened, file);
    if (entry === undefined) culprit ??= { name: file, code: "missing" };
    else if (Buffer.compare(await opened.digest(entry, hash), digest) !== 0)
      culprit ??= { name: file, code: "changed" };
  }
  const failure: Failure | undefined = culprit && {
    ok: false,
    subIndication: culprit.code === "missing" ? "SIGNED_DATA_NOT_FOUND" : "HASH_FAILURE",
    code: culprit.code === "missing" ? "container.file-missing" : "container.file-differs",
    detail: `${culprit.name} is not what was signed`,
  };
  // A broken value says more than a file: then nothing in the manifest is signed. A changed file says more than trust.
  const broken =
    judged.failure !== undefined && indicationOf(judged.failure.subIndication) === "TOTAL_FAILED";
  const judgement = failure === undefined || broken ? judged : { ...judged, failure };
  const kind = signature.kind === "cades" ? "signature" : "document-timestamp";
  const files = failure === undefined ? manifest.objects.map((object) => object.name) : [];
  const form = signature.kind;
  return finish(
    opened,
    verdictOf(manifest.signature, judgement, kind),
    form,
    files,
    broken ? undefined : culprit,
  );
}

/** Without a manifest: over the one file of a simple container. */
async function judgeSimple(
  opened: OpenContainer,
  entry: ZipEntry,
  options: VerifySignatureOptions,
): Promise<ContainerSignatureVerdict> {
  const form = entry.name.endsWith(".tst") ? "timestamp" : "cades";
  const [only, ...more] = opened.data;
  if (only === undefined || more.length > 0) {
    const detail = "no manifest says which files it is over";
    return refused(opened, entry.name, form, "container.signature-without-manifest", detail);
  }
  const judged = await judgeDetached(
    opened,
    entry,
    form,
    (algorithm) => opened.digest(only, algorithm),
    options,
  );
  const changed = judged.failure?.subIndication === "HASH_FAILURE";
  const verdict = verdictOf(entry.name, judged, form === "cades" ? "signature" : "document-timestamp");
  const culprit: Culprit | undefined = changed ? { name: only.name, code: "changed" } : undefined;
  return finish(opened, verdict, form, changed ? [] : [only.name], culprit);
}

async function judgeDetached(
  opened: OpenContainer,
  entry: ZipEntry,
  form: "cades" | "timestamp",
  digester: (algorithm: HashName) => Promise<Uint8Array>,
  options: VerifySignatureOptions,
): Promise<Judgement> {
  const bytes = await opened.read(entry);
  const judge = form === "cades" ? judgeCades : judgeContainerTimestamp;
  return judge(bytes, digester, surroundingsOf(options));
}

/** Signatures are over files, and may be over other files of META-INF, too. */
function coverable(opened: OpenContainer, name: string): ZipEntry | undefined {
  return opened.directory.entries.find((entry) => entry.name === name && !name.endsWith("/"));
}

function finish(
  opened: OpenContainer,
  verdict: SignatureVerdict,
  form: ContainerSignatureVerdict["form"],
  covered: readonly string[],
  culprit?: Culprit,
): ContainerSignatureVerdict {
  const files = covered.filter((name) => opened.data.some((entry) => entry.name === name));
  const whole = files.length === opened.data.length && files.length > 0;
  return {
    ...verdict,
    form,
    files,
    coverage: whole ? { kind: "whole", revision: 1, of: 1 } : { kind: "part" },
    sentence: coverageSentence(verdict, files.length, opened.data.length, culprit),
  };
}

function refused(
  opened: OpenContainer,
  name: string,
  form: ContainerSignatureVerdict["form"],
  code: string,
  detail: string,
): ContainerSignatureVerdict {
  const time = { claimed: undefined, proven: undefined, source: "none" } as const;
  const judgement = failedJudgement({ ok: false, subIndication: "FORMAT_FAILURE", code, detail }, time);
  return finish(opened, verdictOf(name, judgement), form, []);
}
