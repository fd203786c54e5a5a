import { describe, expect, it } from 'vitest';
import type { TraceState } from '../../traces/index.js';
import type { SimulationOptions } from './options.js';
import { simulate } from './simulate.js';

const OPTIONS: Partial<SimulationOptions> = {
  durationMs: 400,
  delayMs: [0.2, 0.6],
  waiting: 1,
  crashes: 2,
  partitions: 1,
  diskFailures: 3,
  losses: 0.1,
  downMs: [40, 60],
  partitionMs: [5, 10],
  host: { takeoverMs: 30, backOffMs: 10 },
};

function trace(traceSteps: number): readonly TraceState[] {
  return simulate(OPTIONS, { traceSteps }).steps;
}

describe('a trace of a simulation', () => {
  const whole = trace(1_000_000);

  it('begins with hosts that have nothing, and has every step of every host after that', () => {
    expect(whole[0]).toMatchObject({ action: 'init', summary: 'the beginning' });
    expect(Object.keys(whole[0]?.vars ?? {})).toEqual(['A', 'B', 'C']);
    expect(whole[0]?.vars['B']).toEqual({
      status: 'following',
      promised: 0,
      epoch: 0,
      length: 0,
      agreed: 0,
      delivered: 0,
    });
    const actions = new Set(whole.map(({ action }) => action));
    for (const action of [
      'Append',
      'Broadcast',
      'Receive',
      'Persist',
      'Deliver',
      'Timeout',
      'Start',
      'Install',
    ])
      expect(actions).toContain(action);
    for (const action of ['Crash', 'Restart', 'DiskFails', 'Partition', 'Heal', 'FaultsEnd'])
      expect(actions).toContain(action);
  });

  it('has the last steps, behind the state before them, if only some are kept', () => {
    for (const count of [1, 7, 100]) {
      const last = trace(count);
      expect(last.length).toBe(count + 1);
      expect(last.slice(1)).toEqual(whole.slice(-count));
      expect(last[0]).toMatchObject({
        action: 'init',
        picks: {},
        vars: whole.at(-count - 1)?.vars,
        summary: `after ${whole.length - 1 - count} steps that are not kept`,
      });
    }
  });

  it('changes in each step the host that takes it, and nobody else', () => {
    for (const [i, { vars, picks }] of whole.entries()) {
      const before = whole[i - 1]?.vars ?? vars;
      const others = Object.keys(vars).filter((name) => name !== picks['host']);
      for (const name of others) expect(vars[name]).toBe(before[name]);
    }
  });

  it('never goes back in time, and says what was sent and what of it was lost', () => {
    const times = whole.slice(1).map(({ summary = '' }) => Number(/^at (\d+\.\d{3}) ms$/.exec(summary)?.[1]));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const messages = whole.flatMap((state) => state.messages ?? []);
    expect(messages.some(({ lost }) => lost === true)).toBe(true);
    expect(messages.some(({ text }) => /^entry \d+ of epoch 0$/.test(text))).toBe(true);
    for (const kind of ['prepare', 'promise', 'start', 'fetch', 'join'])
      expect(messages.some(({ text }) => text.startsWith(kind))).toBe(true);
    for (const { from, to } of messages) expect(from === to).toBe(false);
  });

  it('shows a host that is down as its disk has it', () => {
    const crashes = whole.filter(({ action }) => action === 'Crash');
    expect(crashes.length).toBeGreaterThanOrEqual(2);
    for (const { picks, vars } of crashes)
      expect(vars[String(picks['host'])]).toMatchObject({ status: 'down', epoch: null, agreed: null });
  });
});
