/** What a validator of runs is asked for, what it tells meanwhile, and what it finds. */
import type { RunEvent, RunPlace } from '../../traces/index.js';
import type { HostAnswers } from './host-answers.js';
import type { Problem } from './problem.js';
import type { Situation } from './situation.js';
import type { DriverSituation } from './specified-driver.js';
import type { Question } from './specified-host.js';

export interface ValidatorOptions {
  /** Whether the specified hosts are asked with what grows made small; `on` if left out. `off` is slow, and for tests. */
  readonly shift?: 'on' | 'off';
  /**
   * Names of the hosts of whose drivers there are events. Those that are observed if left out, where the header has the layer `driver`.
   */
  readonly drivers?: readonly string[];
  /** What specified hosts have answered in other runs; what they answer in this one is added. Those of this run alone if left out. */
  readonly answers?: HostAnswers;
  /** Is told of each event that is explained, in the order in which that is found. */
  readonly told?: (explained: Explained) => void;
}

/** An event that the specification explains, and what a statechart of it does there. */
export interface Explained {
  readonly event: RunEvent;
  /** Of what the statechart is. */
  readonly chart: 'host' | 'driver';
  /** The value of the statechart after the event. */
  readonly value: unknown;
  /** What the statechart was asked, one after the other; nothing where the event is none of it. */
  readonly questions: readonly Question[];
}

/** An event that no behaviour of the specification explains. */
export interface Rejection {
  readonly event: RunEvent;
  readonly place: RunPlace;
  readonly problem: Problem;
  /** Where the specified host was before it, or the engine of one that is split. */
  readonly situation: Situation;
  /** Where the specified driver was before it; null where it is no event of a driver. */
  readonly driver: DriverSituation | null;
  /** What the specified host could have done by itself instead. */
  readonly enabled: readonly string[];
  /** The last events of all hosts that were explained before it, in the order in which they were. */
  readonly last: readonly RunEvent[];
}

export interface Validation {
  readonly verdict: 'accepted' | 'rejected' | 'inconclusive';
  /** Why it is inconclusive; null otherwise. */
  readonly reason: string | null;
  readonly events: number;
  readonly explained: number;
  readonly entries: number;
  readonly agreed: number;
  /** Whether drivers of split hosts were judged, and with them Validity: what they deliver was submitted to one of them. */
  readonly hasDrivers: boolean;
  /** Last steps of lives that were ended by force, which nobody has written down, and which were filled in. */
  readonly filledIn: number;
  /** How often statecharts were asked, and how often their answer was known. */
  readonly asked: number;
  readonly known: number;
  readonly rejection: Rejection | null;
}
