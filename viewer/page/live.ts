import type { FilmExplanation, FilmPart, LiveCalls } from '../explore/protocol.js';
import type { Film, FilmStep } from '../film/film.js';
import { pictureOf } from '../picture/picture-of.js';
import { lastUpTo } from '../picture/scale.js';
import { App } from './app.js';
import { call, Refused } from './calls.js';
import { byId } from './dom.js';

const ASK_EVERY_MS = 300;
/** To draw a long run takes longer than that: most of the time is left for whoever looks at it. */
const SHARE = 5;
const TROUBLE = 'The run is followed no further';

/** Shows a run that grows, and follows its end as long as nobody goes back. Returns once there is something to show. */
export async function beginLive(): Promise<App> {
  const grown = new GrownRun();
  tellWaiting(true);
  while (!grown.take(await call('film', grown.asks))) await afterMs(ASK_EVERY_MS);
  tellWaiting(false);
  const app = new App(pictureOf(grown.film()));
  app.go(app.last);
  void followRun(app, grown);
  return app;
}

async function followRun(app: App, grown: GrownRun): Promise<void> {
  let waitMs = ASK_EVERY_MS;
  for (;;) {
    await afterMs(waitMs);
    try {
      if (!grown.take(await call('film', grown.asks))) continue;
      tellTrouble('');
      const [isAtEnd, before] = [app.place.step >= app.last, performance.now()];
      const picture = pictureOf(grown.film());
      app.replace(picture, isAtEnd ? picture.film.steps.length - 1 : app.place.step);
      waitMs = Math.max(ASK_EVERY_MS, SHARE * (performance.now() - before));
    } catch (error) {
      tellTrouble(`${TROUBLE}: ${error instanceof Error ? error.message : String(error)}`);
      // What a file has that is no run may be followed by another one.
      if (!(error instanceof Refused)) return;
    }
  }
}

function tellTrouble(words: string): void {
  const notices = byId('notices');
  if (words === '' && !notices.textContent?.startsWith(TROUBLE)) return;
  notices.hidden = words === '';
  notices.textContent = words;
}

/** A run as far as it was told, with what a model has said of it. */
class GrownRun {
  private readonly steps: FilmStep[] = [];
  private generation = 0;
  private plain: FilmPart['film'] = null;
  private explanation: FilmExplanation | null = null;

  get asks(): LiveCalls['film']['asks'] {
    const explained = this.explanation?.steps ?? 0;
    return { from: this.steps.length, generation: this.generation, explained };
  }

  /** Takes in what was told. True if there is something new to be shown. */
  take({ film, generation, steps, explanation }: FilmPart): boolean {
    if (generation !== this.generation) {
      this.steps.length = 0;
      this.explanation = null;
    }
    this.generation = generation;
    this.plain = film;
    this.steps.push(...steps);
    this.explanation = explanation ?? this.explanation;
    return this.plain !== null && this.steps.length > 0 && (steps.length > 0 || explanation !== undefined);
  }

  film(): Film {
    if (this.plain === null) throw new RangeError('there is no run yet');
    const { explanation } = this;
    if (explanation === null) return { ...this.plain, steps: [...this.steps] };
    const later = this.steps.length - explanation.steps;
    const { notices } = explanation.film;
    const more = `Explained up to step ${explanation.steps - 1}; what follows is not judged yet: it is when the run rests.`;
    return {
      ...explanation.film,
      ...(later > 0 && { machines: machinesUntil(explanation) }),
      notices: later > 0 ? [...notices, more] : notices,
      steps: this.steps.map((step, i) => judgedAt(step, i, explanation)),
    };
  }
}

/** Of machines nothing is known behind what was explained. */
function machinesUntil({ film: { machines = {} }, steps }: FilmExplanation): NonNullable<Film['machines']> {
  return Object.fromEntries(
    Object.entries(machines).map(([name, machine]) => [name, { until: steps, ...machine }]),
  );
}

function judgedAt(step: FilmStep, at: number, { steps, judged }: FilmExplanation): FilmStep {
  if (at >= steps) return step;
  const span = lastUpTo(judged, ({ from }) => from, at);
  return span === undefined || span.is === null ? step : { ...step, judged: span.is };
}

function tellWaiting(isWaiting: boolean): void {
  byId('headline').textContent = isWaiting ? 'Waiting for the run to begin …' : '';
}

function afterMs(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
