export { type RunningZalo, startZalo, type ZaloOptions } from "./start-zalo.ts";
