/** How hosts reach each other: a fast medium on which all hear each message (s8), and a network out of band (s80). */

/** A host of a ring, as the configuration of a cluster names it. */
export interface Member {
  /** The name of the host, 1 to 64 characters. */
  readonly id: string;
  /** Where its out-of-band network listens: `host:port`, or the path of a Unix socket. Transports within a process need none. */
  readonly address: string;
}

/** Who opens a transport, and where. */
export interface Place {
  /** The place of this host among the members, from 0. */
  readonly self: number;
  /** All hosts, in ring order. */
  readonly members: readonly Member[];
  /** The digest that all hosts of this ring share; streams of other rings are refused by it. */
  readonly configuration: number;
}

/** What travels: an entry as it was broadcast (`frame`), or one of the packets that hosts send out of band. */
export type MessageKind = 'frame' | 'packet';

/** Told what comes in. Bytes are valid during the call only. */
export interface Receiver {
  message(kind: MessageKind, bytes: Uint8Array): void;
  /** Something went wrong that does not end the transport: a connection that broke, a message that could not be sent. */
  trouble(error: Error): void;
}

/** What a medium or a network out of band has done so far. */
export interface TransportCounts {
  readonly sent: number;
  readonly sentBytes: number;
  readonly received: number;
  readonly receivedBytes: number;
  /** Messages that were given up: too much waited already, or the system refused them. */
  readonly dropped: number;
}

/** A medium that is open. A message may be lost, and nobody is told. */
export interface Medium {
  /** The bytes go to all other hosts, and perhaps to this one; they are copied, or sent before the call ends. */
  broadcast(bytes: Uint8Array): void;
  readonly counts: TransportCounts;
  close(): Promise<void>;
}

/** A network out of band that is open. A message may be lost, and nobody is told. */
export interface OutOfBand {
  /** The bytes go to one host; they are copied, or sent before the call ends. */
  send(to: number, kind: MessageKind, bytes: Uint8Array): void;
  readonly counts: TransportCounts;
  close(): Promise<void>;
}

/** A transport as plain data, from which another thread or process makes the same one (`transportOf`). */
export interface TransportDescription {
  readonly kind: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/** What `join` is given: how to open both. */
export interface Transport {
  /** The transport as plain data; left out where only this thread can open it. */
  readonly description?: TransportDescription;
  /** What it is called in metrics and messages. */
  readonly name: string;
  /** What it is called for these members, where that depends on their addresses. */
  readonly nameOf?: (members: readonly (Member | string)[]) => string;
  /** @throws ExoError EXO441 if it cannot be opened. */
  openMedium(place: Place, receiver: Receiver): Promise<Medium>;
  /** @throws ExoError EXO441 if it cannot be opened. */
  openOutOfBand(place: Place, receiver: Receiver): Promise<OutOfBand>;
}
