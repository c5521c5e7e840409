import type { House } from "../system.ts";
import type { PersonActor } from "../transaction/index.ts";
import type { Language } from "../ui/language.ts";
import type { Shell } from "../ui/shell.ts";

/** Who is signed in, as the session table knows it. Made by core/identity. */
export interface Session {
  readonly id: string;
  readonly personId: string;
  readonly accountId: string;
  readonly actor: PersonActor;
  readonly language: Language;
  /** Every appointment the person may act in, the active one included. */
  readonly appointments: readonly {
    readonly id: string;
    readonly title: string;
    readonly organisation: string;
  }[];
  readonly secondFactor: boolean;
  /** True when a held role needs a second factor that this session lacks: those roles are withheld until it has one. */
  readonly secondFactorMissing: boolean;
  readonly expiresAt: Date;
  /** What was committed when the request of a page began, in the text form of `pg_snapshot`: it shows that at least. */
  readonly snapshot?: string;
}

/** What every handler finds in its context. */
export interface HttpEnv {
  Variables: {
    house: House;
    /** Null for a visitor; handlers that need a person call `requireSession`. */
    session: Session | null;
    lang: Language;
    nonce: string;
    requestId: string;
    /** Everything around the content of a page: made on first use, because machine calls never need it. */
    shell: () => Promise<Shell>;
  };
  Bindings: { incoming?: { socket: { remoteAddress?: string | undefined } } };
}
