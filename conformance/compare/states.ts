/** Whether a core is in the state that a specified host is in. */
import type { CoreState } from '../../impl/parts.js';
import { countedPromises, greatestLog } from '../../spec/exo/lives.js';
import { isSynced, type HostContext } from '../../spec/exo/log.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import { firstOf, unlike, type Difference } from './difference.js';
import type { Implementation } from './faulty-copy.js';
import { compareImage, shownRecord } from './images.js';
import { compareLives } from './lives.js';

export type StateName =
  | 'following'
  | 'promising'
  | 'waiting'
  | 'claiming'
  | 'gathering'
  | 'starting'
  | 'installing'
  | 'recovering'
  | 'down';

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
    () => compareLives(context, core),
    () => unlike('gathered from', gatheredFrom(context), core.gathered?.from ?? null),
    () => compareGathered(context, core),
    () => compareQueue(context, core),
  );
}

function epochOf({ installed }: CoreState): unknown {
  if (installed === null) return null;
  return shownRecord(installed);
}

/** R5: who promised; D9: without disks, of those the ones that count. */
function gatheredFrom(context: HostContext): readonly number[] | null {
  const { gathered, lives } = context;
  return gathered && (lives === null ? gathered.from : countedPromises(context).map(({ from }) => from));
}

function compareGathered(context: HostContext, core: CoreState): Difference | null {
  const { gathered: taken, config, log, lives } = context;
  const gathered = greatestLog(context);
  if (gathered === null || taken === null || core.gathered === null) return null;
  const greatest = core.gathered.log;
  const kept = core.gathered.kept?.promises ?? [];
  return firstOf(
    () =>
      lives === null
        ? null
        : unlike(
            'promises',
            taken.promises?.map((one) => [one.from, one.life, one.known, one.log.length]),
            kept.map((one) => [one.from, one.life, one.known, one.log.length]),
          ),
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
