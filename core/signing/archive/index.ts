export { archiveFile } from "./archive-file.ts";
export { renewArchives } from "./renew-archives.ts";
export { requestArchive } from "./request-archive.ts";
