import type { ImportPart } from "../../documents/index.ts";
import { fileRights } from "./import-file-rights.ts";
import { filedDocuments } from "./import-filed-documents.ts";
import { workFiles } from "./import-work-files.ts";

/** The files of an import that this room takes, in their order: files, what is in them, who else sees them. */
export const workFileParts: readonly ImportPart[] = [workFiles, filedDocuments, fileRights];
