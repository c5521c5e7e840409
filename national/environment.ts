import { readFileSync } from "node:fs";
import { z } from "zod";
import { accountSchema } from "./service-portal/adapter/index.ts";
import { clientSchema, partnerSchema } from "./service-portal/index.ts";

const port = z.coerce.number().int().min(0).max(65_535).default(0);
const agency = z.object({
  code: z.string().min(1),
  code102: z.string().optional(),
  pcode: z.string().optional(),
  name: z.string().min(1),
  mail: z.string().optional(),
  systemId: z.string().optional(),
});
const system = z.object({
  systemId: z.string().min(1),
  secret: z.string().min(1),
  /** Agencies this system receives for. */
  agencies: z.array(agency.omit({ systemId: true })).default([]),
});

/** JSON inside an environment variable; not JSON is an error of that variable. */
function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue({ code: "custom", message: "is not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

const environment = z.object({
  NATIONAL_HOST: z.string().default("127.0.0.1"),
  NATIONAL_DATA_DIR: z.string().min(1),
  NATIONAL_AXIS_PORT: port,
  NATIONAL_AGENCIES_PORT: port,
  NATIONAL_CA_PORT: port,
  NATIONAL_TSA_PORT: port,
  NATIONAL_REMOTE_SIGNING_PORT: port,
  NATIONAL_SIGN_SERVICE_PORT: port,
  NATIONAL_SERVICE_PORTAL_PORT: port,
  NATIONAL_PORTAL_ADAPTER_PORT: port,
  /** Programs that may ask people to sign in. */
  NATIONAL_SERVICE_PORTAL_CLIENTS: json(z.array(clientSchema)).default([]),
  /** Bodies whose dossiers are paid on the payment platform. */
  NATIONAL_PAYMENT_PARTNERS: json(z.array(partnerSchema)).default([]),
  /** Provinces that synchronise dossiers, and where each receives those filed at the portal. */
  NATIONAL_PORTAL_ADAPTER_ACCOUNTS: json(z.array(accountSchema)).default([]),
  /** Address written into the demo certificates; needed when NATIONAL_CA_PORT is 0 or behind a proxy. */
  NATIONAL_CA_PUBLIC_URL: z.url().optional(),
  NATIONAL_AXIS_SYSTEMS: json(z.array(system)).default([]),
  /** Further agencies, as a JSON file, for lists too long for a variable. */
  NATIONAL_AXIS_AGENCIES_FILE: z.string().optional(),
  /** Largest message in bytes. */
  NATIONAL_AXIS_SIZE_LIMIT: z.coerce.number().int().positive().optional(),
  NATIONAL_AXIS_BODY_RETENTION_MS: z.coerce.number().int().min(0).optional(),
  NATIONAL_AGENCIES_POLL_MS: z.coerce.number().int().positive().default(1_000),
  /** Replaces parts of every agency's behaviour, for example the delays. */
  NATIONAL_AGENCIES_BEHAVIOUR: json(z.record(z.string(), z.unknown())).default({}),
});

export type NationalEnvironment = ReturnType<typeof readEnvironment>;

/**
 * Reads the NATIONAL_* variables.
 * @throws ZodError naming the variable that is wrong; Error when the agencies file cannot be read
 */
export function readEnvironment(variables: Record<string, string | undefined>) {
  const parsed = environment.parse(variables);
  const file = parsed.NATIONAL_AXIS_AGENCIES_FILE;
  const listed = file === undefined ? [] : z.array(agency).parse(JSON.parse(readFileSync(file, "utf8")));
  const owned = parsed.NATIONAL_AXIS_SYSTEMS.flatMap(({ systemId, agencies }) =>
    agencies.map((one) => ({ ...one, systemId })),
  );
  return { ...parsed, agencies: [...owned, ...listed].map(withoutUndefined) };
}

function withoutUndefined({ code, name, ...rest }: z.infer<typeof agency>) {
  const { code102, pcode, mail, systemId } = rest;
  return {
    code,
    name,
    ...(code102 === undefined ? {} : { code102 }),
    ...(pcode === undefined ? {} : { pcode }),
    ...(mail === undefined ? {} : { mail }),
    ...(systemId === undefined ? {} : { systemId }),
  };
}
