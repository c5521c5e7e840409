/** The document interchange axis: one port, one adapter for each dialect. */
export { AxisError, type AxisErrorKind } from "./axis-error.ts";
export type * from "./axis-port.ts";
export { createVxpAxis, type VxpOptions } from "./vxp/vxp-axis.ts";
