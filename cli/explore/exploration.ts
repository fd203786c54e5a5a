import {
  ExoError,
  initialStates,
  isDeadEnd,
  successors,
  tryTraceOf,
  whyDisabled,
  type AnySlot,
  type Model,
  type Transition,
} from '../../checker/index.js';
import { varNames } from '../../checker/replay/trace-of.js';
import { readEvidence, type Evidence, type TraceMeta } from '../../traces/index.js';
import {
  callOfStep,
  filmOf,
  type Film,
  type FilmStep,
  type Leads,
  type Offers,
  type Refused,
  type ShownNode,
} from '../../viewer/index.js';
import { fingerprintOf, judgeStart, judgeStep, type Judged } from './leads.js';
import { offersOf, type Shown } from './offers.js';
import { rememberedSteps } from './remembered-steps.js';
import { runOf } from './run-to.js';
import { withLens } from './with-lens.js';

/** A state that was reached, and how. */
export interface Node {
  readonly id: number;
  readonly parent: Node | null;
  /** Steps from an initial state. */
  readonly depth: number;
  readonly states: readonly unknown[];
  readonly transition: Transition | null;
  readonly fingerprint: string;
  readonly step: FilmStep;
  readonly leads: Leads;
  readonly judged: Judged;
}

/** Of a model with more initial states, these are shown. */
const STARTS_MAX = 64;
const META: TraceMeta = {
  ...{ model: '', bounds: {}, knobs: {}, property: null, verdict: '', version: '', command: '' },
};

/** The states of a model that were reached, one step at a time. Everything is asked of the reference, and remembered. */
export class Exploration {
  readonly model: Model;
  readonly starts: readonly Node[];
  /** An empty run: its lens, its variables, and what cannot be shown. */
  readonly film: Film;
  private readonly nodes: Node[] = [];
  private readonly known = new Map<string, Node>();
  private readonly next = new Map<Node, readonly Transition[]>();
  private readonly steps = new WeakMap<Transition, FilmStep>();
  private readonly ask = rememberedSteps();
  /** By slot, the variable that is a lane. */
  private readonly lanes: ReadonlyMap<AnySlot, string>;

  constructor(model: Model) {
    this.model = withLens(model);
    const starts = initialStates(this.model);
    this.film = this.filmOf(starts[0] ?? [], []);
    const lanes = new Set(this.film.lens?.lanes.map(({ name }) => name));
    this.lanes = new Map([...varNames(this.model)].filter(([, name]) => lanes.has(name)));
    this.starts = starts.slice(0, STARTS_MAX).map((states) => {
      const [step] = this.filmOf(states, []).steps;
      return this.add(null, states, null, step as FilmStep, judgeStart(this.model, states));
    });
  }

  /** @throws ExoError EXO392 for a number that no state has. */
  node(id: number): Node {
    const node = this.nodes[id];
    if (node !== undefined) return node;
    throw new ExoError('EXO392', `there is no state ${id}; known are 0 to ${this.nodes.length - 1}`);
  }

  /** The successors of a state in the order of the model. */
  successors(node: Node): readonly Transition[] {
    const known = this.next.get(node) ?? successors(this.model, node.states, this.ask);
    this.next.set(node, known);
    return known;
  }

  /** @throws ExoError EXO392 for a place that no successor has. */
  take(node: Node, place: number): Node {
    const transition = this.successors(node)[place];
    if (transition === undefined) throw new ExoError('EXO392', `state ${node.id} has no successor ${place}`);
    return this.child(node, transition);
  }

  /** The state to which a transition leads; the same one if it was reached in this way before. */
  child(node: Node, transition: Transition): Node {
    const step = this.stepOf(node, transition);
    const fingerprint = fingerprintOf(this.model, transition.states);
    const known = this.known.get(`${node.id} ${fingerprint} ${callOfStep(step)}`);
    if (known !== undefined) return known;
    const judged = judgeStep(this.model, node.states, node.judged, transition);
    return this.add(node, transition.states, transition, step, judged, fingerprint);
  }

  offers(node: Node): Offers {
    const next = this.successors(node);
    const shown = next.map((transition, place): Shown => {
      const step = this.stepOf(node, transition);
      const judged = judgeStep(this.model, node.states, node.judged, transition);
      const leads = this.leadsOf(node, judged, fingerprintOf(this.model, transition.states));
      return { place, picks: transition.params, step, actor: this.laneOf(step, transition), leads };
    });
    return { offers: offersOf(shown), end: isDeadEnd(next) ? this.endOf(node) : null };
  }

  /** What may not be done, a line for each actor and action. */
  refused(node: Node): readonly Refused[] {
    const next = this.successors(node);
    const possible = new Set(
      next.map((transition) => {
        return `${this.laneOf(this.stepOf(node, transition), transition) ?? ''} ${transition.rule.name}`;
      }),
    );
    const reasons = new Map<string, { readonly refused: Omit<Refused, 'why'>; readonly whys: Set<string> }>();
    for (const { rule, why, isEmpty } of whyDisabled(this.model, node.states, next, this.ask)) {
      // What an actor may do by itself, and has nothing for: no timer is armed, nothing is invoked.
      if (rule.isOptional === true && isEmpty) continue;
      const actor = this.lanes.get(rule.slot) ?? null;
      const key = `${actor ?? ''} ${rule.name}`;
      if (possible.has(key) || (actor === null && next.some((one) => one.rule.name === rule.name))) continue;
      const known = reasons.get(key) ?? { refused: { action: rule.name, actor }, whys: new Set() };
      reasons.set(key, known);
      known.whys.add(why);
    }
    return [...reasons.values()].map(({ refused, whys }) => ({ ...refused, why: [...whys].join('; ') }));
  }

  shown(node: Node): ShownNode {
    const { id, parent, fingerprint, step, leads } = node;
    const [broken] = leads.violates;
    const evidence = broken === undefined ? null : this.evidenceOf(node, broken);
    return { id, parent: parent?.id ?? null, fingerprint, step, leads, evidence };
  }

  private evidenceOf(node: Node, property: string): Evidence | null {
    const { trace } = tryTraceOf(this.model, runOf(node), { ...META, property, verdict: 'violated' });
    return trace === null ? null : readEvidence(trace.meta['evidence']);
  }

  private add(
    parent: Node | null,
    states: readonly unknown[],
    transition: Transition | null,
    step: FilmStep,
    judged: Judged,
    fingerprint = fingerprintOf(this.model, states),
  ): Node {
    const leads = this.leadsOf(parent, judged, fingerprint);
    const depth = parent === null ? 0 : parent.depth + 1;
    const id = this.nodes.length;
    const node: Node = { id, parent, depth, states, transition, fingerprint, step, leads, judged };
    this.nodes.push(node);
    if (parent !== null) this.known.set(`${parent.id} ${fingerprint} ${callOfStep(step)}`, node);
    return node;
  }

  private leadsOf(from: Node | null, { violates, reaches }: Judged, fingerprint: string): Leads {
    let seen: number | null = null;
    for (let at = from; at !== null; at = at.parent) if (at.fingerprint === fingerprint) seen = at.depth;
    return { violates, reaches, seen };
  }

  private stepOf({ states }: Node, transition: Transition): FilmStep {
    const step = this.steps.get(transition) ?? (this.filmOf(states, [transition]).steps[1] as FilmStep);
    this.steps.set(transition, step);
    return step;
  }

  private filmOf(initial: readonly unknown[], steps: readonly Transition[]): Film {
    const { trace, problem } = tryTraceOf(this.model, { initial, steps }, META);
    if (trace === null) throw problem;
    return filmOf(trace);
  }

  /** On which lane a step is drawn: that of its actor, or of the slot that offers it, or of the one that gets something. */
  private laneOf({ actor, messages = [] }: FilmStep, { rule }: Transition): string | null {
    if (actor !== undefined) return actor;
    const own = this.lanes.get(rule.slot);
    if (own !== undefined) return own;
    const [end, ...others] = new Set(messages.map(({ to }) => to));
    const isLane = end !== undefined && others.length === 0 && [...this.lanes.values()].includes(end);
    return isLane ? end : null;
  }

  private endOf({ states }: Node): 'accepted' | 'deadlock' {
    return mayEnd(this.model, states) ? 'accepted' : 'deadlock';
  }
}

/** Whether a run may end there: as the model says, or where all that can be done are. */
function mayEnd({ mayEnd: given, slots }: Model, states: readonly unknown[]): boolean {
  if (given !== undefined) return given(states);
  const ending = slots.flatMap(({ component }, i) =>
    component.isDone === undefined ? [] : [component.isDone(states[i] as never)],
  );
  return ending.length > 0 && ending.every((isDone) => isDone);
}
