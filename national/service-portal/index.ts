export { partnerSchema } from "./payment/platform.ts";
export { clientSchema } from "./sign-in.ts";
export {
  type RunningServicePortal,
  type ServicePortalOptions,
  startServicePortal,
} from "./start-service-portal.ts";
