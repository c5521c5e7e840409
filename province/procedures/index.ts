/** Everyday procedures of the province, written out from the law as of the day named with them. */
import { businessAndLabour } from "./business-labour.ts";
import { certification } from "./certification.ts";
import { civilStatus } from "./civil-status.ts";
import { landAndConstruction } from "./land-construction.ts";
import { schoolHealthRoad } from "./school-health-road.ts";
import { social } from "./social.ts";
import type { WrittenProcedure } from "./written.ts";

export { AS_OF, FIELDS, type WrittenComponent, type WrittenProcedure } from "./written.ts";

/** Every written procedure, in the order of the fields. */
export const PROVINCE_PROCEDURES: readonly WrittenProcedure[] = [
  ...civilStatus,
  ...certification,
  ...landAndConstruction,
  ...businessAndLabour,
  ...social,
  ...schoolHealthRoad,
];
