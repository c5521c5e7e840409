import { prepareSigner, roomForSignedPages } from "../cms/index.ts";
import type { Signer, TimestampAuthority } from "../types.ts";
import type { SignatureLevel } from "../verification/verdict.ts";

/** What decides how many bytes /Contents must hold. */
export interface RoomRequest {
  readonly signer: Signer;
  readonly level: SignatureLevel;
  readonly timestampAuthority?: TimestampAuthority;
  readonly reserveBytes?: number;
  /** The list of signed pages that goes into the CMS. */
  readonly signedPages?: Uint8Array;
}

/** A token with the chain of its authority measures 2 to 6 KB; a longer one is learnt and asked for again. */
const USUAL_TOKEN = 6144;
/** Where the signature cannot be asked for twice, room for the longest chains seen. */
const LONGEST_TOKEN = 12_288;
/** Numbers and times inside tokens of one authority vary by a few bytes; its answers may come from two machines. */
const TOKEN_SLACK = 256;

const largestToken = new WeakMap<TimestampAuthority, number>();

/**
 * Bytes to reserve for the CMS of a signature: every byte costs two in the file, so the room is what this signer and
 * the tokens seen from this authority need, not a round number for all.
 */
export function roomForSignature(request: RoomRequest): number {
  if (request.reserveBytes !== undefined) return request.reserveBytes;
  const { signedPages } = request;
  const forPages = signedPages === undefined ? 0 : roomForSignedPages(signedPages);
  const maximumSize = prepareSigner(request.signer).maximumSize + forPages;
  if (request.level === "B-B" || request.timestampAuthority === undefined) return maximumSize;
  return maximumSize + roomForToken(request.timestampAuthority, request.signer.oneTime === true);
}

/** Bytes to reserve for a token of this authority. */
function roomForToken(authority: TimestampAuthority, onlyOnce: boolean): number {
  const seen = largestToken.get(authority);
  if (seen !== undefined) return seen + TOKEN_SLACK;
  return onlyOnce ? LONGEST_TOKEN : USUAL_TOKEN;
}

/** The same authority, whose tokens are measured on their way. */
export function measured(authority: TimestampAuthority): TimestampAuthority {
  return {
    async timestamp(imprint) {
      const token = await authority.timestamp(imprint);
      if (token.length > (largestToken.get(authority) ?? 0)) largestToken.set(authority, token.length);
      return token;
    },
  };
}
