import { migrate } from "../../core/database/index.ts";
import { createKeyRing } from "../../core/signing/key-ring/key-ring.ts";
import { createTestPki } from "../../core/signing/testing/test-pki.ts";
import type { Subscription } from "../../core/system.ts";
import { DAK_HA, type TestProvince, testProvince } from "../documents/testing.ts";
import { seedDemoCertificates } from "./seed-demo.ts";

export { DAK_HA, type TestProvince };

const room = (name: string) => ({
  room: name,
  folder: new URL(`../../${name}/migrations/`, import.meta.url),
});

/** The real province with the register of certificates, empty or with its 1,979. */
export async function testRegister(
  options: {
    readonly seeded?: boolean;
    readonly now?: Date;
    readonly subscriptions?: readonly Subscription[];
  } = {},
): Promise<TestProvince> {
  const world = await testProvince(options.subscriptions ?? []);
  await migrate(world.database, ["core/notify", "core/signing", "systems/certificates"].map(room));
  const pki = createTestPki();
  world.house.services.keyRing = createKeyRing(pki.trust, pki.allGood);
  if (options.seeded) await seedDemoCertificates(world.house, options.now);
  return world;
}
