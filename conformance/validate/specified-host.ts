import { xstateComponent } from '../../checker/index.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { exoHost } from '../../spec/exo/host.js';
import type { HostContext } from '../../spec/exo/log.js';
import type { HostComponent, HostSnapshot } from '../../spec/exo/names.js';
import type { StateName } from '../compare/states.js';
import { answerOf, type Answer } from './answer.js';
import { HostAnswers, type AnswersOfHost } from './host-answers.js';
import type { EntryTree } from './entry-tree.js';
import { Shape } from './shape.js';
import type { Happening, Situation } from './situation.js';
import { stepOf, type Step } from './step.js';

/** A question to the specified host. */
export interface AskedHost {
  readonly situation: Situation;
  readonly happening: Happening;
}

/** A question as a statechart is asked it; questions with the same key have the same answer. */
export interface Question {
  readonly key: string;
  readonly snapshot: unknown;
  readonly event: { readonly type: string };
}

/** The statechart of the specified host, asked each question once. It is the judge of a run: nothing here knows what it will say. */
export class SpecifiedHost {
  /** How often the statechart was asked, and how often an answer was known. */
  readonly counts = { asked: 0, known: 0 };
  private readonly component: HostComponent;
  private readonly answers: AnswersOfHost;

  constructor(
    readonly self: number,
    readonly hosts: number,
    private readonly tree: EntryTree,
    private readonly isShifted = true,
    answers = new HostAnswers(),
  ) {
    this.answers = answers.of(self, hosts, isShifted);
    const input = { self, hosts, isBusy: false };
    this.component = xstateComponent(exoHost, { input, askedTwice: 0 }) as HostComponent;
  }

  /** What happens next; null where the event is disabled. */
  ask(situation: Situation, happening: Happening): Step | null {
    const shape = this.shape(situation, happening);
    let answer = this.answers.get(shape.key);
    if (answer === undefined) {
      answer = this.answer(shape);
      this.counts.asked += 1;
      this.answers.keep(shape.key, answer);
    } else this.counts.known += 1;
    return answer && stepOf(shape, answer);
  }

  /** The question as the statechart is asked it. */
  question(
    situation: Situation,
    happening: Happening,
  ): Question & { readonly snapshot: HostSnapshot; readonly event: HostEvent } {
    const shape = this.shape(situation, happening);
    return {
      key: shape.key,
      snapshot: snapshotOf(situation.name, shape.context()),
      event: shape.event(),
    };
  }

  private shape(situation: Situation, happening: Happening): Shape {
    return new Shape(this.tree, this.self, this.hosts, situation, happening, this.isShifted);
  }

  private answer(shape: Shape): Answer | null {
    const snapshot = snapshotOf(shape.situation.name, shape.context());
    const [outcome] = this.component.step(snapshot, shape.event());
    return outcome === undefined ? null : answerOf(outcome.next, outcome.effects);
  }
}

/** The value of the chart in each of its states. */
export const VALUES: Readonly<Record<StateName, unknown>> = {
  following: { up: 'following' },
  promising: { up: { promised: 'promising' } },
  waiting: { up: { promised: 'waiting' } },
  claiming: { up: { preparing: 'claiming' } },
  gathering: { up: { preparing: 'gathering' } },
  starting: { up: 'starting' },
  installing: { up: 'installing' },
  recovering: 'recovering',
  down: 'down',
};

function snapshotOf(name: StateName, context: HostContext): HostSnapshot {
  return exoHost.resolveState({ value: VALUES[name] as never, context });
}
