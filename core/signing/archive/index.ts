export { archiveFile } from "./archive-file.ts";
export { renewArchives } from "./renew-archives.ts";
export { archivedContent, requestArchive } from "./request-archive.ts";
