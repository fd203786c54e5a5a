import { expect, test } from 'vitest';
import { raise, setup } from 'xstate';
import { check, machineModel, tableText, traceOfResult } from '../index.js';
import { timerWords } from '../../traces/timer-words.js';

const DELAYS = ['3000', '0.5', 'pause'];

const machine = setup({ delays: { pause: 70 } }).createMachine({
  initial: 'a',
  states: {
    a: { after: { 3000: 'b' } },
    b: { after: { 0.5: 'c' } },
    c: { after: { pause: 'd' } },
    d: { entry: raise({ type: 'TICK' }, { delay: 10 }), on: { TICK: 'end' } },
    end: {},
  },
});

test('timers are said alike in states and in actions, as traces say them', () => {
  const model = machineModel(machine, {
    name: 'steps',
    events: [],
    always: { NotThere: ({ value }) => value !== 'end' },
  });
  const trace = traceOfResult(model, check(model));
  if (trace === null) throw new Error('the model holds');
  const rows = tableText(trace, model, { columns: 100 }).split('\n').slice(2);
  expect(rows.filter((row) => /^ *\d/.test(row)).map((row) => row.split(/ {2,}\*?/).slice(2))).toEqual([
    ['init', 'a, ⏲ 3000 ms'],
    ['Timer(machine, ⏲ 3000 ms)', 'b, ⏲ 0.5 ms'],
    ['Timer(machine, ⏲ 0.5 ms)', 'c, ⏲ pause'],
    ['Timer(machine, ⏲ pause)', 'd, ⏲ TICK'],
    ['Timer(machine, ⏲ TICK)', 'end'],
  ]);
  for (const delay of DELAYS) {
    const words = timerWords(`xstate.after.${delay}.(machine).a`);
    expect(rows.filter((row) => row.includes(`machine: ${words} goes off`))).toHaveLength(1);
  }
  expect(rows.filter((row) => row.includes('machine: ⏲ TICK goes off'))).toHaveLength(1);
});
