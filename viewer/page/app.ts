import { wordsOfStep } from '../film/film.js';
import { foldedAt, FOLDED_ABOVE, movedOrder, orderedLanes } from '../picture/folding.js';
import { faultsOf, nextOf, stepsWith } from '../picture/find.js';
import { pastOf } from '../picture/past.js';
import type { Picture } from '../picture/picture.js';
import type { View } from '../picture/scale.js';
import { sceneOf, type Scene } from '../picture/scene.js';
import type { Axis } from '../picture/axis.js';
import { axisOf, hasTimes } from '../picture/axis-of.js';
import { Address } from './address.js';
import { ChartPanel } from './chart-panel.js';
import { byId } from './dom.js';
import { Drawing } from './drawing.js';
import { LanesPanel } from './lanes-panel.js';
import { OtherPicture } from './other-picture.js';
import { Overview } from './overview.js';
import { Panel } from './panel.js';
import { fragmentOf, readPlace, type Place } from './place.js';
import { StepList, type Forks } from './step-list.js';
import { showPressed, showTitle } from './title.js';

/** A column is at least so wide as long as all of a run need not be in view at once. */
const COLUMN_MIN = 64;
const COLUMN_MAX = 150;
/** So few lanes are hardly worth folding. */
const FEW_LANES = 5;

/** What a page that is served does besides. */
export interface Besides {
  /** What follows in the fragment of the address. */
  readonly fragment?: () => string;
  /** Called with each drawing, and the step that is chosen. */
  readonly drawn?: (picture: Picture, scene: Scene, step: number) => void;
  /** What else was done at a step. */
  readonly forks?: Forks;
}

/** The page: a place in a run, and everything that shows it. */
export class App {
  readonly place: Place;
  private readonly drawing = new Drawing(byId('picture'));
  private readonly address: Address;
  private readonly panel: Panel;
  private readonly list: StepList;
  private readonly overview: Overview;
  private readonly chart: ChartPanel;
  private readonly lanes: LanesPanel;
  private readonly other: OtherPicture | null;
  private scene: Scene | null = null;
  private found: readonly number[] = [];
  private faults: readonly number[] = [];
  private frame = 0;
  private spoken = '';
  private told = '';

  constructor(
    public picture: Picture,
    private readonly besides: Besides = {},
  ) {
    this.other = OtherPicture.of(picture.film);
    this.place = readPlace(location.hash, this.columns - 1);
    this.panel = new Panel(picture, byId('actors'), byId('besides'), this.other);
    const forks = this.other === null ? besides.forks : (step: number) => this.otherSteps(step);
    this.list = new StepList(picture, byId('steps'), (step) => this.go(step), forks);
    this.overview = new Overview(picture, byId('overview'), (first, count) => this.look(first, count));
    this.chart = new ChartPanel(picture, byId('chart'), (actor, folded) => this.showChart(actor, folded));
    this.lanes = new LanesPanel(picture, byId('lanes-list'), {
      hide: (lane) => this.hide(lane),
      move: (name, by) => this.move(name, by),
    });
    this.address = new Address(() => `${fragmentOf(this.place)}${besides.fragment?.() ?? ''}`);
    this.showTitle();
    this.faults = faultsOf(picture);
    addEventListener('hashchange', () => this.read());
    addEventListener('resize', () => this.draw());
    this.search(this.place.find);
    this.draw();
  }

  /** The number of the last step. */
  get last(): number {
    return this.picture.film.steps.length - 1;
  }

  /** The number of columns: of the longer of two runs. */
  private get columns(): number {
    return Math.max(this.last + 1, this.other?.length ?? 0);
  }

  /** What the other run does at a step, where it does something else. */
  private otherSteps(step: number): ReturnType<Forks> {
    if (this.other === null) return [];
    const { common, other } = this.other.comparison;
    const shown = other.steps[step];
    if (step < common || shown === undefined) return [];
    return [{ words: `below: ${wordsOfStep(shown)}`, go: () => this.go(step) }];
  }

  /** Goes to the first step in which two runs differ. */
  goToParting(): void {
    if (this.other !== null) this.go(this.other.comparison.common);
  }

  /** Shows another run, or the same with more steps, at one of its steps. */
  replace(picture: Picture, step: number): void {
    this.picture = picture;
    this.faults = faultsOf(picture);
    this.panel.replace(picture);
    this.list.replace(picture);
    this.overview.replace(picture);
    this.chart.replace(picture);
    this.lanes.replace(picture);
    this.told = '';
    this.showTitle();
    this.search(this.place.find);
    this.go(step);
  }

  /** Goes to a step, and brings it into view. */
  go(step: number): void {
    this.place.step = Math.min(Math.max(0, step), this.columns - 1);
    const { first, count } = this.shown();
    const at = this.axis.at(this.place.step);
    if (count < this.columns && (at < first || at > first + count - 1)) {
      this.place.first = this.clampFirst(at + 0.5 - count / 2, count);
      this.place.count = count;
    }
    this.changed();
  }

  /** Shows these steps. */
  look(first: number, count: number): void {
    const most = this.columns;
    this.place.count = Math.min(most, Math.max(this.countMin, count));
    this.place.first = this.clampFirst(first, this.place.count);
    this.changed();
  }

  /** Zooms around a step, by a factor; larger ones show more. */
  zoom(factor: number, around = this.place.step): void {
    const { first, count } = this.shown();
    const wanted = Math.min(this.columns, Math.max(this.countMin, count * factor));
    const at = this.axis.at(around) + (this.axis.time === null ? 0 : 0.5);
    this.look(at - ((at - first) / count) * wanted, wanted);
  }

  /** The number of columns that are in view at least; by time, many steps may stand in one. */
  private get countMin(): number {
    return this.axis.time === null ? Math.min(4, this.columns) : 0.01;
  }

  private get axis(): Axis {
    return axisOf(this.picture.film, this.place.isTimed);
  }

  /** Two runs stand step by step below each other. */
  private get hasTimes(): boolean {
    return this.other === null && hasTimes(this.picture.film);
  }

  /** Lets steps stand by their times, or one by one again, the chosen one where it was. */
  toggleTime(): void {
    if (!this.hasTimes) return;
    const { first, count } = this.shown();
    const share = (this.axis.at(this.place.step) + 0.5 - first) / count;
    this.place.isTimed = !this.place.isTimed;
    this.look(this.axis.at(this.place.step) + 0.5 - share * count, Math.max(count, this.countMin));
  }

  pan(steps: number): void {
    const { first, count } = this.shown();
    this.look(first + steps, count);
  }

  whole(): void {
    this.look(0, this.columns);
  }

  toggle(what: 'past' | 'foldLocal' | 'changedOnly'): void {
    this.place[what] = !this.place[what];
    this.changed();
  }

  /** Shows the chart of the actor of the chosen step, or hides it. */
  toggleChart(): void {
    const { step, chart } = this.place;
    const actor = this.picture.film.steps[step]?.actor;
    this.showChart(chart === '' ? this.chart.nearest(actor) : '', this.place.chartFolded);
  }

  private showChart(actor: string, folded: readonly string[]): void {
    this.place.chart = actor;
    this.place.chartFolded = folded;
    this.changed();
  }

  private move(name: string, by: 1 | -1): void {
    this.place.order = movedOrder(this.picture, this.place.order, name, by);
    this.changed();
  }

  /** Whether lanes that look the same are folded. */
  private get isAlikeFolded(): boolean {
    return this.place.foldAlike ?? this.picture.lanes.length > FOLDED_ABOVE;
  }

  toggleAlike(): void {
    this.place.foldAlike = !this.isAlikeFolded;
    this.changed();
  }

  hide(lane: number): void {
    const name = this.picture.lanes[lane]?.name;
    if (name === undefined) return;
    const { hidden } = this.place;
    const others = hidden.filter((one) => one !== name);
    const isLast = others.length + 1 >= this.picture.lanes.length;
    if (others.length < hidden.length) this.place.hidden = others;
    else if (!isLast) this.place.hidden = [...hidden, name];
    this.changed();
  }

  filter(text: string): void {
    this.place.filter = text;
    this.changed();
  }

  search(text: string): void {
    this.place.find = text;
    this.found = stepsWith(this.picture, text);
    const many = this.found.length;
    byId('found').textContent = text === '' ? '' : `${many} ${many === 1 ? 'step' : 'steps'}`;
  }

  next(direction: 1 | -1): void {
    const step = nextOf(this.found, this.place.step, direction);
    if (step !== null) this.go(step);
  }

  fault(direction: 1 | -1): void {
    const step = nextOf(this.faults, this.place.step, direction);
    if (step !== null) this.go(step);
  }

  /** The step that is drawn at this place of the page. */
  stepAt(clientX: number): number | null {
    if (this.scene === null) return null;
    const { scale } = this.scene;
    const x = clientX - this.drawing.left;
    if (x < scale.left || x > scale.right) return null;
    const column = scale.view.first + (x - scale.left) / scale.column - 0.5;
    return column >= -0.5 && column < this.last + 0.5 ? scale.axis.stepAt(column) : null;
  }

  /** How many steps a way over the page is. */
  stepsIn(pixels: number): number {
    return this.scene === null ? 0 : pixels / this.scene.scale.column;
  }

  /** Something is to be shown otherwise: soon, and once for all that was changed by then. */
  changed(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => this.draw());
  }

  /** Draws at once. */
  draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.chart.show(this.place);
    this.lanes.show(this.place);
    // Both take room from the picture, or give it back.
    this.overview.show(this.shown(), this.place.step, this.axis);
    const view = this.view();
    this.scene = sceneOf(this.picture, view);
    const focused = this.drawing.focused();
    this.drawing.draw(this.scene, view);
    if (this.other !== null) {
      this.other.hiddenNames = new Set(this.place.hidden);
      this.other.draw(view);
    }
    this.drawing.tabStop(this.place.step);
    if (focused !== null) this.drawing.focus(focused);
    const { step, changedOnly, filter } = this.place;
    const told = `${step} ${changedOnly} ${filter}`;
    if (told !== this.told) {
      this.told = told;
      this.panel.show(this.place);
      this.list.show(step);
      this.say();
    }
    this.pressed();
    this.besides.drawn?.(this.picture, this.scene, step);
    this.address.writeSoon();
  }

  /** The marks that can be focused, as they stand in the picture. */
  marks(): readonly SVGElement[] {
    return this.drawing.marks();
  }

  /** Puts the focus on the mark of the chosen step. */
  focusStep(): void {
    this.draw();
    this.drawing.focus(`[data-step="${this.place.step}"]`);
  }

  get svgMarkup(): string {
    return this.drawing.markup;
  }

  private view(): View {
    const { step, hidden, past, foldLocal, isTimed } = this.place;
    const { lanes } = this.picture;
    const box = byId('picture');
    const { first, count } = this.shown();
    return {
      ...{ first, count, step, foldLocal, isTimed },
      width: Math.max(320, box.clientWidth),
      height: Math.max(160, box.clientHeight),
      hidden: new Set(lanes.flatMap(({ name }, lane) => (hidden.includes(name) ? [lane] : []))),
      order: orderedLanes(this.picture, this.place.order),
      ...(this.isAlikeFolded && { folded: foldedAt(this.picture, Math.min(step, this.last)) }),
      past: past ? pastOf(this.picture, step) : null,
      ...this.other?.marks(this.picture, step),
    };
  }

  /** What is in view: what was asked for, or as much as there is room for, to the end. */
  private shown(): { readonly first: number; readonly count: number } {
    const all = this.columns;
    const { count, first } = this.place;
    if (count > 0) return { first: this.clampFirst(first, count), count: Math.min(count, all) };
    const room = Math.max(4, byId('picture').clientWidth - 150);
    const fits = Math.floor(room / COLUMN_MIN);
    if (all <= fits) return { first: 0, count: Math.max(all, room / COLUMN_MAX) };
    return { first: this.clampFirst(this.axis.at(this.place.step) - fits + 1, fits), count: fits };
  }

  private clampFirst(first: number, count: number): number {
    return Math.max(0, Math.min(first, this.columns - count));
  }

  private showTitle(): void {
    showTitle(this.picture, this.last, {
      alike: this.picture.lanes.length >= FEW_LANES,
      timed: this.hasTimes,
      charted: this.chart.hasAny,
    });
  }

  /** What has come of a key or a click is said to those who do not see it. */
  private say(): void {
    const { step } = this.place;
    const shown = this.picture.film.steps[step];
    const said = `Step ${step}: ${shown === undefined ? '' : wordsOfStep(shown)}`;
    byId('now').textContent = said;
    if (said !== this.spoken && this.spoken !== '') byId('spoken').textContent = said;
    this.spoken = said;
  }

  /** Buttons say what is on. */
  private pressed(): void {
    const { past, foldLocal, changedOnly } = this.place;
    const [charted, timed, alike] = [this.place.chart !== '', this.place.isTimed, this.isAlikeFolded];
    showPressed({ past, local: foldLocal, changed: changedOnly, charted, timed, alike });
  }

  /** The address says at once what is shown. */
  writeNow(): void {
    this.address.writeNow();
  }

  private read(): void {
    Object.assign(this.place, readPlace(location.hash, this.columns - 1));
    this.search(this.place.find);
    this.draw();
  }
}
