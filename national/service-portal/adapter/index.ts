export { accountSchema } from "./sessions.ts";
export {
  DESTINATION,
  type PortalAdapterOptions,
  type RunningPortalAdapter,
  startPortalAdapter,
} from "./start-adapter.ts";
