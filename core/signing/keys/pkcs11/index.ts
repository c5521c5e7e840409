export { type OpenPkcs11Signer, openPkcs11Signer, type Pkcs11Signer } from "./open-pkcs11-signer.ts";
export { Pkcs11Error, type Pkcs11ErrorCode } from "./pkcs11-error.ts";
