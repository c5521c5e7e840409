/** The door of the interchange room: what other systems and the home page may use. */
import "./tables.ts";

export {
  type AxisStanding,
  axisStanding,
  countAlerts,
  listMessages,
  type MessageFilter,
  type MessageLine,
} from "./messages.ts";
