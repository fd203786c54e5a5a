import { wordsOfStep } from '../film/film.js';
import { judgedRows } from '../picture/judged-rows.js';
import { pastOf } from '../picture/past.js';
import type { Picture } from '../picture/picture.js';
import type { View } from '../picture/scale.js';
import { standaloneSvg } from '../svg-standalone.js';
import { sceneOf, type Scene } from '../picture/scene.js';
import { Address } from './address.js';
import { Arrangement } from './arrangement.js';
import { ChartPanel } from './chart-panel.js';
import { Sizes } from './sizes.js';
import { byId } from './dom.js';
import { Drawing } from './drawing.js';
import { Finder } from './finder.js';
import { followWords, searchAt, showFollow } from './follow.js';
import { LanesPanel } from './lanes-panel.js';
import { OtherPicture } from './other-picture.js';
import { Overview } from './overview.js';
import { Panel } from './panel.js';
import { fragmentOf, placeInAddress, type Place } from './place.js';
import { StepList, type Forks } from './step-list.js';
import { showPressed, showTitle } from './title.js';
import { Viewport, type Viewed } from './viewport.js';

/** So few lanes are hardly worth folding. */
const FEW_LANES = 5;
/** So few properties have a row each in any case. */
const FEW_PROPERTIES = 4;

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
  readonly viewport: Viewport;
  readonly finder: Finder;
  readonly arrangement: Arrangement;
  private readonly drawing = new Drawing(byId('picture'));
  private readonly sizes = new Sizes(() => this.changed());
  private readonly address: Address;
  private readonly panel: Panel;
  private readonly list: StepList;
  private readonly overview: Overview;
  private readonly chart: ChartPanel;
  private readonly lanes: LanesPanel;
  private readonly other: OtherPicture | null;
  private scene: Scene | null = null;
  private frame = 0;
  private spoken = '';
  private told = '';

  constructor(
    public picture: Picture,
    private readonly besides: Besides = {},
  ) {
    this.other = OtherPicture.of(picture.film);
    this.place = placeInAddress(picture.film, this.columns - 1);
    const changed = (): void => this.changed();
    this.viewport = new Viewport(this.place, () => this.viewed, changed);
    this.arrangement = new Arrangement(this.place, () => this.picture, changed);
    this.finder = new Finder(picture, this.place, (step) => this.go(step));
    this.panel = new Panel(picture, byId('actors'), byId('besides'), this.other);
    const forks = this.other === null ? besides.forks : (step: number) => this.otherSteps(step);
    this.list = new StepList(picture, byId('steps'), (step) => this.go(step), forks);
    this.overview = new Overview(picture, byId('overview'), (first, count) =>
      this.viewport.look(first, count),
    );
    this.chart = new ChartPanel(picture, byId('chart'), (actor, folded) => this.showChart(actor, folded));
    this.lanes = new LanesPanel(picture, byId('lanes-list'), {
      hide: (lane) => this.arrangement.hide(lane),
      move: (name, by) => this.arrangement.move(name, by),
    });
    this.address = new Address(() => `${fragmentOf(this.place)}${besides.fragment?.() ?? ''}`);
    this.showTitle();
    addEventListener('hashchange', () => this.read());
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

  private get viewed(): Viewed {
    const isCompared = this.other !== null;
    return { film: this.picture.film, columns: this.columns, isCompared, width: this.sizes.picture.width };
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
    this.finder.replace(picture);
    this.panel.replace(picture);
    this.list.replace(picture);
    this.overview.replace(picture);
    this.chart.replace(picture);
    this.lanes.replace(picture);
    this.told = '';
    this.showTitle();
    this.go(step);
  }

  /** Goes to a step, and brings it into view. */
  go(step: number): void {
    this.place.step = Math.min(Math.max(0, step), this.columns - 1);
    this.viewport.bringStep();
    this.changed();
  }

  toggle(what: 'past' | 'foldLocal' | 'changedOnly' | 'allProperties'): void {
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

  /** Follows what a search names, or nothing any more. */
  follow(search: string): void {
    this.finder.search(search);
    const find = byId('find');
    if (find instanceof HTMLInputElement) find.value = search;
    this.told = '';
    this.changed();
  }

  /** Follows the slot that the chosen step is about, or stops to. */
  toggleFollow(): void {
    const search = this.finder.course === null ? searchAt(this.picture, this.place.step) : '';
    if (search !== null) this.follow(search);
  }

  filter(text: string): void {
    this.place.filter = text;
    this.changed();
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
    const { step, changedOnly, filter, find } = this.place;
    this.sizes.settle();
    this.overview.show(this.viewport.shown(), step, this.viewport.axis, () => this.sizes.overview.width);
    this.sizes.settle();
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
    const told = `${step} ${changedOnly} ${filter} ${find}`;
    if (told !== this.told) {
      this.told = told;
      this.panel.show(this.place);
      this.list.show(step, this.finder.course?.steps);
      const followed = followWords(this.picture, this.finder, step);
      showFollow(this.picture, this.finder, step, followed);
      this.say(followed);
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

  /** What is in view as a file of its own; null before anything is drawn. */
  svgFile(css: string, isDark: boolean): string | null {
    if (this.scene === null) return null;
    const { width, height } = this.view();
    return standaloneSvg({ width, height, title: document.title, shapes: this.scene.shapes, css, isDark });
  }

  private view(): View {
    const { step, past, foldLocal, isTimed, allProperties } = this.place;
    const { course } = this.finder;
    return {
      ...{ ...this.viewport.shown(), step, foldLocal, isTimed, allProperties },
      width: Math.max(320, this.sizes.picture.width),
      height: Math.max(160, this.sizes.picture.height),
      ...this.arrangement.at(Math.min(step, this.last)),
      past: course?.cells ?? (past ? pastOf(this.picture, step) : null),
      ...(course !== null && { followed: course.subject }),
      ...this.other?.marks(this.picture, step),
    };
  }

  private showTitle(): void {
    showTitle(this.picture, {
      alike: this.picture.lanes.length >= FEW_LANES,
      timed: this.viewport.hasTimes,
      charted: this.chart.hasAny,
      properties: judgedRows(this.picture.film).length > FEW_PROPERTIES,
    });
  }

  /** What has come of a key or a click is said to those who do not see it. */
  private say(followed: string): void {
    const { step } = this.place;
    const shown = this.picture.film.steps[step];
    const words = `Step ${step}: ${shown === undefined ? '' : wordsOfStep(shown)}`;
    byId('now').textContent = words;
    const said = followed === '' ? words : `${words}. ${followed}`;
    if (said !== this.spoken && this.spoken !== '') byId('spoken').textContent = said;
    this.spoken = said;
  }

  /** Buttons say what is on. */
  private pressed(): void {
    const { past, foldLocal, changedOnly, allProperties: properties, isTimed: timed } = this.place;
    const [charted, alike] = [this.place.chart !== '', this.arrangement.isAlikeFolded];
    showPressed({ past, local: foldLocal, changed: changedOnly, properties, charted, timed, alike });
  }

  /** The address says at once what is shown. */
  writeNow(): void {
    this.address.writeNow();
  }

  private read(): void {
    Object.assign(this.place, placeInAddress(this.picture.film, this.columns - 1));
    this.finder.search(this.place.find);
    this.draw();
  }
}
