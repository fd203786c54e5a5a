/** A microwave by itself: opening its door stops it, but it can be started while the door is open. */
import { setup } from 'xstate';
import { machineModel } from 'exo-broadcast/checker';

const microwave = setup({}).createMachine({
  id: 'microwave',
  type: 'parallel',
  states: {
    door: {
      initial: 'shut',
      states: { shut: { on: { OPEN: 'open' } }, open: { on: { SHUT: 'shut' } } },
    },
    oven: {
      initial: 'off',
      states: { off: { on: { START: 'on' } }, on: { after: { 60_000: 'off' }, on: { OPEN: 'off' } } },
    },
  },
});

export const model = machineModel(microwave, {
  always: { Shielded: (state) => !state.matches({ door: 'open', oven: 'on' }) },
});
