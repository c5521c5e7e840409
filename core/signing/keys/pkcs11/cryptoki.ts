/** Numbers of PKCS#11 v2.40 (OASIS, pkcs11-base and pkcs11-curr) that this adapter uses. */
export const CKF = {
  osLockingOk: 2n,
  serialSession: 4n,
  /** Of a token: one wrong PIN more and it locks. */
  userPinFinalTry: 0x0002_0000n,
  userPinLocked: 0x0004_0000n,
} as const;
export const CKU_USER = 1;
export const CKO = { certificate: 1, privateKey: 3 } as const;
export const CKK = { rsa: 0n, ec: 3n } as const;
export const CKA = { class: 0, label: 3, value: 0x11, keyType: 0x100, id: 0x102 } as const;
export const CKM = { rsaPkcs: 1n, sha256RsaPkcs: 0x40n, ecdsa: 0x1041n } as const;

export const CKR = {
  ok: 0,
  deviceError: 0x30,
  deviceMemory: 0x31,
  deviceRemoved: 0x32,
  keyHandleInvalid: 0x60,
  mechanismInvalid: 0x70,
  objectHandleInvalid: 0x82,
  pinIncorrect: 0xa0,
  pinInvalid: 0xa1,
  pinLenRange: 0xa2,
  pinExpired: 0xa3,
  pinLocked: 0xa4,
  sessionClosed: 0xb0,
  sessionHandleInvalid: 0xb3,
  slotIdInvalid: 0x03,
  tokenNotPresent: 0xe0,
  tokenNotRecognized: 0xe1,
  userAlreadyLoggedIn: 0x100,
  userNotLoggedIn: 0x101,
  cryptokiAlreadyInitialized: 0x191,
} as const;

/** Position of each function in CK_FUNCTION_LIST, after the version (v2.40 section 3.6), with its C parameters. */
export const functions = {
  C_Initialize: [0, "void *args"],
  C_Finalize: [1, "void *reserved"],
  C_GetSlotList: [4, "uint8_t present, void *slots, void *count"],
  C_GetTokenInfo: [6, "unsigned long slot, void *info"],
  C_GetMechanismList: [7, "unsigned long slot, void *list, void *count"],
  C_OpenSession: [12, "unsigned long slot, unsigned long flags, void *app, void *notify, void *session"],
  C_CloseSession: [13, "unsigned long session"],
  C_Login: [18, "unsigned long session, unsigned long user, void *pin, unsigned long length"],
  C_Logout: [19, "unsigned long session"],
  C_CreateObject: [
    20,
    "unsigned long session, _Inout_ CK_ATTRIBUTE *template, unsigned long count, void *object",
  ],
  C_GetAttributeValue: [
    24,
    "unsigned long session, unsigned long object, _Inout_ CK_ATTRIBUTE *template, unsigned long count",
  ],
  C_FindObjectsInit: [26, "unsigned long session, _Inout_ CK_ATTRIBUTE *template, unsigned long count"],
  C_FindObjects: [27, "unsigned long session, void *objects, unsigned long most, void *count"],
  C_FindObjectsFinal: [28, "unsigned long session"],
  C_SignInit: [42, "unsigned long session, void *mechanism, unsigned long key"],
  C_Sign: [43, "unsigned long session, void *data, unsigned long length, void *signature, void *size"],
} as const;
export type FunctionName = keyof typeof functions;
/** Functions of the list of version 2.40. */
export const FUNCTION_COUNT = 68;
