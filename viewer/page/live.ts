import type { FilmPart } from '../explore/protocol.js';
import type { Film, FilmStep } from '../film/film.js';
import { pictureOf } from '../picture/picture-of.js';
import { App } from './app.js';
import { call } from './calls.js';
import { byId } from './dom.js';

const ASK_EVERY_MS = 300;
/** To draw a long run takes longer than that: most of the time is left for whoever looks at it. */
const SHARE = 5;

/** Shows a run that grows, and follows its end as long as nobody goes back. Returns once there is something to show. */
export async function beginLive(): Promise<App> {
  const steps: FilmStep[] = [];
  let generation = 0;
  let part = await call('film', { from: 0, generation });
  while (part.film === null || part.steps.length === 0) {
    tellWaiting(true);
    await afterMs(ASK_EVERY_MS);
    part = await call('film', { from: 0, generation });
  }
  tellWaiting(false);
  steps.push(...part.steps);
  generation = part.generation;
  const app = new App(pictureOf(filmOfPart(part, steps)));
  app.go(app.last);
  void followRun(app, steps, generation);
  return app;
}

async function followRun(app: App, steps: FilmStep[], began: number): Promise<void> {
  let generation = began;
  let waitMs = ASK_EVERY_MS;
  for (;;) {
    await afterMs(waitMs);
    try {
      const part = await call('film', { from: steps.length, generation });
      if (part.generation !== generation) steps.length = 0;
      generation = part.generation;
      if (part.film === null || part.steps.length === 0) continue;
      const [isAtEnd, before] = [app.place.step >= app.last, performance.now()];
      steps.push(...part.steps);
      app.replace(pictureOf(filmOfPart(part, steps)), isAtEnd ? steps.length - 1 : app.place.step);
      waitMs = Math.max(ASK_EVERY_MS, SHARE * (performance.now() - before));
    } catch (error) {
      const notices = byId('notices');
      notices.hidden = false;
      notices.textContent = `The run is followed no further: ${error instanceof Error ? error.message : String(error)}`;
      return;
    }
  }
}

function filmOfPart({ film }: FilmPart, steps: readonly FilmStep[]): Film {
  if (film === null) throw new RangeError('there is no run yet');
  return { ...film, steps: [...steps] };
}

function tellWaiting(isWaiting: boolean): void {
  byId('headline').textContent = isWaiting ? 'Waiting for the run to begin …' : '';
}

function afterMs(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
