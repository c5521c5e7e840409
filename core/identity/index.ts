/** Who somebody is: accounts, sessions, second factor, access tokens. */
export {
  type CreatedToken,
  type CreateTokenInput,
  createAccessToken,
  type ListedToken,
  listAccessTokens,
  revokeAccessToken,
} from "./access-tokens.ts";
export {
  type AccountInput,
  type AccountLink,
  type CreateAccountInput,
  createAccount,
  lockAccount,
  resetPassword,
  unlockAccount,
} from "./accounts.ts";
export { type ChangePasswordInput, changePassword } from "./change-password.ts";
export { type ConfirmTotpInput, confirmTotp } from "./confirm-totp.ts";
export { type CreateOfficialInput, createOfficial } from "./create-official.ts";
export { DemoRefusedError, demoSignIn, seedDemoAccounts } from "./demo.ts";
export type { DemoSignIn } from "./demo-people.ts";
export { endAllOtherSessions, endSession } from "./end-session.ts";
export { endedSessions } from "./ended-sessions.ts";
export { enrolTotp, type TotpEnrolment } from "./enrol-totp.ts";
export {
  createFirstAdministratorLink,
  type FirstAdministratorInput,
  redeemFirstAdministratorLink,
} from "./first-administrator.ts";
export { clip, type IdentityHost, type Origin, randomToken, tokenHash } from "./host.ts";
export type { OneTimeLink } from "./one-time-link.ts";
export type { NewSession } from "./open-session.ts";
export { DEMO_PASSWORD, hashPassword, passwordProblem } from "./password.ts";
export { removeOwnSecondFactor, removeSecondFactor } from "./remove-second-factor.ts";
export { resolveAccessToken } from "./resolve-access-token.ts";
export { resolveRequestToken } from "./resolve-request-token.ts";
export { resolveSession } from "./resolve-session.ts";
export { grantedRoles, secondFactorRequired } from "./second-factor-policy.ts";
export { keyedHash, openSecret, purposeKey, SecretBoxError, sealSecret } from "./secret-box.ts";
export type { Session } from "./session.ts";
export { type ListedSession, listSessions } from "./sessions.ts";
export { type SetPasswordInput, setPassword } from "./set-password.ts";
export { type SignInInput, type SignInResult, signIn } from "./sign-in.ts";
export { type HeldAppointment, type Standing, standingOf } from "./standing.ts";
export { sweepIdentity } from "./sweep.ts";
export { switchAppointment } from "./switch-appointment.ts";
export { type IdentityParts, identity } from "./system.ts";
export { foldUsername, parseUsername } from "./username.ts";
export {
  type SecondFactorInput,
  type SecondFactorResult,
  verifySecondFactor,
} from "./verify-second-factor.ts";
export { resolveRequestSession } from "./web/session-cookie.ts";
