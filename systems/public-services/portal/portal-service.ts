import type { Queries } from "../../../core/database/index.ts";
import type { House } from "../../../core/system.ts";
import { createPortalAdapter, type PortalAdapter } from "./adapter/portal-adapter.ts";
import { NOT_CONFIGURED, PortalUnavailable } from "./adapter/portal-error.ts";

declare module "../../../core/system.ts" {
  interface Services {
    /** The national service portal; absent when none is configured. */
    portal: PortalAdapter;
    /**
     * How the fees of a dossier were paid (DuocThanhToanTrucTuyen): 1 on the portal, 2 through the province's gateway, 3 not
     * online. Provided by the room of payments; absent: 3.
     */
    paidOnline: (queries: Queries, dossierId: string) => Promise<1 | 2 | 3>;
  }
}

/** Opens the portal of the configuration, if there is one. */
export function openPortal(house: House): PortalAdapter | undefined {
  return house.config.portal && createPortalAdapter(house.config.portal);
}

/** @throws PortalUnavailable, so that what waits for the portal waits until one is configured */
export function portalOf(house: House): PortalAdapter {
  const { portal } = house.services;
  if (portal) return portal;
  throw new PortalUnavailable("portal.not-configured", NOT_CONFIGURED);
}
