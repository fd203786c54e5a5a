/** Families against actors of XState that run: the same walks, step by step, with a clock and promises set by hand. */
import fc from 'fast-check';
import {
  Actor,
  createActor,
  type AnyActor,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventObject,
} from 'xstate';
import { describe, expect, it } from 'vitest';
import { untilMet } from '../../errors/testing/until-met.js';
import { xstateComponent } from './component.js';
import { computed, family, history, promises, timers, type Pend, type Say } from './exotic.test.helper.js';
import { familyOf } from './family.js';
import { done, failed } from './outcomes.js';
import { Reference } from './references.js';
import type { XStateComponent } from './types.js';
import type { EffectLike, Step } from '../model/component.js';

type AnyComponent = XStateComponent<AnyMachineSnapshot, EventObject, EffectLike>;

interface Subject {
  readonly make: (say: Say, pend: Pend) => AnyStateMachine;
  readonly events: readonly string[];
  /** What it does by itself, and what its environment does to it. */
  readonly moves: readonly string[];
}

const SUBJECTS: Readonly<Record<string, Subject>> = {
  timers: {
    make: (say) => timers(say) as unknown as AnyStateMachine,
    events: ['GO', 'BAG', 'NAMED', 'FORGET', 'BACK', 'COUNT'],
    moves: ['Timer'],
  },
  history: {
    make: (say) => history(say) as unknown as AnyStateMachine,
    events: ['LEFT', 'RIGHT', 'OUT', 'DEEP', 'SHALLOW', 'PART', 'IN'],
    moves: [],
  },
  family: {
    make: (say) => family(say) as unknown as AnyStateMachine,
    events: ['GO', 'SPAWN', 'KILL', 'POKE', 'ADD', 'PING', 'AGAIN', 'FIND', 'LATER', 'END', 'STOP'],
    moves: ['Timer'],
  },
  promises: {
    make: (say, pend) => promises(say, pend) as unknown as AnyStateMachine,
    events: ['LOAD', 'SAVE', 'BOTH', 'SPAWN', 'CANCEL'],
    moves: ['Timer', 'Done', 'Failed'],
  },
  computed: {
    make: (say) => computed(say) as unknown as AnyStateMachine,
    events: ['COUNT', 'NOTE.it', 'MOVE', 'OTHER'],
    moves: [],
  },
};

const OUTCOMES = { load: [done({ x: 1 }), failed('down')], save: [done({ x: 1 }), failed('down')] };

function componentOf(machine: AnyStateMachine, via: 'scope' | 'transition' = 'scope'): AnyComponent {
  const options = { via, ...('load' in machine.implementations.actors && { outcomes: OUTCOMES }) };
  return xstateComponent(machine, options) as unknown as AnyComponent;
}

/** A timer of a running system, with what the scheduler knows of it. */
interface Armed {
  readonly go: () => void;
  readonly actor: string;
  readonly type: string;
}

/** A running actor whose clock and promises are moved by hand. */
class Running {
  readonly heard: unknown[] = [];
  armed: Armed[] = [];
  readonly actor: AnyActor;
  private readonly scheduled = new Set<unknown>();

  constructor(make: Subject['make'], snapshot?: unknown) {
    const machine = make(
      ({ self }, { of }) => void this.heard.push(`${self.id} says ${of}`),
      () => new Promise(() => undefined),
    );
    const clock = {
      setTimeout: (go: () => void) => this.arm(go),
      clearTimeout: (one: unknown) => this.disarm(one),
    };
    const options = { id: machine.id, clock, ...(snapshot !== undefined && { snapshot }) };
    this.actor = createActor(machine, options as never) as unknown as AnyActor;
    this.actor.subscribe({ error: () => undefined });
    this.actor.on('*', (event) => void this.heard.push(`emits ${event.type}`));
    this.actor.start();
  }

  private arm(go: () => void): Armed {
    const system = this.actor.system as unknown as {
      readonly _snapshot: {
        readonly _scheduledEvents: Record<string, { source: AnyActor; event: EventObject }>;
      };
    };
    const fresh = Object.values(system._snapshot._scheduledEvents).filter((one) => !this.scheduled.has(one));
    const [one] = fresh;
    if (one === undefined || fresh.length > 1) throw new Error('one timer at a time');
    this.scheduled.add(one);
    const armed = { go, actor: pathOf(one.source), type: one.event.type };
    this.armed.push(armed);
    return armed;
  }

  private disarm(one: unknown): void {
    this.armed = this.armed.filter((armed) => armed !== one);
  }

  fire(actor: string, type: string, isForgotten: boolean): void {
    const matching = this.armed.filter((armed) => armed.actor === actor && armed.type === type);
    const armed = isForgotten ? matching[0] : matching.at(-1);
    if (armed === undefined) throw new Error(`no timer ${type} of ${actor}`);
    this.disarm(armed);
    armed.go();
  }
}

function pathOf(actor: AnyActor): string {
  const { _parent: parent } = actor;
  if (parent === undefined) return '';
  const above = pathOf(parent as AnyActor);
  return above === '' ? actor.id : `${above}/${actor.id}`;
}

/** What counts of a state, on both sides: actors by id, references as ids. */
function seen(snapshot: AnyMachineSnapshot): unknown {
  const { status, value, context, output, error, children } = snapshot as AnyMachineSnapshot & {
    output?: unknown;
  };
  const kids = status === 'active' ? Object.entries(children) : [];
  return JSON.parse(
    JSON.stringify(
      {
        status,
        value,
        context,
        output,
        error,
        children: Object.fromEntries(
          kids.map(([key, child]) => {
            const own = (child as AnyActor).getSnapshot() as AnyMachineSnapshot;
            return [key, { status: own.status, value: own.value, context: own.context }];
          }),
        ),
      },
      (_, part: unknown) =>
        part instanceof Actor || part instanceof Reference ? { actor: nameless(part.id) } : part,
    ),
  );
}

/** XState counts all actors of a process to name those without an id. */
function nameless(id: string): string {
  return id.startsWith('x:') ? 'x' : id;
}

function normal(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replace(/"x:\d+"/g, '"x"')
      .replace(/x:\d+ says/g, 'x says'),
  );
}

function timersOf(snapshot: AnyMachineSnapshot): string[] {
  const members = snapshot.status === 'active' ? (familyOf(snapshot) ?? []) : [];
  const all = members.flatMap(({ session, timers: own }) =>
    own.map(({ event }) => `${session} ${event.type}`),
  );
  return all.map((one) => one.replace(/x:\d+/, 'x').replace(/~\d+/, '')).sort();
}

function sentBy({ effects }: Step<unknown, EffectLike>, id: string): unknown[] {
  return effects.map(({ type, params }) => {
    if (type === 'xstate.emit') return `emits ${(params as { event: EventObject }).event.type}`;
    const path = type.split('/').slice(0, -1);
    return `${path.at(-1) ?? id} says ${(params as { of: string }).of}`;
  });
}

const flushed = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function walk(
  subject: Subject,
  choices: readonly number[],
  met: Record<string, number>,
): Promise<void> {
  const running = new Running(subject.make);
  const machine = subject.make(
    () => undefined,
    () => Promise.resolve(),
  );
  const component = componentOf(machine);
  const publicly = componentOf(machine, 'transition');
  let [step] = component.initialSteps();
  const compare = (): AnyMachineSnapshot => {
    if (step === undefined) throw new Error('no step');
    const { next } = step;
    expect(normal(seen(next))).toEqual(normal(seen(running.actor.getSnapshot() as AnyMachineSnapshot)));
    expect(normal(sentBy(step, machine.id))).toEqual(normal(running.heard.splice(0)));
    if (next.status === 'active') {
      const armed = running.armed.map(({ actor, type }) =>
        `${actor} ${type}`.replace(/x:\d+/, 'x').replace(/~\d+/, ''),
      );
      expect(timersOf(next)).toEqual(armed.sort());
    }
    return next;
  };
  let state = compare();
  for (const choice of choices) {
    if (state.status !== 'active') break;
    const moves = component.moves(state);
    const at = choice % (moves.length + subject.events.length);
    const move = moves[at];
    const type = subject.events[at - moves.length] ?? '';
    const event = move?.event ?? { type };
    const outcomes = component.step(state, event);
    expect(publicly.step(publicly.decode(component.encode(state)), event).map(plainly(publicly))).toEqual(
      outcomes.map(plainly(component)),
    );
    [step = { next: state, effects: [] }] = outcomes;
    if (move === undefined) running.actor.send({ type });
    else await perform(running, move.action, move.event as never);
    const kind = move?.action ?? type;
    met[kind] = (met[kind] as number) + 1;
    state = compare();
  }
  await resume(subject, component, state, running);
}

function plainly(component: AnyComponent) {
  return ({ next, effects }: Step<AnyMachineSnapshot, EffectLike>) => [
    component.encode(next).join(),
    effects,
  ];
}

async function perform(
  running: Running,
  action: string,
  event: {
    readonly actor: string;
    readonly timer: { readonly event: EventObject; readonly isForgotten?: boolean };
  },
): Promise<void> {
  const { actor, timer } = event;
  if (action === 'Timer') {
    const path = running.armed.find(
      (one) =>
        one.actor.replace(/x:\d+/, 'x').replace(/~\d+/, '') ===
        actor.replace(/x:\d+/, 'x').replace(/~\d+/, ''),
    );
    running.fire(path?.actor ?? actor, timer.event.type, timer.isForgotten === true);
    return;
  }
  const child = (running.actor.getSnapshot() as AnyMachineSnapshot).children[actor];
  const data = action === 'Done' ? { x: 1 } : 'down';
  const type = action === 'Done' ? 'xstate.promise.resolve' : 'xstate.promise.reject';
  (child as AnyActor).send({ type, data } as EventObject);
  await flushed();
}

async function resume(
  subject: Subject,
  component: AnyComponent,
  state: AnyMachineSnapshot,
  running: Running,
): Promise<void> {
  if (state.status !== 'active') return;
  const persisted = running.actor.getPersistedSnapshot();
  const again = new Running(subject.make, JSON.parse(JSON.stringify(persisted)));
  await flushed();
  const [step] = component.restored(component.persisted(state));
  expect(step && normal(seen(step.next))).toEqual(
    normal(seen(again.actor.getSnapshot() as AnyMachineSnapshot)),
  );
  expect(step && normal(sentBy(step, again.actor.id))).toEqual(normal(again.heard));
}

describe.each(Object.entries(SUBJECTS))('the machine %s', (_name, subject) => {
  it('goes every way that a running actor goes, and comes back as one does', async () => {
    const met: Record<string, number> = Object.fromEntries(
      [...subject.events, ...subject.moves].map((kind) => [kind, 0]),
    );
    const choices = fc.array(fc.nat(1000), { minLength: 1, maxLength: 14 });
    const round = (): Promise<void> =>
      fc.assert(
        fc.asyncProperty(choices, (walked) => walk(subject, walked, met)),
        { numRuns: 60 },
      );
    await untilMet(round, met, 1);
  });
});
