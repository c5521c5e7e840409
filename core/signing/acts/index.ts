export { type Act, type ActSubject, actBySecret, assertOpen, findAct, lockAct, openActOf } from "./act.ts";
export { ACT_SECONDS, type BeginAct, type BegunAct, beginAct, lockSubject } from "./begin-act.ts";
export { authoriseAct, cancelAct, completeAct, noteAct, refuseAct, spendSecret } from "./end-act.ts";
export { expireActs, expireActsLoop } from "./expire-acts.ts";
export { notYourAct } from "./refusals.ts";
export type { ActState } from "./tables.ts";
