import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const button = z.object({ title: z.string(), type: z.string(), payload: z.string() });
const messageSchema = z.object({
  id: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  from: z.enum(["user", "oa"]),
  kind: z.enum(["text", "cs", "transaction", "promotion", "zns", "info"]),
  text: z.string(),
  buttons: z.array(button),
});
export type Message = z.infer<typeof messageSchema>;
export type ChatButton = z.infer<typeof button>;

const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `84…`, for ZNS. */
  phone: z.string(),
  follows: z.boolean(),
  /** When they last wrote or pressed something: the window of free messages begins there. */
  lastActedAt: z.number(),
  promotions: z.array(z.number()),
  messages: z.array(messageSchema),
});
export type ZaloUser = z.infer<typeof userSchema>;

const stateSchema = z.object({
  users: z.array(userSchema),
  accessToken: z.string(),
  accessTokenEndsAt: z.number(),
  refreshToken: z.string(),
  refreshTokenEndsAt: z.number(),
});
export type ZaloState = z.infer<typeof stateSchema>;

/** Everything the platform remembers; kept in one file. */
export interface Store {
  readonly state: ZaloState;
  user(id: string): ZaloUser | undefined;
  /** A phone is accepted in place of a user id, as the platform does. */
  find(idOrPhone: string): ZaloUser | undefined;
  say(user: ZaloUser, message: Message): void;
  save(): void;
  /** Writes what is waiting to be written, at once. */
  close(): void;
}

/** Messages kept of a chat. */
const MOST_MESSAGES = 200;

/** Numbers that are nobody's: no operator has the prefix 000. */
const PEOPLE = [
  ["4300000000000000001", "Y Mai", "84000000001"],
  ["4300000000000000002", "A Tuấn", "84000000002"],
  ["4300000000000000003", "Nguyễn Thị Hồng Nhung", "84000000003"],
] as const;

/** @param refreshToken of the first start: the province is configured with it */
export function openStore(folder: string, refreshToken: string, now: number): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "zalo.json");
  const state = read(file) ?? fresh(refreshToken, now);
  let waiting: NodeJS.Timeout | undefined;
  const write = () => {
    clearTimeout(waiting);
    waiting = undefined;
    writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  const store: Store = {
    state,
    user: (id) => state.users.find((user) => user.id === id),
    find: (idOrPhone) => state.users.find(({ id, phone }) => id === idOrPhone || phone === idOrPhone),
    say(user, message) {
      user.messages.push(message);
      user.messages.splice(0, Math.max(0, user.messages.length - MOST_MESSAGES));
      store.save();
    },
    save() {
      // Many changes of one moment are written together.
      if (waiting === undefined) waiting = setTimeout(write, 20);
    },
    close() {
      if (waiting !== undefined) write();
    },
  };
  return store;
}

const REFRESH_MS = 90 * 24 * 3_600_000;

function fresh(refreshToken: string, now: number): ZaloState {
  return {
    users: PEOPLE.map(([id, name, phone]) => ({
      id,
      name,
      phone,
      follows: false,
      lastActedAt: 0,
      promotions: [],
      messages: [],
    })),
    accessToken: "",
    accessTokenEndsAt: 0,
    refreshToken,
    refreshTokenEndsAt: now + REFRESH_MS,
  };
}

function read(file: string): ZaloState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
