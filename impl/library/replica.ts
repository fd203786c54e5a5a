import { assert, ExoError } from '../../errors/index.js';
import type { Applied, RequestId, StateCodec, StateMachine } from './state-machine.js';

/** What travels: a command with its name, or a mark that a read waits for. */
export type Envelope =
  | { readonly kind: 'command'; readonly id: RequestId; readonly command: unknown }
  | { readonly kind: 'read'; readonly id: RequestId };

/** What became of an envelope at this replica. */
export type Outcome<Result> =
  | { readonly kind: 'applied' | 'repeated'; readonly id: RequestId; readonly result: Result }
  /** A request below the client's last one, whose number is `latest`, or null where nothing is known of the client: its answer is not kept any more. */
  | { readonly kind: 'outdated'; readonly id: RequestId; readonly latest: number | null }
  /** `apply` has thrown, at every replica alike; the state is as before. */
  | { readonly kind: 'refused'; readonly id: RequestId; readonly message: string }
  | { readonly kind: 'read'; readonly id: RequestId };

interface Session {
  readonly request: number;
  readonly answer: Answer;
}

type Answer = { readonly result: unknown } | { readonly refused: string };

interface Snapshot {
  readonly state: unknown;
  readonly sessions: readonly (readonly [client: string, session: Session])[];
}

/**
 * The state at one host, pure: messages in, outcomes out. Each request is applied once, however often it comes; the answers of
 * the clients that asked last are kept for those that ask again.
 */
export class Replica<State, Command, Result> {
  private current: State;
  /** By client, its last request; the one that asked longest ago first. */
  private readonly sessions = new Map<string, Session>();
  private readonly codec: StateCodec<State, Command>;

  constructor(
    private readonly machine: StateMachine<State, Command, Result>,
    private readonly sessionsMax: number,
  ) {
    this.current = machine.initial;
    this.codec = machine.codec ?? asItIs();
  }

  get state(): State {
    return this.current;
  }

  encode(command: Command, id: RequestId): Uint8Array {
    const envelope: Envelope = { kind: 'command', id, command: this.codec.commandToJson(command) };
    return toBytes(envelope);
  }

  encodeRead(id: RequestId): Uint8Array {
    return toBytes({ kind: 'read', id } satisfies Envelope);
  }

  /** Takes the next message. @throws ExoError EXO445 if it is none of a replicated state machine. */
  take(payload: Uint8Array): Outcome<Result> {
    const envelope = fromBytes<Envelope>(payload);
    if (envelope.kind === 'read') return { kind: 'read', id: envelope.id };
    const { id } = envelope;
    const known = this.sessions.get(id.client);
    if (known !== undefined && known.request > id.request) return outdated(id, known.request);
    if (known?.request === id.request) return outcomeOf('repeated', id, known.answer);
    const answer = this.apply(envelope.command);
    this.remember(id, answer);
    return outcomeOf('applied', id, answer);
  }

  /** What is still known of a request that a snapshot stands for. */
  recall(id: RequestId): Outcome<Result> {
    const known = this.sessions.get(id.client);
    if (known?.request === id.request) return outcomeOf('repeated', id, known.answer);
    return outdated(id, known?.request ?? null);
  }

  snapshot(): Uint8Array {
    const state = this.codec.stateToJson(this.current);
    return toBytes({ state, sessions: [...this.sessions] } satisfies Snapshot);
  }

  restore(bytes: Uint8Array): void {
    const { state, sessions } = fromBytes<Snapshot>(bytes);
    this.current = this.codec.stateFromJson(state);
    this.sessions.clear();
    for (const [client, session] of sessions) this.sessions.set(client, session);
  }

  private apply(json: unknown): Answer {
    let applied: Applied<State, Result>;
    try {
      applied = this.machine.apply(this.current, this.codec.commandFromJson(json));
    } catch (error) {
      return { refused: error instanceof Error ? error.message : String(error) };
    }
    this.current = applied.state;
    return { result: applied.result };
  }

  private remember({ client, request }: RequestId, answer: Answer): void {
    this.sessions.delete(client);
    this.sessions.set(client, { request, answer });
    if (this.sessions.size <= this.sessionsMax) return;
    const [oldest] = this.sessions.keys();
    assert(oldest !== undefined, 'there is a session');
    this.sessions.delete(oldest);
  }
}

function outdated<Result>(id: RequestId, latest: number | null): Outcome<Result> {
  return { kind: 'outdated', id, latest };
}

function outcomeOf<Result>(kind: 'applied' | 'repeated', id: RequestId, answer: Answer): Outcome<Result> {
  if ('refused' in answer) return { kind: 'refused', id, message: answer.refused };
  return { kind, id, result: answer.result as Result };
}

function asItIs<State, Command>(): StateCodec<State, Command> {
  return {
    stateToJson: (state) => state,
    stateFromJson: (json) => json as State,
    commandToJson: (command) => command,
    commandFromJson: (json) => json as Command,
  };
}

function toBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function fromBytes<T>(bytes: Uint8Array): T {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch (cause) {
    const text = 'a message is none of a replicated state machine: something else broadcasts on this ring';
    throw new ExoError('EXO445', text, { cause });
  }
}
