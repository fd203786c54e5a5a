/** Whether a core is in the state that a specified host is in. */
import {
  historyDigest,
  readFrame,
  wordsOf,
  wordsOfFrames,
  type CoreState,
  type LogImage,
} from '../../impl/parts.js';
import { firstOf, unlike, type Difference } from './difference.js';
import type { Implementation } from './faulty-copy.js';
import { lastSources, markOf, payloadBytes, snapshotOf } from './logs.js';
import { isSynced, type Entry, type HostContext } from '../../spec/exo/log.js';
import type { HostSnapshot } from '../../spec/exo/names.js';

export type StateName =
  'following' | 'promising' | 'waiting' | 'claiming' | 'gathering' | 'starting' | 'installing' | 'down';

/** The innermost state of the chart. */
export function stateName({ value }: HostSnapshot): StateName {
  let inner: unknown = value;
  while (typeof inner === 'object' && inner !== null) [inner] = Object.values(inner);
  return inner as StateName;
}

export function compareStates(
  { STATUS }: Implementation,
  spec: HostSnapshot,
  core: CoreState,
): Difference | null {
  const { context } = spec;
  const { hosts } = context.config;
  const status = Object.entries(STATUS).find(([, code]) => code === core.status)?.[0];
  return firstOf(
    () => unlike('state', stateName(spec), status),
    () => unlike('promised', context.promised, core.promised),
    () => unlike('installed', context.installed, epochOf(core)),
    () => compareImage('log', core.log, context.log, hosts),
    () => unlike('agreed', context.agreed, core.agreed),
    () => unlike('delivered', context.delivered, Math.max(core.known, core.delivered)),
    () => unlike('written', isSynced(context), core.unwritten === 0),
    () => unlike('gathered from', context.gathered?.from ?? null, core.gathered?.from ?? null),
    () => compareGathered(context, core),
    () => compareQueue(context, core),
  );
}

function epochOf({ installed }: CoreState): unknown {
  if (installed === null) return null;
  const { number, members, base, snapshot } = installed;
  return { number, members: [...members], base, snapshot };
}

function compareGathered({ gathered, config, log }: HostContext, core: CoreState): Difference | null {
  if (gathered === null || core.gathered === null) return null;
  const greatest = core.gathered.log;
  return firstOf(
    () => unlike('gathered delivered', gathered.delivered, core.gathered?.delivered),
    () =>
      greatest === null
        ? unlike('gathered log', gathered.log, log)
        : compareImage('gathered log', greatest, gathered.log, config.hosts),
  );
}

/** R11: what waits at the core is what the specification has queued, without what is agreed. */
function compareQueue({ config, queue, log, agreed }: HostContext, core: CoreState): Difference | null {
  if (config.isBusy) return null;
  const own = log.slice(0, agreed).filter(({ source }) => source === config.self);
  const isAgreed = (payload: number): boolean => own.some((entry) => entry.payload === payload);
  return unlike(
    'queue',
    queue.filter((payload) => !isAgreed(payload)),
    core.queue.map(({ number }) => number),
  );
}

/** Whether an image is of this log: a mark for its beginning, and the rest entry by entry. */
export function compareImage(
  field: string,
  image: LogImage,
  log: readonly Entry[],
  hosts: number,
): Difference | null {
  const { mark, snapshot, length, frames } = image;
  const prefix = log.slice(0, mark.length);
  return firstOf(
    () => unlike(`length of ${field}`, log.length, length),
    () => unlike(`mark of ${field}`, markOf(prefix, hosts), mark),
    () => (snapshot === null ? null : unlike(`snapshot of ${field}`, snapshotOf(prefix), snapshot)),
    () => compareFrames(field, frames, log, mark.length, hosts),
  );
}

function compareFrames(
  field: string,
  frames: Uint8Array,
  log: readonly Entry[],
  from: number,
  hosts: number,
): Difference | null {
  const words = wordsOfFrames(frames);
  let slot = from;
  for (let at = 0; at < words.length; slot++) {
    const entry = log[slot];
    const spec = entry && { slot, history: lastSources(log.slice(0, slot), hosts), ...entry };
    const difference = unlike(`${field}[${slot}]`, spec && shownMessage(spec), shownFrame(words, at));
    if (difference !== null) return difference;
    at += wordsOf(words, at);
  }
  return unlike(`entries of ${field}`, log.length, slot);
}

/** An entry with its place, as a frame says it. */
export function shownFrame(words: Int32Array, at: number): unknown {
  const { epoch, slot, source, history, firstNumber, payloads } = readFrame(words, at);
  const payload = payloads.length === 0 ? null : firstNumber;
  return { epoch, slot, source, history, payload, bytes: payloads };
}

/** A message of the specification, in the form in which messages are compared. */
export function shownMessage({
  epoch,
  slot,
  source,
  history,
  payload,
}: Entry & { readonly slot: number; readonly history: readonly number[] }): unknown {
  const bytes = payload === null ? [] : [payloadBytes(source, payload)];
  return { epoch, slot, source, history: historyDigest(history), payload, bytes };
}
