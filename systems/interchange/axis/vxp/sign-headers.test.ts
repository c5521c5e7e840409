import { describe, expect, test } from "vitest";
import { hashHeader, SIGNED_PARAMETERS, signHeaders, type VxpCall, vxpTimestamp } from "./sign-headers.ts";

const SECRET = "dummy-secret";

/** Captured from the official client and recomputed independently. */
const VECTORS: readonly (readonly [VxpCall, Record<string, string>, string, string, string, string])[] = [
  [
    "getReceivedEdocList",
    { servicetype: "eDoc", messagetype: "edoc" },
    "application/json",
    "2026-11-22T11:40:36.035Z",
    '{"XroadVnpt-systemid":"TEST:SYS:01","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc","XroadVnpt-timestamp":"22112026T184036+0035","XroadVnpt-Content-Type":"application/json"}',
    "9616395e6bb8a31e1f7f7d8b6f196e85f70ad57d45c4f6b941c07292d4ebc5d7",
  ],
  [
    "sendEdoc",
    {
      servicetype: "eDoc",
      messagetype: "edoc",
      "hash-file": "8d55f6c7bf7cd534cf27a10e1bb5731c68279c3cb991cf4844774c685b3758",
      from: "000.00.00.H34",
    },
    "application/octet-stream",
    "2026-11-22T11:40:35.734Z",
    '{"XroadVnpt-systemid":"TEST:SYS:01","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc","XroadVnpt-hash-file":"8d55f6c7bf7cd534cf27a10e1bb5731c68279c3cb991cf4844774c685b3758","XroadVnpt-from":"000.00.00.H34","XroadVnpt-timestamp":"22112026T184035+0734","XroadVnpt-Content-Type":"application/octet-stream"}',
    "d0ec51e77dbceeb73f00a51ad0d9b2c0f889188e101d1da3cf3758fc7eff1e08",
  ],
  [
    "getEdoc",
    { docId: "5bebcfeff858e3e0cc154762", filePath: "store" },
    "application/json",
    "2026-11-22T11:40:36.579Z",
    '{"XroadVnpt-systemid":"TEST:SYS:01","XroadVnpt-docId":"5bebcfeff858e3e0cc154762","XroadVnpt-filePath":"store","XroadVnpt-timestamp":"22112026T184036+0579","XroadVnpt-Content-Type":"application/json"}',
    "e609c8c2bd5d1ee286ec59c7b112c8cd3cd7658e86d821e23819b9d56ebbe446",
  ],
  [
    "updateStatus",
    { docid: "5bebcfeff858e3e0cc154762", status: "done" },
    "application/json",
    "2026-11-22T11:40:36.660Z",
    '{"XroadVnpt-systemid":"TEST:SYS:01","XroadVnpt-docid":"5bebcfeff858e3e0cc154762","XroadVnpt-timestamp":"22112026T184036+0660","XroadVnpt-Content-Type":"application/json","XroadVnpt-status":"done"}',
    "7b4aea99119634441904ccade42aa3fb3bfe27352402933f0e8fbd7ce1dbb053",
  ],
  [
    "deleteAgency",
    { AgencyCode: "000.00.14.H34" },
    "application/json",
    "2026-11-22T11:40:36.966Z",
    '{"XroadVnpt-systemid":"TEST:SYS:01","XroadVnpt-AgencyCode":"000.00.14.H34","XroadVnpt-timestamp":"22112026T184036+0966","XroadVnpt-Content-Type":"application/json"}',
    "32c53bb2b83bb1a37122a9c9a2a49f3f9bc5325bc44d24836574a80a5b2de38e",
  ],
];

describe("signing of calls", () => {
  test.each(VECTORS)(
    "%s is signed as the official client signs it",
    (call, parameters, contentType, now, json, hash) => {
      const context = { systemId: "TEST:SYS:01", secret: SECRET, contentType, now: new Date(now) };
      const headers = signHeaders(call, parameters, context);
      expect(headers["XroadVnpt-sign-header"]).toBe(json);
      expect(headers["XroadVnpt-hash-header"]).toBe(hash);
      expect(headers["XroadVnpt-sign-header-key"]).toBe(SIGNED_PARAMETERS[call].join(";"));
      expect(headers["XroadVnpt-version"]).toBe("3.0.201608");
      expect(headers["Content-Type"]).toBe(contentType);
      for (const [name, value] of Object.entries(parameters))
        expect(headers[`XroadVnpt-${name}`]).toBe(value);
    },
  );

  test("another secret gives another hash", () => {
    expect(hashHeader("other", VECTORS[0]?.[4] ?? "")).not.toBe(VECTORS[0]?.[5]);
  });

  test("the timestamp is Vietnam time, also across midnight, with four digits of milliseconds", () => {
    expect(vxpTimestamp(new Date("2021-12-31T17:00:00.007Z"))).toBe("01012022T000000+0007");
  });
});
