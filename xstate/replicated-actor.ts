import { randomUUID } from 'node:crypto';
import {
  createActor,
  initialTransition,
  transition,
  type AnyStateMachine,
  type EventFrom,
  type InputFrom,
  type SnapshotFrom,
  type StateValue,
} from 'xstate';
import {
  replicate,
  type CommandOptions,
  type ExoHost,
  type ReadOptions,
  type ReplicatedStateMachine,
  type ReplicateOptions,
  type StateMachine,
} from '../impl/index.js';
import { ExoError } from '../errors/index.js';
import { expectReplicable, unreplicableAction } from './replicable.js';

/** What became of an event at every replica. */
export interface Sent {
  /** Whether the machine did anything about it. */
  readonly taken: boolean;
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly value: StateValue;
}

/**
 * Where the machine's custom actions are executed: at the host whose `send` it was (`origin`, at most once), at every host (`everywhere`), or
 * nowhere (`none`).
 */
export type Effects = 'origin' | 'everywhere' | 'none';

export interface ReplicatedActorOptions<TMachine extends AnyStateMachine> extends Omit<
  ReplicateOptions<never, never, never>,
  'machine'
> {
  /** The same at all hosts. */
  readonly input?: InputFrom<TMachine>;
  /** `origin` if left out. */
  readonly effects?: Effects;
}

/** An event on its way, with the actor that sent it. */
interface Command<TMachine extends AnyStateMachine> {
  readonly event: EventFrom<TMachine>;
  readonly origin: string;
}

type Replicated<TMachine extends AnyStateMachine> = ReplicatedStateMachine<
  SnapshotFrom<TMachine>,
  Command<TMachine>,
  Sent
>;

/** An XState actor that all hosts of a ring have alike. Made by `replicatedActor`. */
export class ReplicatedActor<TMachine extends AnyStateMachine> implements AsyncDisposable {
  /** @internal Use `replicatedActor`. */
  constructor(
    private readonly replicated: Replicated<TMachine>,
    private readonly origin: string,
    private readonly listeners: Set<(snapshot: SnapshotFrom<TMachine>) => void>,
    private readonly stale: () => SnapshotFrom<TMachine>,
  ) {}

  /** The host that carries it. */
  get host(): ExoHost {
    return this.replicated.host;
  }

  /**
   * Sends an event, which every replica takes, in one order with all others.
   *
   * @throws ExoError as `ReplicatedStateMachine.command`; EXO446 if the machine throws, or wants what cannot be replicated.
   */
  send(event: EventFrom<TMachine>, options: CommandOptions = {}): Promise<Sent> {
    return this.replicated.command({ event, origin: this.origin }, options);
  }

  /** The snapshot as this host has it, which may be any amount behind. */
  getSnapshot(): SnapshotFrom<TMachine> {
    return this.stale();
  }

  /** What `of` makes of a snapshot that has every event that was answered before the read began. */
  read<T>(of: (snapshot: SnapshotFrom<TMachine>) => T, options: ReadOptions = {}): Promise<T> {
    return this.replicated.read(of, options);
  }

  /** Calls the listener after each event that changed the snapshot, and after a snapshot of another host took its place. */
  subscribe(listener: (snapshot: SnapshotFrom<TMachine>) => void): { unsubscribe(): void } {
    this.listeners.add(listener);
    return { unsubscribe: () => void this.listeners.delete(listener) };
  }

  close(): Promise<void> {
    return this.replicated.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Joins a ring with a replica of an XState v5 machine: its events are broadcast, and every replica takes them in the same order. The
 * machine has to be deterministic: guards and assigns read context and event only. Delays, invoked and spawned actors are refused,
 * since each replica would have its own: send their events from outside.
 *
 * @throws ExoError EXO447 for a machine that cannot be replicated; EXO401 for `effects` that are none; otherwise as `join`.
 *
 * @example
 * const light = setup({}).createMachine({
 *   initial: 'off',
 *   states: { off: { on: { SWITCH: 'on' } }, on: { on: { SWITCH: 'off' } } },
 * });
 * const ring = ['a', 'b', 'c'];
 * const transport = inProcess(new Bus());
 * const lights = await Promise.all(ring.map((id) => replicatedActor(light, { id, ring, transport })));
 * await lights[0]?.send({ type: 'SWITCH' });
 * console.log(await lights[2]?.read((snapshot) => snapshot.value)); // on
 * for (const one of lights) await one.close();
 */
export async function replicatedActor<TMachine extends AnyStateMachine>(
  machine: TMachine,
  options: ReplicatedActorOptions<TMachine>,
): Promise<ReplicatedActor<TMachine>> {
  expectReplicable(machine);
  expectEffects(options.effects);
  const { input, effects = 'origin', ...rest } = options;
  const origin = randomUUID();
  const listeners = new Set<(snapshot: SnapshotFrom<TMachine>) => void>();
  let current: SnapshotFrom<TMachine>;
  const changed = (snapshot: SnapshotFrom<TMachine>): void => {
    current = snapshot;
    for (const listener of listeners) listener(snapshot);
  };
  const [initial] = initialTransition(machine as AnyStateMachine, input);
  current = initial as SnapshotFrom<TMachine>;
  const replicated = await replicate<SnapshotFrom<TMachine>, Command<TMachine>, Sent>({
    ...rest,
    machine: stateMachineOf(machine, current, { effects, origin, changed }),
  });
  return new ReplicatedActor(replicated, origin, listeners, () => current);
}

function stateMachineOf<TMachine extends AnyStateMachine>(
  machine: TMachine,
  initial: SnapshotFrom<TMachine>,
  {
    effects,
    origin,
    changed,
  }: { effects: Effects; origin: string; changed: (snapshot: SnapshotFrom<TMachine>) => void },
): StateMachine<SnapshotFrom<TMachine>, Command<TMachine>, Sent> {
  return {
    initial,
    apply(state, command) {
      const [next, actions] = transition(machine, state, command.event);
      const wrong = actions.map(unreplicableAction).find((one) => one !== null);
      if (wrong !== undefined) throw new Error(`the machine ${wrong}, which cannot be replicated`);
      const snapshot = next as SnapshotFrom<TMachine>;
      if (snapshot !== state) changed(snapshot);
      const isHere = effects === 'everywhere' || (effects === 'origin' && command.origin === origin);
      if (isHere) for (const { exec, info, params } of actions) exec?.(info, params);
      return { state: snapshot, result: sentOf(snapshot, snapshot !== state) };
    },
    codec: {
      stateToJson: (state) => machine.getPersistedSnapshot(state),
      stateFromJson(json) {
        const { getSnapshot } = actorOf(machine, json);
        const snapshot = getSnapshot();
        changed(snapshot);
        return snapshot;
      },
      commandToJson: (command) => command,
      commandFromJson: (json) => json as Command<TMachine>,
    },
  };
}

/** The snapshot that a persisted one stands for, by way of an actor that is never started. */
function actorOf<TMachine extends AnyStateMachine>(
  machine: TMachine,
  json: unknown,
): { getSnapshot(): SnapshotFrom<TMachine> } {
  const actor = createActor(machine as AnyStateMachine, { snapshot: json as SnapshotFrom<AnyStateMachine> });
  return { getSnapshot: () => actor.getSnapshot() as SnapshotFrom<TMachine> };
}

function expectEffects(given: unknown): void {
  if (given === undefined || given === 'origin' || given === 'everywhere' || given === 'none') return;
  throw new ExoError('EXO401', `effects takes origin, everywhere or none, not ${String(given)}`);
}

function sentOf(snapshot: unknown, taken: boolean): Sent {
  const { status, value } = snapshot as Pick<Sent, 'status' | 'value'>;
  return { taken, status, value };
}
