/** What engines and drivers are asked in every state that is reached, besides what the model offers there. */
import type { EngineEvent, EngineSnapshot } from '../../spec/offload/engine.js';
import type { DriverEvent, DriverSnapshot } from '../../spec/offload/driver.js';
import { questionsAt, type Alphabet } from '../refine/questions.js';
import { hostOf } from './numbered.js';

export function engineQuestions(engine: EngineSnapshot, alphabet: Alphabet): readonly EngineEvent[] {
  const { context } = engine;
  const { agreed, delivered, edge } = context;
  const ofProtocol = questionsAt(hostOf(engine).context, alphabet) as readonly EngineEvent[];
  const waiting = context.queue.at(-1) ?? -1;
  return [
    ...ofProtocol.filter(({ type }) => type !== 'DELIVER'),
    // O7: what is taken, and what is dropped. What waits already does not come again within a session.
    ...upTo(edge.next + 1)
      .filter((payload) => payload > waiting)
      .map((payload): EngineEvent => ({ type: 'SUBMIT', payload })),
    { type: 'PUT_C2', putting: 'entry' } as EngineEvent,
    // O4: the register may say more than was known to be agreed.
    ...upTo(agreed + 1).map((position): EngineEvent => ({ type: 'DELIVER', delivered: position })),
    // O9: an application has at least what was acknowledged, and a driver nothing that is not agreed.
    ...upTo(agreed)
      .filter((pointer) => pointer >= delivered)
      .map((pointer): EngineEvent => ({ type: 'ATTACH', begin: { delivered, pointer } })),
  ];
}

export function driverQuestions({ context }: DriverSnapshot, hosts: number): readonly DriverEvent[] {
  const { copy, pending, config, next } = context;
  const slot = copy.length;
  const other = (config.self + 1) % hosts;
  const [first, second] = pending;
  const entry = (source: number, payload: number | null): DriverEvent => ({
    type: 'TAKE_C2',
    record: { kind: 'append', slot, entry: { epoch: 0, source, payload } },
  });
  const mark = slot + 1;
  const snapshot = (payload: number | null): DriverEvent => ({
    type: 'TAKE_C2',
    record: { kind: 'snapshot', mark, log: [...copy, { epoch: 0, source: config.self, payload }] },
  });
  const owns = [first, second].filter((payload) => payload !== undefined);
  return [
    { type: 'OFFER' },
    { type: 'PUT_C1' },
    { type: 'DELIVER' },
    { type: 'ATTACH' },
    entry(other, null),
    entry(other, 0),
    entry(config.self, null),
    ...(next === null ? [] : owns.flatMap((payload) => [entry(config.self, payload), snapshot(payload)])),
    snapshot(null),
  ];
}

function upTo(last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last + 1) }, (_, i) => i);
}
