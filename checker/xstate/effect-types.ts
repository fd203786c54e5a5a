/** The effects of a machine, as types. */
import type { AnyStateMachine } from 'xstate';
import type { EffectLike } from '../model/component.js';

/** The effects that a machine may emit: its named actions, with their params. */
export type EffectFrom<M extends AnyStateMachine> = string extends keyof NamedActions<M>
  ? EffectLike
  : {
      [K in keyof NamedActions<M> & string]: Effect<K, ParamsOf<NonNullable<NamedActions<M>[K]>>>;
    }[keyof NamedActions<M> & string];

type NamedActions<M extends AnyStateMachine> = NonNullable<Parameters<M['provide']>[0]['actions']>;
type ParamsOf<A> = A extends (args: never, params: infer P) => void ? P : unknown;
type Effect<T extends string, P> = undefined extends P
  ? { readonly type: T; readonly params?: P }
  : { readonly type: T; readonly params: P };
