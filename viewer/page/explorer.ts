import type { Begun, Leads, ShownNode } from '../explore/protocol.js';
import { wordsOfStep } from '../film/film.js';
import { pictureOf } from '../picture/picture-of.js';
import { App } from './app.js';
import { Board } from './board.js';
import { call } from './calls.js';
import { byId } from './dom.js';
import { linkText, readLink, Tree } from './tree.js';

const NOTHING: Leads = { violates: [], reaches: [], seen: null };

/** A model that is explored: the run that is shown, and what may come after the chosen step of it. */
export class Explorer {
  readonly app: App;
  private readonly board: Board;
  /** The state whose offers are on the board. */
  private offered = -1;

  constructor(
    readonly begun: Begun,
    private readonly tree: Tree,
  ) {
    byId('board').hidden = false;
    this.board = new Board(byId('board'), (place) => void this.told(() => this.take(place)));
    this.app = new App(pictureOf(tree.film()), {
      fragment: () => this.fragment(),
      drawn: (picture, { scale }, step) => {
        this.board.place(picture, scale);
        this.offer(step);
      },
      forks: (step) =>
        this.tree.forks(step).map(({ id, step: other, fingerprint }) => ({
          words: step === 0 ? `another start, ${fingerprint.slice(0, 6)}` : wordsOfStep(other),
          go: () => this.go(id, step),
        })),
    });
  }

  /** The state at the chosen step. */
  get here(): ShownNode {
    const node = this.tree.path[Math.min(this.app.place.step, this.tree.path.length - 1)];
    if (node === undefined) throw new RangeError('the run has no state');
    return node;
  }

  /** Says something where everybody looks for what came of it. */
  say(words: string): void {
    byId('told').textContent = words;
  }

  /** Does something, and says why where it cannot be done. */
  async told(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
  }

  /** Goes on by one of what is offered. */
  async take(place: number): Promise<void> {
    const [hadFocus, before] = [this.board.hasFocus, this.here];
    const node = await call('take', { node: before.id, place });
    this.say('');
    this.extend([node]);
    if (hadFocus) this.focusWhenOffered(node.step.actor);
  }

  /** Shows states that were reached one after the other, the last of them chosen. */
  extend(nodes: readonly ShownNode[]): void {
    const last = nodes.at(-1);
    if (last === undefined) return;
    this.tree.add(nodes);
    this.tree.show(last.id);
    const step = this.tree.path.findIndex(({ id }) => id === last.id);
    this.app.replace(pictureOf(this.tree.film()), step);
  }

  /** Goes to another branch. */
  go(id: number, step: number): void {
    this.tree.show(id);
    this.app.replace(pictureOf(this.tree.film()), step);
  }

  undo(): void {
    this.app.go(this.app.place.step - 1);
  }

  focusBoard(): void {
    this.board.focus();
  }

  private focusActor: string | undefined;
  private isFocusWanted = false;

  private focusWhenOffered(actor: string | undefined): void {
    this.focusActor = actor;
    this.isFocusWanted = true;
  }

  /** Asks what may happen after a step, and what may not. */
  private offer(step: number): void {
    const { id, leads } = this.tree.path[step] ?? { id: -1, leads: NOTHING };
    if (id === this.offered) return;
    this.offered = id;
    this.board.begin(step, leads);
    void this.told(async () => {
      const offers = await call('offers', { node: id });
      if (this.offered !== id) return;
      this.board.offer(offers);
      if (this.isFocusWanted) this.board.focus(this.focusActor);
      this.isFocusWanted = false;
      const { refused } = await call('refused', { node: id });
      if (this.offered === id) this.board.refuse(refused);
    });
  }

  private fragment(): string {
    const { model, flags } = this.begun;
    return `&${new URLSearchParams({ model, flags, run: linkText(this.tree.link()) }).toString()}`;
  }
}

/** Begins where the address says, or at the first initial state. */
export async function beginExploring(): Promise<Explorer> {
  const begun = await call('begin', {});
  const tree = new Tree(begun);
  const given = new URLSearchParams(location.hash.replace(/^#/, ''));
  const link = readLink(location.hash);
  const { nodes, ceased } =
    link === null ? { nodes: begun.starts.slice(0, 1), ceased: null } : await call('follow', { run: link });
  tree.add(nodes);
  const last = nodes.at(-1);
  if (last !== undefined) tree.show(last.id);
  const explorer = new Explorer(begun, tree);
  const notices = [
    ...begun.notices,
    ...otherModel(given, begun),
    ...(ceased === null ? [] : [`The link no longer fits: ${ceased}. It is shown as far as it does.`]),
  ];
  const box = byId('notices');
  box.hidden = notices.length === 0;
  box.textContent = notices.join(' ');
  return explorer;
}

/** A link may be of another model, or of other bounds. */
function otherModel(given: URLSearchParams, { model, flags }: Begun): readonly string[] {
  const [its, bounds] = [given.get('model') ?? model, given.get('flags') ?? flags];
  if (its === model && bounds === flags) return [];
  return [`The link is of exo explore ${its} ${bounds}, and this is exo explore ${model} ${flags}.`];
}
