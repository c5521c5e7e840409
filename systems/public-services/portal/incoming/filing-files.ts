import type { House } from "../../../../core/system.ts";
import type { ProcedureCase } from "../../catalogue/index.ts";
import { type FileGate, fileGate, type ReceivedFiling, refusalOf } from "../../forms/index.ts";
import { decodeBase64, type Filing } from "./filing.ts";
import { refusing } from "./refusing.ts";

/** Everything is looked at before anything is taken: a dossier comes whole or not at all. @throws Refusal naming the file */
export async function keepFiles(
  house: House,
  filing: Filing,
  chosen: ProcedureCase,
): Promise<ReceivedFiling["files"]> {
  const gate = fileGate(house.files);
  const kept: ReceivedFiling["files"][number][] = [];
  for (const [index, file] of filing.TaiLieuNop.entries())
    kept.push(await keepFile(gate, { ...file, index }, chosen));
  return kept;
}

async function keepFile(
  gate: FileGate,
  file: Filing["TaiLieuNop"][number] & { readonly index: number },
  chosen: ProcedureCase,
): Promise<ReceivedFiling["files"][number]> {
  const at = `TaiLieuNop[${file.index}]`;
  const content = decodeBase64(file.Base64);
  if (!content)
    throw refusing("portal.not-base64", {
      vi: `${at}.Base64: không phải Base64`,
      en: `${at}.Base64: is no Base64`,
    });
  const name = fileName(file.TenTepDinhKem);
  const stored = await gate.put(content);
  const verdict = gate.judged(stored.sha256);
  const problem = refusalOf(name, verdict);
  if (problem) throw refusing("portal.file", { vi: `${at}: ${problem.vi}`, en: `${at}: ${problem.en}` });
  return {
    componentKey:
      chosen.components.find(({ code }) => code !== "" && code === file.MaThanhPhanHoSo)?.key ?? null,
    name,
    mime: verdict.kind === "taken" ? verdict.type : stored.type,
    sha256: stored.sha256,
    size: stored.size,
  };
}

/** Without folders and control characters, at most 200 characters of it. */
function fileName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? "";
  const clean = last.replace(/\p{Cc}+/gu, " ").trim();
  return [...(clean === "" ? "tep" : clean)].slice(-200).join("");
}
