import { CKF, CKR, FUNCTION_COUNT, type FunctionName, functions } from "./cryptoki.ts";
import { Pkcs11Error, type Pkcs11ErrorCode } from "./pkcs11-error.ts";

/** One attribute of a search or a question: its buffer is read or filled by the module. */
export interface Attribute {
  readonly type: number;
  readonly pValue: Buffer | null;
  readonly ulValueLen: number;
}

type Argument = Buffer | bigint | number | null | readonly Attribute[];

/** A loaded and initialised PKCS#11 module. Its calls block: it lives in a process of its own. */
export interface NativeModule {
  /** Calls by name; returns the CKR value. */
  tryCall(name: FunctionName, ...args: readonly Argument[]): number;
  /** The same, anything but CKR_OK being an error. @throws Pkcs11Error */
  call(name: FunctionName, ...args: readonly Argument[]): void;
}

/** A module is loaded once a process; initialising it again makes it look for its tokens again. */
const loaded = new Map<string, NativeModule>();

/**
 * Loads the shared library and initialises it with its own locking.
 * @throws Pkcs11Error pkcs11.binding-missing | pkcs11.module-unusable
 */
export async function loadModule(path: string): Promise<NativeModule> {
  const module = loaded.get(path) ?? (await load(path));
  loaded.set(path, module);
  // CK_C_INITIALIZE_ARGS: four mutex functions (none), flags, reserved.
  const initialise = Buffer.alloc(48);
  initialise.writeBigUInt64LE(CKF.osLockingOk, 32);
  const started = module.tryCall("C_Initialize", initialise);
  if (started !== CKR.ok && started !== CKR.cryptokiAlreadyInitialized)
    throw new Pkcs11Error("pkcs11.module-unusable", `C_Initialize answered 0x${started.toString(16)}`);
  return module;
}

/** A library that nothing refers to is unloaded by the collector, under the feet of the pointers into it. */
const kept = new Set<unknown>();

async function load(path: string): Promise<NativeModule> {
  const koffi = await binding();
  const list = readList();
  const calls = new Map<FunctionName, (...args: readonly Argument[]) => number>();
  const tryCall = (name: FunctionName, ...args: readonly Argument[]): number => {
    const known = calls.get(name);
    if (known !== undefined) return known(...args);
    const [position, parameters] = functions[name];
    const type = koffi.proto(`unsigned long ${name}(${parameters})`);
    const pointer = list[position];
    const made = (...given: readonly Argument[]): number => Number(koffi.call(pointer, type, ...given));
    calls.set(name, made);
    return made(...args);
  };
  return {
    tryCall,
    call(name, ...args) {
      const result = tryCall(name, ...args);
      if (result !== CKR.ok) throw moduleError(name, result);
    },
  };

  function readList(): readonly unknown[] {
    try {
      const library = koffi.load(path);
      kept.add(library);
      // CK_ULONG is `unsigned long`; nothing is packed on Linux (pkcs11-base section 2.1).
      koffi.struct("CK_ATTRIBUTE", { type: "unsigned long", pValue: "void *", ulValueLen: "unsigned long" });
      const found: unknown[] = [null];
      const result: unknown = library.func("unsigned long C_GetFunctionList(_Out_ void **list)")(found);
      if (Number(result) !== CKR.ok || !found[0]) throw new Error(`C_GetFunctionList answered ${result}`);
      // CK_VERSION takes two octets, padded to the pointers behind it.
      const pointers: unknown = koffi.decode(found[0], 8, koffi.array("void *", FUNCTION_COUNT));
      if (!Array.isArray(pointers)) throw new Error("no list of functions");
      return pointers;
    } catch (error) {
      throw new Pkcs11Error("pkcs11.module-unusable", String(error));
    }
  }
}

/** The error a CKR value means to the holder of the token. */
export function moduleError(name: FunctionName, result: number): Pkcs11Error {
  return new Pkcs11Error(
    codes.get(result) ?? "pkcs11.device-error",
    `${name} answered 0x${result.toString(16)}`,
  );
}

const codes: ReadonlyMap<number, Pkcs11ErrorCode> = new Map([
  [CKR.deviceRemoved, "pkcs11.token-missing"],
  [CKR.tokenNotPresent, "pkcs11.token-missing"],
  [CKR.tokenNotRecognized, "pkcs11.token-missing"],
  [CKR.slotIdInvalid, "pkcs11.token-missing"],
  [CKR.pinIncorrect, "pkcs11.wrong-pin"],
  [CKR.pinInvalid, "pkcs11.wrong-pin"],
  [CKR.pinLenRange, "pkcs11.wrong-pin"],
  [CKR.pinExpired, "pkcs11.pin-locked"],
  [CKR.pinLocked, "pkcs11.pin-locked"],
  [CKR.userNotLoggedIn, "pkcs11.not-logged-in"],
  [CKR.sessionClosed, "pkcs11.session-lost"],
  [CKR.sessionHandleInvalid, "pkcs11.session-lost"],
  [CKR.keyHandleInvalid, "pkcs11.session-lost"],
  [CKR.objectHandleInvalid, "pkcs11.session-lost"],
]);

/** An optional package: where it is not installed the platform starts without tokens. */
async function binding(): Promise<typeof import("koffi")> {
  try {
    return await import("koffi");
  } catch (error) {
    throw new Pkcs11Error("pkcs11.binding-missing", String(error));
  }
}
