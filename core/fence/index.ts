import { execFile } from "node:child_process";
import { constants, rmSync } from "node:fs";
import { chown, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/**
 * How far a foreign program is shut in. `sealed`: it sees the system's programs read-only, one folder of its own, no
 * network and no other process. `offline`: no network, but the machine's files as its user may read them. `limited`:
 * bounds of memory, time and file size only (a machine that allows no namespaces).
 */
export type FenceKind = "sealed" | "offline" | "limited";

export interface FenceLimits {
  /** Address space of each process, MB. */
  readonly memoryMb: number;
  /** CPU time of each process, seconds. */
  readonly cpuSeconds: number;
  /** Largest file it may write, MB. */
  readonly fileMb: number;
}

/** Runs programs that read files from strangers, so that a file that takes one over gains nothing. */
export interface Fence {
  readonly kind: FenceKind;
  /** The program and arguments that start `command` inside; its only writable folder is `folder`. */
  wrap(folder: string, limits: FenceLimits, command: readonly string[]): { file: string; args: string[] };
  /** The path by which a program inside knows a file of its folder. */
  inside(folder: string, name?: string): string;
}

/** Nobody: owns nothing. */
const NOBODY = 65_534;
const INSIDE = "/job";
const isRoot = process.getuid?.() === 0;
const dropUser = isRoot
  ? ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--no-new-privs"]
  : [];

/** Read-only view of the programs; neither the data folder nor anybody's home is in it. */
const SEALED = [
  ...["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"],
  ...["--ro-bind", "/usr", "/usr", "--ro-bind-try", "/opt", "/opt"],
  ...["bin", "sbin", "lib", "lib64"].flatMap((name) => ["--symlink", `usr/${name}`, `/${name}`]),
  ...["/etc/fonts", "/etc/libreoffice", "/etc/ld.so.cache", "/var/cache/fontconfig"].flatMap((path) => [
    "--ro-bind-try",
    path,
    path,
  ]),
  ...["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--clearenv"],
];
const SETTINGS = { LANG: "C.UTF-8", PATH: "/usr/local/bin:/usr/bin:/bin", OMP_THREAD_LIMIT: "1" };

/** The ways to fence, the strongest first. */
const WAYS: readonly { readonly kind: FenceKind; readonly prefix: (folder: string) => readonly string[] }[] =
  [
    { kind: "sealed", prefix: (folder) => [...dropUser, "bwrap", ...SEALED, ...sealedAt(folder)] },
    // A machine that gives namespaces to root only.
    ...(isRoot
      ? [{ kind: "sealed" as const, prefix: (folder: string) => ["bwrap", ...SEALED, ...sealedAt(folder)] }]
      : []),
    {
      kind: "offline",
      prefix: (folder) => [
        ...["unshare", ...(isRoot ? [] : ["--map-root-user"]), "--net", "--pid", "--fork", "--kill-child"],
        ...dropUser,
        ...plainAt(folder),
      ],
    },
    { kind: "limited", prefix: (folder) => [...dropUser, ...plainAt(folder)] },
  ];

function sealedAt(folder: string): string[] {
  return [
    ...["--bind", folder, INSIDE, "--chdir", INSIDE, "--setenv", "HOME", "/tmp"],
    ...Object.entries(SETTINGS).flatMap(([name, value]) => ["--setenv", name, value]),
  ];
}

function plainAt(folder: string): string[] {
  const settings = { ...SETTINGS, HOME: folder, TMPDIR: folder };
  return ["env", "-i", "-C", folder, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)];
}

let found: Promise<Fence> | undefined;

/** The strongest fence this machine allows; tried once a process. */
export function findFence(): Promise<Fence> {
  found ??= strongest();
  return found;
}

async function strongest(): Promise<Fence> {
  const folder = await openFencedFolder();
  try {
    for (const way of WAYS) {
      const fence = fenceOf(way);
      const { file, args } = fence.wrap(folder, { memoryMb: 512, cpuSeconds: 5, fileMb: 1 }, ["true"]);
      const works = await execute(file, args, { timeout: 10_000 }).then(
        () => true,
        () => false,
      );
      if (works) return fence;
    }
  } finally {
    await closeFencedFolder(folder);
  }
  // Not even the tools for limits: the programs' own settings and the time limit of the caller remain.
  return {
    kind: "limited",
    wrap: (_, __, [file = "true", ...args]) => ({ file, args }),
    inside: (where, name) => (name === undefined ? where : join(where, name)),
  };
}

function fenceOf({ kind, prefix }: (typeof WAYS)[number]): Fence {
  return {
    kind,
    wrap: (folder, limits, command) => ({
      file: "prlimit",
      args: [
        `--as=${limits.memoryMb * 1024 * 1024}`,
        `--cpu=${limits.cpuSeconds}`,
        `--fsize=${limits.fileMb * 1024 * 1024}`,
        "--core=0",
        "--",
        ...prefix(folder),
        ...command,
      ],
    }),
    inside(folder, name) {
      const base = kind === "sealed" ? INSIDE : folder;
      return name === undefined ? base : join(base, name);
    },
  };
}

const openFolders = new Set<string>();
process.on("exit", () => {
  for (const folder of openFolders) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder that a fenced program may write. */
export async function openFencedFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ngoc-linh-fence-"));
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  openFolders.add(folder);
  return folder;
}

export async function closeFencedFolder(folder: string): Promise<void> {
  openFolders.delete(folder);
  await rm(folder, { recursive: true, force: true });
}

/** Puts a file where the fenced program finds it. */
export async function writeFenced(folder: string, name: string, bytes: Uint8Array | string): Promise<void> {
  // Exclusively: a program inside may have laid a link under this name.
  const handle = await open(join(folder, name), "wx", 0o644);
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
}

/**
 * Reads what a fenced program has written. It is not trusted: links and pipes it may have put there are not followed.
 *
 * @returns undefined when there is no such plain file, or it is larger than allowed
 */
export async function readFenced(
  folder: string,
  name: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(join(folder, name), flags).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const about = await handle.stat();
    return about.isFile() && about.size <= maxBytes ? await handle.readFile() : undefined;
  } finally {
    await handle.close();
  }
}

/** What became of a program inside. `too-slow`: it was ended because it took longer than allowed. */
export type FencedRun =
  | { readonly ended: "well"; readonly stdout: string }
  | { readonly ended: "failed" | "too-slow"; readonly stderr: string };

interface RunOptions extends FenceLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program inside to its end.
 *
 * @returns what it printed; undefined when it failed or took longer than `timeoutMs`
 */
export async function runFenced(
  fence: Fence,
  folder: string,
  command: readonly string[],
  options: RunOptions,
): Promise<string | undefined> {
  const run = await tryFenced(fence, folder, command, options);
  return run.ended === "well" ? run.stdout : undefined;
}

/**
 * As `runFenced`, with what the program said of its failure.
 *
 * @throws when `signal` is given up
 */
export async function tryFenced(
  fence: Fence,
  folder: string,
  command: readonly string[],
  options: RunOptions,
): Promise<FencedRun> {
  options.signal?.throwIfAborted();
  const { file, args } = fence.wrap(folder, options, command);
  try {
    const { timeoutMs: timeout, signal } = options;
    const settings = {
      timeout,
      killSignal: "SIGKILL",
      maxBuffer: 8 * 1024 * 1024,
      ...(signal ? { signal } : {}),
    } as const;
    const { stdout } = await execute(file, args, settings);
    return { ended: "well", stdout };
  } catch (error) {
    options.signal?.throwIfAborted();
    const killed = error instanceof Error && "killed" in error && error.killed === true;
    const stderr = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    return { ended: killed ? "too-slow" : "failed", stderr: stderr.slice(0, 2_000) };
  }
}
