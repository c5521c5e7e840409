import { setTimeout as sleep } from "node:timers/promises";
import { UnreadableEdxml } from "../wire/edxml-header.ts";
import { AxisAnswerFail, AxisClient, type ListItem } from "./axis-client.ts";
import { carryOutDueSteps } from "./carry-out-steps.ts";
import { type AgenciesContext, findAgency } from "./context.ts";
import { startControl } from "./control.ts";
import { type AgencyProfile, DEMO_AGENCIES } from "./profiles.ts";
import { receiveMessage } from "./receive.ts";
import { openState } from "./state.ts";

export interface AgenciesOptions {
  /** The axis's protocol endpoint, path included. */
  axisUrl: string;
  systemId: string;
  secret: string;
  dataDir: string;
  agencies?: readonly AgencyProfile[];
  /** Pause between two looks at the axis, in milliseconds; 1,000 unless told. */
  pollMs?: number;
  /** Of the control server; 0 takes a free port. */
  port?: number;
  host?: string;
  signPdf?: (pdf: Buffer, agency: AgencyProfile) => Promise<Buffer>;
}

export interface RunningAgencies {
  /** Origin of the control server: page, `/agencies`, `/agencies/:code/send` and the rest. */
  url: string;
  close(): Promise<void>;
}

/** Starts the simulated agencies: they register at the axis, poll it, and behave. */
export async function startAgencies(options: AgenciesOptions): Promise<RunningAgencies> {
  const { axisUrl: endpoint, systemId, secret, pollMs = 1_000 } = options;
  const context: AgenciesContext = {
    state: openState(options.dataDir),
    client: new AxisClient({ endpoint, systemId, secret }),
    agencies: (options.agencies ?? DEMO_AGENCIES).map((agency) => ({ ...agency })),
    now: () => Date.now(),
    signPdf: options.signPdf,
  };
  const stop = new AbortController();
  const control = await startControl(context, options.port ?? 0, options.host ?? "127.0.0.1");
  const loops = [
    repeat(stop.signal, pollMs, onceRegistered(context)),
    repeat(stop.signal, Math.min(pollMs, 100), () => carryOutDueSteps(context)),
  ];
  return {
    url: control.url,
    async close() {
      stop.abort();
      await control.close();
      await Promise.all(loops);
      context.state.close();
    },
  };
}

/** Runs a step again and again: at once while it has work, after the pause when not, slower while it fails. */
async function repeat(signal: AbortSignal, pauseMs: number, step: () => Promise<boolean>): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let worked = false;
    try {
      worked = await step();
      failures = 0;
    } catch (error) {
      failures++;
      const reason = error instanceof Error ? error.message : String(error);
      if (failures === 1 && !signal.aborted) process.stderr.write(`agencies: ${reason}\n`);
    }
    const pause = worked ? 0 : Math.min(5_000, pauseMs * 2 ** Math.min(failures, 5));
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

/** Registration belongs to the first successful look at the axis. */
function onceRegistered(context: AgenciesContext): () => Promise<boolean> {
  let registered = false;
  return async () => {
    if (!registered) {
      for (const { code, name } of context.agencies) await context.client.register({ code, name, pcode: "" });
      registered = true;
    }
    const items = [...(await context.client.list("edoc")), ...(await context.client.list("status"))];
    let progress = false;
    for (const item of items) progress = (await takeIn(context, item)) || progress;
    return progress;
  };
}

/** Effect first, acknowledgement after it: a crash between the two leads to a second delivery that changes nothing. */
async function takeIn(context: AgenciesContext, item: ListItem): Promise<boolean> {
  const agency = findAgency(context, item.to);
  try {
    const header = await context.client.readHeader(item.docId);
    if (agency) receiveMessage(context, agency, header);
    await context.client.acknowledge(item.docId, agency ? "done" : "fail");
    return true;
  } catch (error) {
    const unreadable =
      error instanceof UnreadableEdxml || (error instanceof AxisAnswerFail && error.code === "10");
    if (!unreadable) throw error;
    await context.client.acknowledge(item.docId, "fail");
    return true;
  }
}
