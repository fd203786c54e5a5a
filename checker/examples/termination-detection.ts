/**
 * Termination detection on a ring, after EWD840 (E. W. Dijkstra, W. H. J. Feijen, A. J. M. van Gasteren,
 * *Derivation of a termination detection algorithm for distributed computations*, 1983) and its TLA+ version,
 * EWD840.tla, in the TLA+ examples.
 *
 * Nodes are active or passive, white or black; an active node may activate another by a message. A token goes
 * round from the highest node to node 0, stained by black nodes; when it returns white to a white and passive
 * node 0, all nodes are passive. The only accepted end is that termination has been detected.
 *
 * The nodes are one XState machine. A machine starts in one state, but this system starts anywhere (with a
 * black token), so `initial` of the component is replaced. A message arrives in the transition in which it is
 * sent: two legs of one offer. A node that passes the token has the effect `stainToken` if it is black.
 *
 * With 3 nodes there are 302 states, 192 of them initial, and 1,625 transitions. TLC prints 2,001: it adds the
 * initial states, and one successor for every true disjunct of a guard.
 */
import { or, setup, stateIn, type SnapshotFrom } from 'xstate';
import {
  type EffectLike,
  type Model,
  type Property,
  type Rule,
  type Slot,
  invariant,
  leg,
  plainComponent,
  route,
  rule,
  slot,
  sometimes,
  xstateComponent,
} from '../index.js';

type Colour = 'white' | 'black';

const node = setup({
  types: {
    events: {} as
      | { readonly type: 'START_PROBE' }
      | { readonly type: 'PASS_TOKEN'; readonly token: Colour }
      | { readonly type: 'SEND_UP' }
      | { readonly type: 'SEND_DOWN' }
      | { readonly type: 'ACTIVATE' }
      | { readonly type: 'DEACTIVATE' },
  },
  guards: {
    isActive: stateIn({ activity: 'active' }),
    isPassive: stateIn({ activity: 'passive' }),
    isTokenBlack: ({ event }) => event.type === 'PASS_TOKEN' && event.token === 'black',
    mayPassWhenWhite: or(['isPassive', 'isTokenBlack']),
  },
  actions: {
    stainToken: () => {},
  },
}).createMachine({
  id: 'node',
  type: 'parallel',
  states: {
    activity: {
      initial: 'active',
      states: {
        passive: { on: { ACTIVATE: 'active' } },
        active: { on: { ACTIVATE: 'active', SEND_UP: 'active', SEND_DOWN: 'active', DEACTIVATE: 'passive' } },
      },
    },
    colour: {
      initial: 'white',
      states: {
        white: {
          on: {
            START_PROBE: 'white',
            PASS_TOKEN: { guard: 'mayPassWhenWhite', target: 'white' },
            SEND_UP: { guard: 'isActive', target: 'black' },
          },
        },
        black: {
          on: {
            START_PROBE: 'white',
            PASS_TOKEN: { target: 'white', actions: 'stainToken' },
          },
        },
      },
    },
  },
});

type Node = SnapshotFrom<typeof node>;

const starts = (['passive', 'active'] as const).flatMap((activity) =>
  (['white', 'black'] as const).map((colour) =>
    node.resolveState({ value: { activity, colour }, context: {} }),
  ),
);

const nodeComponent = {
  ...xstateComponent(node),
  initial: () => starts,
  initialSteps: () => starts.map((next) => ({ next, effects: [] })),
};

interface Token {
  readonly at: number;
  readonly colour: Colour;
}

type TokenEvent =
  { readonly type: 'START'; readonly at: number } | { readonly type: 'MOVE' } | { readonly type: 'STAIN' };

function nodeSlot(i: number) {
  return slot(`node${i}`, nodeComponent);
}

function tokenSlot(nodes: number) {
  const component = plainComponent<Token, TokenEvent, never>({
    name: 'token',
    initial: Array.from({ length: nodes }, (_, at) => ({ at, colour: 'black' })),
    step: (token, event) => [{ next: moved(token, event), effects: [] }],
  });
  return slot('token', component);
}

type NodeSlot = ReturnType<typeof nodeSlot>;
type TokenSlot = ReturnType<typeof tokenSlot>;

function moved(token: Token, event: TokenEvent): Token {
  switch (event.type) {
    case 'START':
      return { at: event.at, colour: 'white' };
    case 'MOVE':
      return { ...token, at: token.at - 1 };
    case 'STAIN':
      return { ...token, colour: 'black' };
  }
}

/** Termination detection on a ring of this many nodes, at least two. */
export function terminationDetectionModel(nodes = 3): Model {
  const ring = Array.from({ length: nodes }, (_, i) => nodeSlot(i));
  const token = tokenSlot(nodes);
  return {
    name: `termination detection, ${nodes} nodes`,
    slots: [...ring, token],
    rules: ring.flatMap((own, i) => [
      i === 0 ? initiateProbe(own, token, nodes) : passToken(own, token, i),
      sendMessage(own, i, ring),
      rule({ name: 'Deactivate', slot: own, offers: () => [{ legs: [leg(own, { type: 'DEACTIVATE' })] }] }),
    ]),
    routes: ring.map((own) => route(own, () => [leg(token, { type: 'STAIN' })])),
    properties: propertiesOf(ring, token),
    mayEnd: (states) => isDetected(states as readonly (Node | Token)[]),
  };
}

/** Node 0 starts a new round when it has the token and one of them is black. */
function initiateProbe(own: NodeSlot, token: TokenSlot, nodes: number): Rule {
  const legs = [leg(own, { type: 'START_PROBE' }), leg(token, { type: 'START', at: nodes - 1 })];
  return rule({
    name: 'InitiateProbe',
    slot: own,
    reads: [token],
    offers: ({ value }, { at, colour }) =>
      at === 0 && (colour === 'black' || value.colour === 'black') ? [{ legs }] : [],
  });
}

/** Any other node hands the token down; whether it may is the machine's business. */
function passToken(own: NodeSlot, token: TokenSlot, i: number): Rule {
  return rule({
    name: 'PassToken',
    slot: own,
    reads: [token],
    offers: (_, { at, colour }) => {
      const legs = [leg(own, { type: 'PASS_TOKEN', token: colour }), leg(token, { type: 'MOVE' })];
      return at === i ? [{ legs }] : [];
    },
  });
}

/** A node activates any other; sending towards the nodes that the token has visited makes it black. */
function sendMessage(own: NodeSlot, i: number, ring: readonly NodeSlot[]): Rule {
  const offers = ring.map((other, j) => ({
    params: { to: other.name },
    legs: [leg(own, { type: j > i ? 'SEND_UP' : 'SEND_DOWN' }), leg(other, { type: 'ACTIVATE' })],
  }));
  return rule({ name: 'SendMessage', slot: own, offers: () => offers.filter((_, j) => j !== i) });
}

function propertiesOf(ring: readonly NodeSlot[], token: TokenSlot): readonly Property[] {
  // The nodes, from 0 on, and last the token.
  const everything: readonly Slot<Node | Token, never, EffectLike>[] = [...ring, token];
  return [
    invariant({
      name: 'TypeOK',
      over: [[token]],
      holds: (tokens) => tokens.every(({ at }) => at >= 0 && at < ring.length),
    }),
    invariant({
      name: 'TerminationDetection',
      over: [everything],
      holds: (states) => !isDetected(states) || ringOf(states).nodes.every(isPassive),
    }),
    // Dijkstra's invariant: P0, P1 or P2.
    invariant({
      name: 'Inv',
      over: [everything],
      holds: (states) => {
        const { nodes, token } = ringOf(states);
        const visited = nodes.slice(token.at + 1);
        const toVisit = nodes.slice(0, token.at + 1);
        return visited.every(isPassive) || toVisit.some(isBlack) || token.colour === 'black';
      },
    }),
    sometimes({ name: 'Detected', over: [everything], holds: isDetected }),
  ];
}

/** Node 0 is passive and white, and so is the token that it holds: all nodes must be passive. */
function isDetected(states: readonly (Node | Token)[]): boolean {
  const { nodes, token } = ringOf(states);
  return (
    token.at === 0 &&
    token.colour === 'white' &&
    nodes.slice(0, 1).every((first) => isPassive(first) && !isBlack(first))
  );
}

function ringOf(states: readonly (Node | Token)[]): {
  readonly nodes: readonly Node[];
  readonly token: Token;
} {
  return { nodes: states.slice(0, -1) as Node[], token: states.at(-1) as Token };
}

function isPassive({ value }: Node): boolean {
  return value.activity === 'passive';
}

function isBlack({ value }: Node): boolean {
  return value.colour === 'black';
}

export const model = terminationDetectionModel(3);
