import type { ByteSink, OrganId } from "../edxml/index.ts";

/** `edoc` carries documents, `status` carries business status messages; the axis keeps a list for each. */
export type MessageKind = "edoc" | "status";

/** Transport status of one received copy; after `done` the item leaves the list. `fail` only for the unreadable. */
export type TransportStatus = "processing" | "done" | "fail";

/**
 * Where the bytes of a message are: a path, or what opens them (again for every attempt). A chunk may be reused by its
 * owner after the next one is asked for.
 */
export type MessageContent = string | (() => AsyncIterable<Uint8Array>);

/** Where a fetched message goes: a path (the file appears only when it is complete), or a sink that the caller closes. */
export type MessageTarget = string | ByteSink;

/** A message ready to send: its file with the size and SHA-256 (lower-case hex) told by the edXML writer. */
export interface OutgoingMessage {
  readonly kind: MessageKind;
  readonly from: OrganId;
  readonly to: readonly OrganId[];
  readonly file: MessageContent;
  readonly size: number;
  readonly sha256: string;
}

export interface ReceivedItem {
  readonly docId: string;
  readonly from?: string;
  readonly to?: string;
  /** As the axis writes them; information for operators, never parsed. */
  readonly createdTime?: string;
  readonly updatedTime?: string;
  readonly status?: string;
  readonly statusDescription?: string;
}

/** What one copy of a sent message has come to. */
export interface SentItem {
  readonly senderDocId: string;
  readonly receiverDocId?: string;
  readonly fromCode?: string;
  readonly toCode?: string;
  readonly title?: string;
  readonly notation?: string;
  readonly sentTime?: string;
  readonly receivedTime?: string;
  readonly sendStatus?: string;
  readonly sendStatusDescription?: string;
  readonly receiveStatus?: string;
  readonly receiveStatusDescription?: string;
}

/** A row of the national directory. `oldCode` is the 13-character code where `code` is a QĐ 20 code. */
export interface Agency {
  readonly id: string;
  readonly parentId?: string;
  readonly code: string;
  readonly oldCode?: string;
  readonly name: string;
  readonly mail?: string;
}

export interface AgencyChange extends Agency {
  readonly version?: string;
  readonly centerCode?: string;
  readonly deleted: boolean;
  readonly modifiedAt?: string;
  readonly isAgency: boolean;
}

export interface NewAgency {
  readonly id?: string;
  readonly parentCode: OrganId;
  readonly code: OrganId;
  readonly name: string;
  readonly mail?: string;
  readonly mobile?: string;
  readonly fax?: string;
}

/** Rows of an answer that make sense, and how many did not: one bad row never hides the others. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly unreadable: number;
}

export interface Download {
  /** Bytes. */
  readonly size: number;
}

/**
 * The document interchange axis as the province sees it. Every call may throw an AxisError and nothing else;
 * `retryable` on it decides between trying again and telling a person.
 */
export interface AxisPort {
  /** Hands a message over; the same message may be sent again after an unclear end, receivers de-duplicate. */
  send(message: OutgoingMessage): Promise<{ readonly docId: string }>;
  /** Messages waiting for us. The axis repeats items until they are acknowledged. */
  listReceived(kind: MessageKind): Promise<Listing<ReceivedItem>>;
  /** Fetches a message. */
  get(docId: string, target: MessageTarget): Promise<Download>;
  /** The same over the plain download call. */
  download(docId: string, target: MessageTarget): Promise<Download>;
  acknowledge(docId: string, status: TransportStatus): Promise<void>;
  /** States of what we sent: of one message, or of all that the axis still lists. */
  listSent(kind: MessageKind, docId?: string): Promise<Listing<SentItem>>;
  /** The whole national directory (more than 111,000 rows): for the first synchronisation. */
  agencies(): Promise<Listing<Agency>>;
  /** One level of the directory in QĐ 20 codes with the old codes. */
  agenciesQd20(level: number): Promise<Listing<Agency>>;
  /** Directory rows with version and deletion marks. */
  agencyDelta(): Promise<Listing<AgencyChange>>;
  registerAgency(agency: NewAgency): Promise<void>;
  deleteAgency(code: OrganId): Promise<void>;
  countReceived(kind: MessageKind): Promise<number>;
  /** Closes idle connections. */
  close(): void;
}
