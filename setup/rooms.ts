import { audit } from "../core/audit/system.ts";
import { calendar } from "../core/calendar/system.ts";
import { directory } from "../core/directory/system.ts";
import { shell } from "../core/http/system.ts";
import { identity } from "../core/identity/system.ts";
import { backgroundWork } from "../core/jobs/system.ts";
import { notifications } from "../core/notify/system.ts";
import { signing } from "../core/signing/system.ts";
import type { System } from "../core/system.ts";
import { demoSignIns } from "../province/kon-tum/index.ts";
import { certificates } from "../systems/certificates/system.ts";
import { documents } from "../systems/documents/system.ts";
import { interchange } from "../systems/interchange/system.ts";
import { procedureCatalogue } from "../systems/public-services/catalogue/system.ts";
import { citizens } from "../systems/public-services/citizens/system.ts";
import { dossiers } from "../systems/public-services/dossiers/system.ts";
import { forms } from "../systems/public-services/forms/system.ts";
import { payment } from "../systems/public-services/payment/system.ts";
import { portal } from "../systems/public-services/portal/system.ts";
import { quality } from "../systems/public-services/quality/system.ts";
import { records } from "../systems/records/system.ts";
import { province } from "./province.ts";

/** Every room of the house, in the order in which they are migrated, provided and seeded. */
export const SYSTEMS: readonly System[] = [
  province,
  identity({ demoSignIns: demoSignIns() }),
  notifications,
  audit,
  backgroundWork,
  signing({ demoUsernames: demoSignIns().map(({ username }) => username) }),
  documents,
  directory,
  calendar,
  shell,
  interchange,
  certificates,
  records,
  citizens,
  procedureCatalogue,
  forms,
  portal,
  dossiers,
  payment,
  quality,
];
