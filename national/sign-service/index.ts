export { type SignServiceOptions, startSignService } from "./start-sign-service.ts";
