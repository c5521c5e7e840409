import { alteredRevisions } from "./altered-revisions.ts";
import { damagedFiles } from "./damaged.ts";
import { exhaustingFiles } from "./exhausting.ts";
import { falseLooks } from "./false-looks.ts";
import { forgedCms } from "./forged-cms.ts";
import { forgedRanges } from "./forged-ranges.ts";
import type { HostileFile, HostileWorld } from "./hostile-file.ts";
import { oddRevisions } from "./odd-revisions.ts";

export { type HonestFile, honestFiles } from "./honest.ts";
export type { HostileFile, HostileWorld } from "./hostile-file.ts";
export { createHostileWorld } from "./world.ts";

/** Every hostile file, made in memory; the same classes and names each time, with fresh keys. */
export function hostileFiles(world: HostileWorld): HostileFile[] {
  return [
    ...damagedFiles(world),
    ...forgedRanges(world),
    ...forgedCms(world),
    ...alteredRevisions(world),
    ...falseLooks(world),
    ...oddRevisions(world),
    ...exhaustingFiles(),
  ];
}
