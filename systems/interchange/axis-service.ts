import type { House } from "../../core/system.ts";
import { AxisError, type AxisPort, createVxpAxis } from "./axis/index.ts";

declare module "../../core/system.ts" {
  interface Services {
    /** The document interchange axis; absent when none is configured. */
    axis: AxisPort;
  }
}

/** base64 and XML make a message larger than its files. */
const WIRE_OVERHEAD = 1.4;

/** Opens the axis of the configuration, if there is one. */
export function openAxis(house: House): AxisPort | undefined {
  const { axis, maxMessageBytes } = house.config;
  return axis && createVxpAxis({ ...axis, maxMessageBytes: Math.ceil(maxMessageBytes * WIRE_OVERHEAD) });
}

/** @throws AxisError network, so that what waits for the axis waits until one is configured */
export function axisOf(house: House): AxisPort {
  const { axis } = house.services;
  if (axis) return axis;
  throw new AxisError("network", "no axis is configured (AXIS_ENDPOINT, AXIS_SYSTEM_ID, AXIS_SECRET)");
}
