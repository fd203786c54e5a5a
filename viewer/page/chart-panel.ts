import type { Film } from '../film/film.js';
import { chartShapes, machineAt, type MachineNow } from '../picture/draw-chart.js';
import type { Picture } from '../picture/picture.js';
import { element, svgElement, svgRoot } from './dom.js';
import type { Place } from './place.js';

const LEAST = 0.6;

/** The chart of one actor's machine beside the picture: where it is at the chosen step, and what it took last. */
export class ChartPanel {
  private readonly svg = svgRoot();
  private readonly select = element('select', { id: 'chart-of', 'aria-label': 'Whose chart' });
  private readonly words = element('p', { id: 'chart-words', role: 'status' });
  private told = '';

  constructor(
    private picture: Picture,
    private readonly box: HTMLElement,
    private readonly change: (chart: string, folded: readonly string[]) => void,
  ) {
    const close = element('button', { type: 'button', 'aria-label': 'Close the chart' }, '×');
    close.addEventListener('click', () => this.change('', this.folded));
    this.select.addEventListener('change', () => this.change(this.select.value, this.folded));
    box.replaceChildren(
      element('div', { class: 'head' }, this.select, this.words, close),
      element(
        'div',
        { id: 'chart-picture', tabindex: '0', role: 'region', 'aria-label': 'The chart' },
        this.svg,
      ),
    );
    this.svg.addEventListener('click', ({ target }) => this.fold(target));
    this.svg.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      this.fold(event.target);
    });
  }

  private folded: readonly string[] = [];

  replace(picture: Picture): void {
    this.picture = picture;
    this.told = '';
  }

  /** Whether any actor of the run has a chart. */
  get hasAny(): boolean {
    return machinesIn(this.picture.film).length > 0;
  }

  /** The chart of this actor, or of the first that has one. */
  nearest(actor: string | undefined): string {
    const names = machinesIn(this.picture.film);
    return names.find((name) => name === actor) ?? names[0] ?? '';
  }

  show({ chart: actor, chartFolded, step }: Place): void {
    const { film } = this.picture;
    const machine = Object.hasOwn(film.machines ?? {}, actor) ? film.machines?.[actor] : undefined;
    const chart = machine === undefined ? undefined : film.charts?.[machine.chart];
    this.box.hidden = machine === undefined || chart === undefined;
    if (machine === undefined || chart === undefined) return;
    const now = machineAt(machine, step);
    const told = JSON.stringify([actor, chartFolded, now]);
    if (told === this.told) return;
    this.told = told;
    this.folded = chartFolded;
    this.fill(actor);
    this.words.replaceChildren(...wordsOf(now));
    const focused = document.activeElement?.closest<SVGElement>('.chart-fold')?.dataset['fold'];
    this.svg.setAttribute('viewBox', `0 0 ${chart.width} ${chart.height}`);
    // Smaller than this nobody can read it.
    this.svg.style.minWidth = `${Math.round(chart.width * LEAST)}px`;
    this.svg.setAttribute('aria-label', `The chart of ${labelOf(actor, this.picture)}`);
    this.svg.replaceChildren(...chartShapes(chart, now, new Set(chartFolded)).map(svgElement));
    if (focused !== undefined) this.button(focused)?.focus();
    this.svg.querySelector('.current')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  private fill(actor: string): void {
    this.select.replaceChildren(
      ...machinesIn(this.picture.film).map((name) => {
        const option = element('option', { value: name }, labelOf(name, this.picture));
        option.selected = name === actor;
        return option;
      }),
    );
  }

  private button(id: string): SVGElement | undefined {
    return [...this.svg.querySelectorAll<SVGElement>('.chart-fold')].find(
      ({ dataset }) => dataset['fold'] === id,
    );
  }

  private fold(target: EventTarget | null): void {
    const id =
      target instanceof Element ? target.closest<SVGElement>('.chart-fold')?.dataset['fold'] : undefined;
    if (id === undefined) return;
    const others = this.folded.filter((one) => one !== id);
    this.change(this.select.value, others.length < this.folded.length ? others : [...this.folded, id]);
  }
}

function machinesIn({ machines = {} }: Film): readonly string[] {
  return Object.keys(machines);
}

function labelOf(actor: string, { lanes }: Picture): string {
  return lanes.find(({ name }) => name === actor)?.label ?? actor;
}

/** Where the machine is, and what it did last, in words. */
function wordsOf({ at, last, unknownSince }: MachineNow): readonly (Node | string)[] {
  if (unknownSince !== null) return [`is nowhere in its chart: step ${unknownSince} is not explained`];
  const inner = at.filter((id) => !at.some((other) => other.startsWith(`${id}.`)) && id !== '');
  const where = inner.length === 0 ? 'has no states' : `is in ${inner.join(' and ')}`;
  const did = last === null ? '' : `; step ${last.step} took ${last.took.join(', ')}`;
  return [where, did];
}
