import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { check, checkAsync } from '../check.js';
import { findStuck } from '../search/stuck.js';
import type { CheckHooks, SearchOptions } from '../search/options.js';
import { machineModel } from './machine-model.js';
import { system } from './system.js';

const m = createMachine({
  id: 'm',
  initial: 'a',
  states: { a: { after: { 10: 'b' }, on: { E: 'b' } }, b: { type: 'final' } },
});

/** A definition as somebody writes it without TypeScript. */
const defined = (more: object): unknown => system({ name: 's', actors: { m }, ...more } as never);
const alone = (options: unknown): unknown => machineModel(m, options as never);
const searched = (options: object): unknown => check(machineModel(m), options as SearchOptions & CheckHooks);
const refused = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'EXO176', message: expect.stringMatching(message) as string });

describe('a system is refused', () => {
  test.each([
    [{ timers: 'order' }, /timers is "order": it takes "free" or "ordered"/],
    [{ timersMax: -1 }, /timersMax is -1: it takes a whole number from 0, or Infinity/],
    [{ timersMax: 0.5 }, /timersMax is 0.5/],
    [{ childrenMax: '2' }, /childrenMax is "2"/],
    [{ persist: 'none' }, /persist is "none": it takes 'all', or an object by the names of actors/],
    [{ persist: { m: 'none' } }, /persist 'm' is "none": it takes 'all' or a function/],
    [{ inputs: { m: { type: 'E' } } }, /inputs 'm' is \{type: E\}: it takes a list of events/],
    [{ inputs: { m: ['E'] } }, /inputs 'm' is \[E\]/],
    [{ inputs: [] }, /inputs is \[\]/],
    [{ outcomes: { m: 'x' } }, /outcomes 'm' is "x"/],
    [{ initial: { m: 1 } }, /initial is \{m: 1\}: it takes a list of at least one start/],
    [{ initial: [] }, /initial is \[\]/],
    [
      { actors: { m: { machine: m, count: 3 } }, initial: [{ m: [1] }] },
      /'m' is \[1\]: it takes a list of 3 inputs/,
    ],
    [
      { actors: { m: { machine: m, count: 1e6 } } },
      /count is 1000000; it takes a whole number from 1 to 1000/,
    ],
    [{ actors: { __proto__: m } }, /actors is .*: it takes machines by the names of actors/],
    [{ actors: { ['__proto__']: m } }, /'__proto__' is no name for an actor/],
    [{ actors: undefined }, /actors is undefined/],
    [{ name: 7 }, /name is 7: it takes a string/],
    [{ faults: 3 }, /faults is 3/],
    [{ crashes: 1 }, /a system has no 'crashes' by itself; write faults: \{ crashes: 1 \}/],
    [{ losses: 1 }, /write network: lossy\(\{ losses: 1 \}\)/],
    [{ toString: 1 }, /a system has no 'toString'; it takes name, /],
    [{ faults: { crashes: { m: -1 } } }, /faults.crashes 'm' is -1/],
    [{ always: { A: true } }, /always 'A' is true: it takes a function/],
    [{ always: () => true }, /always is a function: it takes functions of states by the names/],
    [{ mayEnd: true }, /mayEnd is true/],
    [{ within: 'x' }, /within is "x"/],
  ])('for what it does not take: %j', (more, message) => {
    expect(() => defined(more)).toThrow(refused(message) as never);
  });
});

test('machineModel refuses what it does not take', () => {
  expect(() => alone({ events: ['E'] })).toThrow(
    /'events' of machineModel is \[E\]: it takes a list of events/,
  );
  expect(() => alone({ events: { type: 'E' } })).toThrow(/'events' of machineModel is \{type: E\}/);
  expect(() => alone({ timers: 'order' })).toThrow(/'timers' of machineModel is "order"/);
  expect(() => alone({ always: { A: 1 } })).toThrow(/'always' of machineModel 'A' is 1/);
  expect(() => alone(null)).toThrow(/the options of machineModel is null/);
  expect(() => alone({ timersMax: Infinity, events: [{ type: 'E' }], timers: undefined })).not.toThrow();
});

describe('a search is refused', () => {
  test.each([
    [{ stateMax: 1 }, /a search has no 'stateMax'; it takes search, exact, .*statesMax/],
    [
      { statesMax: NaN },
      /option 'statesMax' of a search is NaN: it takes a whole number from 0, or Infinity/,
    ],
    [{ statesMax: '5' }, /'statesMax' of a search is "5"/],
    [{ depthMax: -1 }, /'depthMax'/],
    [{ timeMaxMs: NaN }, /'timeMaxMs'/],
    [{ memoryMaxBytes: '1GB' }, /'memoryMaxBytes'/],
    [{ loop: 'x' }, /'loop' of a search is "x": it takes "javascript" or "webassembly"/],
    [{ search: 'x' }, /'search' of a search is "x": it takes "bfs" or "dfs" or "random"/],
    [{ seed: 0.5 }, /'seed'/],
    [{ properties: 'Agreement' }, /'properties' of a search is "Agreement": it takes a list/],
    [{ exact: 1 }, /'exact'/],
    [null as never, /what a search is given is null: it takes an object of search, exact/],
  ])('for an option that there is not, or a value that it does not take: %j', async (options, message) => {
    expect(() => searched(options)).toThrow(refused(message) as never);
    await expect(checkAsync(machineModel(m), options as SearchOptions)).rejects.toThrow(message);
  });

  test('of a search for stuck states alike', () => {
    const options = { statesMax: NaN };
    expect(() => findStuck(machineModel(m), {} as never, options)).toThrow(/'statesMax' of a search is NaN/);
  });

  test('and options that are left out may be undefined', () => {
    expect(searched({ statesMax: undefined, exact: undefined, timeMaxMs: 1e6 })).toMatchObject({ states: 2 });
  });
});
