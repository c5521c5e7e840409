export { readAuthorityKeys } from "./authority-keys.ts";
export { policyOids } from "./issue-certificate.ts";
export {
  type CertificateAuthorityOptions,
  type RunningServer,
  startCertificateAuthority,
} from "./start-certificate-authority.ts";
