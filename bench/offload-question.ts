/** What a measurement of the offload engine is asked, and answers. */

export interface OffloadQuestion {
  /**
   * Messages as fast as they go round; one payload at a time; the same bytes through a bare ring; the bare hop between two threads; a hop
   * between engines in two processes; or a ring that has nothing to do.
   */
  readonly what: 'rate' | 'latency' | 'ring' | 'hop' | 'apart' | 'idle';
  /** The memory that two processes share, where this is the second one. */
  readonly file?: string;
  readonly hosts: number;
  /** Bytes of each payload; null for empty messages alone. */
  readonly payloadBytes: number | null;
  /** The most payloads in a frame. */
  readonly pack: number;
  /** Where the engines run: in the thread of the drivers, behind rings, or with the drivers beside them; or in one worker. */
  readonly engines: 'here' | 'beside' | 'worker';
  readonly seconds: number;
}

/** Nanoseconds. */
export interface Spread {
  readonly median: number;
  /** A twentieth of all is faster. */
  readonly fastest: number;
}

export interface RateTimes {
  /** Nanoseconds of processor time of the whole process, an entry: what it takes alone, where the machine does other things too. */
  readonly entryCpuNs: number;
  /** Nanoseconds of processor time of the whole process, a payload; null where there are none. */
  readonly payloadCpuNs: number | null;
  /** An entry that all drivers were given. */
  readonly entryNs: Spread;
  /** A payload that all drivers were given; null where there are none. */
  readonly payloadNs: Spread | null;
}

export interface LatencyTimes {
  readonly submitToDeliverNs: Spread;
}

export interface BareTimes {
  readonly ns: Spread;
}

export interface IdleUse {
  readonly cpuPercent: number;
}
