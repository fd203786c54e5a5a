/** A deterministic state machine: what every replica makes of the same commands in the same order. */
export interface StateMachine<State, Command, Result> {
  readonly initial: State;
  /**
   * What a command makes of a state, and what it answers. It has to depend on nothing else: no clock, no randomness, nothing that differs
   * between hosts. Where it throws, the state stays as it is: so one that changes the state in place throws before it does.
   */
  apply(state: State, command: Command): Applied<State, Result>;
  /** How states, commands and results are written as JSON; as they are if left out. */
  readonly codec?: StateCodec<State, Command>;
}

export interface Applied<State, Result> {
  readonly state: State;
  readonly result: Result;
}

/** States and commands as values that JSON can write, and back. */
export interface StateCodec<State, Command> {
  stateToJson(state: State): unknown;
  stateFromJson(json: unknown): State;
  commandToJson(command: Command): unknown;
  commandFromJson(json: unknown): Command;
}

/** A command with a name, by which a second one is known: the client that asks, and a number of its own that ascends. */
export interface RequestId {
  /** 1 to 64 characters. */
  readonly client: string;
  /** Whole, from 0. A client has one request under way at a time. */
  readonly request: number;
}
