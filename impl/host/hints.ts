import type { Core } from '../core/core.js';
import { STATUS } from '../core/core.js';
import type { Hint, Packet } from '../core/records.js';
import { successorsNeeded } from '../core/ring.js';
import { countOf } from '../wire/layout.js';
import type { HostOptions } from '../options.js';
import type { HostPort } from './port.js';

/** A slot of an epoch. */
export interface SlotOfEpoch {
  readonly epoch: number;
  readonly slot: number;
}

export interface HintsState {
  /** The own slot that others have been told of last; null if there was none. */
  readonly told: SlotOfEpoch | null;
  /** The furthest slot for which somebody else has a payload; null if nobody has said that. */
  readonly wanted: SlotOfEpoch | null;
}

/** What hints need of a core. */
export type HintsCore = Pick<
  Core,
  | 'self'
  | 'hosts'
  | 'status'
  | 'promised'
  | 'installed'
  | 'agreed'
  | 'isWritten'
  | 'hasPayload'
  | 'holdsToken'
  | 'proposerOf'
> & { readonly log: Pick<Core['log'], 'start' | 'length' | 'words' | 'placeOf'> };

/**
 * R2: when the token is in a hurry. It is where something with a payload is not agreed at its holder, because that takes h
 * further entries; and where somebody further on has a payload, who says so to all whose turn comes before. Such a hint may be
 * lost, or come too late: then the token is held for as long as it is where nothing waits. No rule of the protocol asks for it.
 */
export class Hints {
  private told: SlotOfEpoch | null = null;
  private wanted: SlotOfEpoch | null = null;

  constructor(
    private readonly core: HintsCore,
    private readonly port: Pick<HostPort, 'send'>,
    private readonly options: Pick<HostOptions, 'holdMs'>,
  ) {}

  /** Whether the holder of the token is to fill its slot at once, also with an empty message. */
  get isHurried(): boolean {
    return this.isWanted(this.core.log.length + 1) || this.lastUnagreed() >= 0;
  }

  /** Whether there is nothing here that others could be told. */
  get isQuiet(): boolean {
    return this.options.holdMs === 0 || !this.core.hasPayload;
  }

  /** Somebody has a payload for a slot. */
  heard({ epoch, slot }: Hint): void {
    const { wanted } = this;
    const isFurther =
      wanted === null || epoch > wanted.epoch || (epoch === wanted.epoch && slot > wanted.slot);
    if (isFurther) this.wanted = { epoch, slot };
  }

  /** If a payload waits here for the token, tells those who would hold it on its way here; once for each own slot. */
  tell(): void {
    const { core, told } = this;
    const { length } = core.log;
    if (this.options.holdMs === 0) return;
    if (core.status !== STATUS.following || core.holdsToken || !core.hasPayload || !core.isWritten) return;
    if (told !== null && told.epoch === core.promised && told.slot >= length) return;
    const slot = this.ownSlot();
    if (slot < 0) return;
    this.told = { epoch: core.promised, slot };
    // Those before a slot that somebody else waits for are in a hurry anyhow, and so are those before it is agreed what is here.
    if (this.isWanted(slot)) return;
    const unagreed = this.lastUnagreed();
    const from = unagreed < 0 ? length : Math.max(length, unagreed + successorsNeeded(core.hosts) + 1);
    const hint: Packet = { kind: 'hint', from: core.self, epoch: core.promised, slot };
    for (let held = from; held < slot; held++) this.port.send(core.proposerOf(held), hint);
  }

  save(): HintsState {
    return { told: this.told, wanted: this.wanted };
  }

  load({ told, wanted }: HintsState): void {
    this.told = told;
    this.wanted = wanted;
  }

  /** Whether somebody waits for this slot or a later one. Beyond a round nobody can: such a hint is no good. */
  private isWanted(slot: number): boolean {
    const { core, wanted } = this;
    if (wanted === null || wanted.epoch !== core.promised) return false;
    return wanted.slot >= slot && wanted.slot <= core.log.length + core.hosts;
  }

  /** The next slot whose turn is this host's; -1 if it is no member. */
  private ownSlot(): number {
    const { core } = this;
    const { length } = core.log;
    const members = core.installed?.members.length ?? 0;
    for (let slot = length; slot < length + members; slot++) {
      if (core.proposerOf(slot) === core.self) return slot;
    }
    return -1;
  }

  /** The last slot that has a payload and is not agreed here; -1 if there is none. */
  private lastUnagreed(): number {
    const { log, agreed } = this.core;
    for (let slot = log.length - 1; slot >= agreed && slot >= log.start; slot--) {
      if (countOf(log.words, log.placeOf(slot)) > 0) return slot;
    }
    return -1;
  }
}
