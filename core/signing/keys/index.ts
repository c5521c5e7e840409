export * from "./create-certificate-request.ts";
export * from "./create-pkcs12.ts";
export * from "./ecdsa-value.ts";
export * from "./key-error.ts";
export * from "./open-pkcs12.ts";
export * from "./pkcs11/index.ts";
export * from "./software-signer.ts";
