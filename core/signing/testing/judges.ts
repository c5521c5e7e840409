import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs a tool on the bytes as a file and returns what it prints, both streams. */
function judge(pdf: Uint8Array, command: string, ...args: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "pdf-"));
  try {
    const file = join(folder, "file.pdf");
    writeFileSync(file, pdf);
    const { stdout, stderr } = spawnSync(command, [...args, file], { encoding: "utf8" });
    return `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How many signatures poppler's `pdfsig` finds, and how many of them it calls valid. */
export function pdfsig(pdf: Uint8Array): {
  readonly found: number;
  readonly valid: number;
  readonly text: string;
} {
  const text = judge(pdf, "pdfsig", "-nocert");
  return {
    found: [...text.matchAll(/^Signature #/gm)].length,
    valid: [...text.matchAll(/Signature is Valid/g)].length,
    text,
  };
}

/** What `qpdf --check` has against a file; "" when nothing. */
export function qpdfCheck(pdf: Uint8Array): string {
  const text = judge(pdf, "qpdf", "--check");
  return text.includes("No syntax or stream encoding errors found") && !text.includes("WARNING") ? "" : text;
}

/** The text of a file as poppler sees it. */
export function pdfToText(pdf: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "pdf-"));
  try {
    writeFileSync(join(folder, "file.pdf"), pdf);
    return execFileSync("pdftotext", ["-layout", join(folder, "file.pdf"), "-"], { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs `qpdf` to rewrite a file, e.g. with object streams. */
export function qpdfRewrite(pdf: Uint8Array, ...args: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "pdf-"));
  try {
    writeFileSync(join(folder, "in.pdf"), pdf);
    return execFileSync("qpdf", [...args, join(folder, "in.pdf"), "-"], { maxBuffer: 1 << 28 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
