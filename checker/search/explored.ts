import type { Batch } from '../tables/batch.js';
import { ParentLinks } from './parent-links.js';
import type { Ending, Path, Session } from './session.js';

/** Takes a newly found state, with the two halves of its fingerprint, into the frontier of the strategy. */
export type OnNewState = (tuple: Int32Array, number: number, low: number, high: number) => void;

/** The states found by an exhaustive strategy: how each was reached, and what is asked of each. */
export class Explored {
  readonly links = new ParentLinks();
  private readonly tuple: Int32Array;
  /** The number of the state found last. */
  private newest = 0;
  /** The transition being looked at. */
  private batch: Batch;
  private at = 0;

  constructor(private readonly session: Session) {
    this.tuple = new Int32Array(session.expander.width);
    this.batch = session.batch;
  }

  /** Notes that the state found last shows a witness. */
  readonly noteNewest = (witness: number): void => {
    this.session.witnessPaths.set(witness, this.links.pathTo(this.newest));
  };

  private readonly noteStep = (witness: number): void => {
    this.session.witnessPaths.set(witness, this.pathOf(this.batch, this.at));
  };

  /** Finds the initial states. Returns an ending if one of them violates a property. */
  addInitial(onNew: OnNewState): Ending | null {
    const { session } = this;
    let place = 0;
    for (const tuple of session.expander.initialTuples()) {
      const { batch } = session;
      batch.clear();
      session.expander.addItself(tuple, 0, batch);
      if (session.keepNew(batch).length > 0) {
        this.discover(null, place);
        session.initialStates += 1;
        const violated = session.monitor.initial(tuple, this.noteNewest);
        if (violated >= 0) return this.violationOfNewest(violated);
        onNew(tuple, this.newest, batch.lowOf(0), batch.highOf(0));
      }
      place += 1;
    }
    return null;
  }

  /** Takes in the successors of a batch, in order. Returns an ending if one of them violates a property. */
  absorb(batch: Batch, onNew: OnNewState): Ending | null {
    const { session } = this;
    session.countTransitions(batch);
    return this.absorbNew(batch, session.keepNew(batch), onNew);
  }

  /** Takes in the successors of a batch that were counted, and of which these are new. */
  absorbNew(batch: Batch, fresh: Int32Array, onNew: OnNewState): Ending | null {
    if (this.session.monitor.watchesSteps) return this.absorbSteps(batch, fresh, onNew);
    for (let k = 0; k < fresh.length; k++) {
      const ending = this.absorbState(batch, fresh[k] as number, onNew);
      if (ending !== null) return ending;
    }
    return null;
  }

  /** Takes in the links of some new states, none of which is one too many; see `ParentLinks.append`. */
  append(states: number, lastParent: number, links: Uint8Array): void {
    this.session.states += states;
    this.links.append(states, lastParent, links);
    this.newest = this.links.size - 1;
  }

  /** The ending where the state found last violates a property. */
  violationOfNewest(property: number): Ending {
    return this.violation(property, this.links.pathTo(this.newest));
  }

  private absorbSteps(batch: Batch, fresh: Int32Array, onNew: OnNewState): Ending | null {
    const { monitor } = this.session;
    let k = 0;
    this.batch = batch;
    for (let i = 0; i < batch.count; i++) {
      this.at = i;
      const violated = monitor.step(batch, i, this.noteStep);
      if (violated >= 0) return this.violation(violated, this.pathOf(batch, i));
      if (fresh[k] !== i) continue;
      k += 1;
      const ending = this.absorbState(batch, i, onNew);
      if (ending !== null) return ending;
    }
    return null;
  }

  private absorbState(batch: Batch, i: number, onNew: OnNewState): Ending | null {
    this.discover(batch.parentNumberOf(i), batch.ordinalOf(i));
    batch.copyTuple(i, this.tuple);
    const violated = this.session.monitor.state(batch, i, this.tuple, this.noteNewest);
    if (violated >= 0) return this.violationOfNewest(violated);
    onNew(this.tuple, this.newest, batch.lowOf(i), batch.highOf(i));
    return null;
  }

  private discover(parent: number | null, ordinal: number): void {
    this.session.countState();
    this.newest = this.links.size;
    this.links.push(parent, ordinal);
  }

  /** The path to a transition: to its parent, and then it. */
  private pathOf(batch: Batch, i: number): Path {
    const toParent = this.links.pathTo(batch.parentNumberOf(i));
    return { initial: toParent.initial, ordinals: [...toParent.ordinals, batch.ordinalOf(i)] };
  }

  private violation(property: number, path: Path): Ending {
    return { verdict: 'violated', property: this.session.nameOf(property), path };
  }
}
