/** Dead messages (docs/decisions/0009): what an inbox drops is never taken at that host any more. */
import { deadForGood, type HeedfulLink } from '../../../checker/environment/dead-for-good.js';
import type { Premise } from '../../../checker/index.js';
import type { Horizon } from '../dead.js';
import type { HostSnapshot } from '../names.js';
import type { Packet } from '../packets.js';
import { mayForget } from '../steps-made-one.js';
import { receptionOf, type System } from '../system.js';
import { remedyOf, shown } from './asked.js';

export function deadPremise({ layers, air, options }: System): Premise {
  const networks = air.length > 0 ? (['air', 'oob'] as const) : (['oob'] as const);
  const links = layers.flatMap(({ name, machine, horizons }) =>
    horizons === null
      ? []
      : networks.map((network): HeedfulLink<HostSnapshot, Packet, Horizon> => ({
          inbox: `${network}${name}`,
          receiver: name,
          machine: machine.name,
          horizonOf: horizons[network],
          ...(mayForget(options) && { endsWhenSettled: ['CRASH'] }),
          takes: (state, packet) => state.can(receptionOf(packet)),
          show: (packet, state) => shown(receptionOf(packet), state),
        })),
  );
  return deadForGood('dead-messages', remedyOf('dead-messages'), links);
}
