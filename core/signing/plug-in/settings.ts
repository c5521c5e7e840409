import { z } from "zod";
import type { House } from "../../system.ts";

/** What may differ from one release of the plug-in to the next, so it is configuration. */
const plugInSettingsSchema = z.object({
  /** Of the program on the signer's computer; the action follows it. */
  address: z.url({ protocol: /^wss?$/ }).default("wss://127.0.0.1:8987/"),
  /** How long the addresses of one signature live. */
  seconds: z.int().min(180).max(600).default(600),
  /** Last part of the address per function. */
  actions: z
    .object({
      vgca_sign_approved: z.string().default("SignApproved"),
      vgca_sign_issued: z.string().default("SignIssued"),
      vgca_sign_income: z.string().default("SignIncome"),
      vgca_sign_appendix: z.string().default("SignAppendix"),
      vgca_sign_copy: z.string().default("SignCopy"),
      vgca_comment: z.string().default("Comment"),
      vgca_sign_json: z.string().default("SignJson"),
    })
    .prefault({}),
  /** Names of the members of the answer to an upload. */
  reply: z
    .object({
      status: z.string().default("Status"),
      message: z.string().default("Message"),
      fileName: z.string().default("FileName"),
      fileServer: z.string().default("FileServer"),
    })
    .prefault({}),
});

type PlugInSettings = z.infer<typeof plugInSettingsSchema>;
export type PlugInFunction = keyof PlugInSettings["actions"];

/**
 * The settings of this installation (`PLUG_IN`, JSON; what it leaves out is as the plug-in is handed out). In demo mode
 * the address is that of the stand-in, unless another one is configured.
 * @throws ZodError naming the member that is wrong
 */
export function plugInSettings(house: House): PlugInSettings {
  const standIn = plugInStandIn(house);
  const address = standIn === undefined ? {} : { address: standIn.replace(/^http/, "ws") };
  return plugInSettingsSchema.parse({ ...address, ...house.config.plugIn });
}

/** The page of the stand-in, when that is what pages call. */
export function plugInStandIn({ config, services }: House): string | undefined {
  return config.plugIn?.address === undefined ? services.standIns?.signService : undefined;
}
