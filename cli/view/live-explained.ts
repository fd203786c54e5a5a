/** What a model says of a run that is still being written. */
import type { Film, FilmExplanation } from '../../viewer/index.js';
import type { LiveRun } from './live.js';
import { explainedFilm, type FilmOptions } from './film-file.js';

/** A run rests when nothing was added for so long. */
const REST_MS = 1000;
/** One that never does is explained after so long all the same. */
const WAIT_MS = 10_000;
/** Bounds the part of the time that goes into explaining: after one, that multiple of what it took is waited. */
const SHARE = 4;

/**
 * Explains a run that grows whenever it rests: as far as it has come, all of it, since what comes later may decide between explanations. Runs of more events than
 * `exo view` explains unasked are not, unless they are asked for.
 */
export class LiveExplanation {
  private explanation: FilmExplanation | null = null;
  /** The run, and how much of it there was, when something was last added. */
  private seen = '';
  private restsSinceMs = 0;
  private waitsSinceMs = 0;
  private notBeforeMs = 0;
  private isExplaining = false;

  constructor(
    private readonly live: LiveRun,
    private readonly options: FilmOptions,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What is known so far, if that is of another number of steps than whoever asks knows. */
  known(steps: number): FilmExplanation | null {
    return this.explanation?.steps === steps ? null : this.explanation;
  }

  /** Looks whether the run rests, and explains it then if it has grown. */
  async look(): Promise<void> {
    const { length } = this.live;
    if (this.options.explain === false || this.isExplaining || length === 0) return;
    const [now, seen] = [this.now(), `${this.live.generationNow} ${length}`];
    if (seen !== this.seen) {
      if (!this.seen.startsWith(`${this.live.generationNow} `)) {
        this.explanation = null;
        this.waitsSinceMs = now;
      }
      [this.seen, this.restsSinceMs] = [seen, now];
    }
    if (this.explanation?.steps === length) return;
    const isDue = now - this.restsSinceMs >= REST_MS || now - this.waitsSinceMs >= WAIT_MS;
    if (!isDue || now < this.notBeforeMs) return;
    // All of the run is copied, so not before it is due.
    const soFar = this.live.soFar();
    if (soFar === null) return;
    this.isExplaining = true;
    try {
      const film = await explainedFilm(soFar.film, soFar.run, this.options);
      this.explanation = explanationOf(film);
    } finally {
      this.isExplaining = false;
      const ended = this.now();
      this.waitsSinceMs = ended;
      this.notBeforeMs = ended + SHARE * (ended - now);
    }
  }
}

/** Steps that are judged alike are told once. */
function explanationOf({ steps, ...film }: Film): FilmExplanation {
  const judged: { from: number; is: NonNullable<Film['steps'][number]['judged']> | null }[] = [];
  let last = '';
  for (const [from, step] of steps.entries()) {
    const text = JSON.stringify(step.judged ?? null);
    if (from > 0 && text === last) continue;
    last = text;
    judged.push({ from, is: step.judged ?? null });
  }
  return { steps: steps.length, film, judged };
}
