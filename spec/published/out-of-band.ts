/**
 * The out-of-band network of the published model (s80): it carries one query at a time, within one transition,
 * and hands the host that asks what all those asked have answered. COMPLETION: the slides say nothing of its failures;
 * here it has none, but that any majority may be the one that answers.
 */
import {
  leg,
  plainComponent,
  route,
  slot,
  type Component,
  type Leg,
  type Route,
  type Slot,
  type Step,
} from '../../checker/index.js';
import type { Report, Responses } from './log.js';
import type { AnyHostSlot, HostEffect } from './names.js';
import { countedIn, NO_RESPONSES } from './recovery.js';

export type QueryState =
  | { readonly phase: 'idle' }
  /** The next query is this host's, and these hosts will answer it. */
  | { readonly phase: 'aimed'; readonly requester: number; readonly responders: readonly number[] }
  | {
      readonly phase: 'gathering';
      readonly requester: number;
      readonly awaited: number;
      readonly responses: Responses;
    };

export type QueryEvent =
  | { readonly type: 'AIM'; readonly requester: number; readonly responders: readonly number[] }
  | { readonly type: 'ASK'; readonly since: number }
  | { readonly type: 'ANSWER'; readonly report: Report };

export type QueryEffect =
  | { readonly type: 'asked'; readonly params: { readonly host: number; readonly since: number } }
  | {
      readonly type: 'gathered';
      readonly params: { readonly requester: number; readonly responses: Responses };
    };

export type QuerySlot = Slot<QueryState, QueryEvent, QueryEffect>;

export function outOfBandSlot(): QuerySlot {
  return slot('oob', outOfBand());
}

function outOfBand(): Component<QueryState, QueryEvent, QueryEffect> {
  return plainComponent<QueryState, QueryEvent, QueryEffect>({
    name: 'out-of-band network',
    initial: [{ phase: 'idle' }],
    step: (state, event) => {
      switch (event.type) {
        case 'AIM':
          return [
            {
              next: { phase: 'aimed', requester: event.requester, responders: event.responders },
              effects: [],
            },
          ];
        case 'ASK':
          return state.phase === 'aimed' ? [asked(state.requester, state.responders, event.since)] : [];
        case 'ANSWER':
          return state.phase === 'gathering' ? [answered(state, event.report)] : [];
      }
    },
  });
}

function asked(
  requester: number,
  responders: readonly number[],
  since: number,
): Step<QueryState, QueryEffect> {
  return {
    next: { phase: 'gathering', requester, awaited: responders.length, responses: NO_RESPONSES },
    effects: responders.map((host) => ({ type: 'asked', params: { host, since } })),
  };
}

function answered(state: QueryState & { phase: 'gathering' }, report: Report): Step<QueryState, QueryEffect> {
  const { requester, awaited } = state;
  const responses = countedIn(state.responses, report);
  if (awaited > 1) return { next: { ...state, awaited: awaited - 1, responses }, effects: [] };
  return { next: { phase: 'idle' }, effects: [{ type: 'gathered', params: { requester, responses } }] };
}

/** Where a host's queries and reports go. */
export function overOutOfBand(
  effect: Exclude<HostEffect, { type: 'broadcast' }>,
  network: QuerySlot,
): readonly Leg[] {
  if (effect.type === 'report') return [leg(network, { type: 'ANSWER', report: effect.params.report })];
  return [leg(network, { type: 'ASK', since: effect.params.since })];
}

/** What the network brings to the hosts. A host that is down answers nothing, so nobody gathers from it. */
export function outOfBandRoute(network: QuerySlot, hosts: readonly AnyHostSlot[]): Route {
  return route(network, (effect) =>
    hosts.flatMap((host, number) => {
      if (effect.type === 'asked') {
        return effect.params.host === number
          ? [leg(host, { type: 'ASKED', since: effect.params.since })]
          : [];
      }
      const { requester, responses } = effect.params;
      return requester === number ? [leg(host, { type: 'GATHERED', responses })] : [];
    }),
  );
}
