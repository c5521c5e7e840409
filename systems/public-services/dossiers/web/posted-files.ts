import type { Context } from "hono";
import { FormRefusal } from "../../../../core/errors.ts";
import { type Form, type HttpEnv, readForm, type UploadedFile } from "../../../../core/http/index.ts";
import { fileGate, MOST_BYTES, refusalOf } from "../../forms/index.ts";
import type { SupplementFile } from "../supplement.ts";

/** A posted form whose files went through the gate of citizens' files. */
export interface PostedFiles {
  readonly form: Form;
  /**
   * The files of a field as the dossier keeps them.
   * @throws FormRefusal that names the file, on that field
   */
  filesOf(field: string, componentKey: string | null): readonly SupplementFile[];
}

/** Reads a form with pictures and PDF files; what is refused never reaches the store. */
export async function readPostedFiles(c: Context<HttpEnv>): Promise<PostedFiles> {
  const gate = fileGate(c.var.house.files);
  // The gate itself stops keeping what is too large, and says so by name.
  const form = await readForm(c, {
    maxFileBytes: 2 * MOST_BYTES,
    maxTotalBytes: 20 * MOST_BYTES,
    put: gate.put,
  });
  return {
    form,
    filesOf(field, componentKey) {
      return (form.files.get(field) ?? []).filter(chosen).map((file) => {
        const verdict = gate.judged(file.sha256);
        const problem = refusalOf(file.name, verdict);
        if (problem || verdict.kind !== "taken")
          throw new FormRefusal({
            [field]: problem ?? {
              vi: `Không nhận được tệp “${file.name}”.`,
              en: `“${file.name}” is not taken.`,
            },
          });
        return { componentKey, name: file.name, mime: verdict.type, sha256: file.sha256, size: file.size };
      });
    },
  };
}

/** A file field left empty sends a part without a name. */
function chosen({ name, size }: UploadedFile): boolean {
  return size > 0 || name !== "tep-tin";
}
