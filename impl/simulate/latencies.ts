/** How long things took: a histogram in steps of 6 %, so that any number of them takes no more room. */
export class Latencies {
  count = 0;
  private readonly steps = new Float64Array(STEPS);
  /** The payloads of an entry often took the same time: the last one, and its step. */
  private lastMs = 0;
  private lastStep = 0;

  add(milliseconds: number): void {
    if (milliseconds !== this.lastMs) {
      this.lastMs = milliseconds;
      this.lastStep = stepOf(milliseconds);
    }
    this.steps[this.lastStep] = (this.steps[this.lastStep] as number) + 1;
    this.count += 1;
  }

  /** What that share of them did not exceed, to within 3 %; 0 if there are none. From 1 ns to 18 minutes. */
  quantileMs(share: number): number {
    let left = share * this.count;
    for (let step = 0; step < STEPS; step++) {
      left -= this.steps[step] as number;
      if (left <= 0 && this.count > 0) return LEAST_MS * 2 ** ((step + 0.5) / STEPS_PER_DOUBLING);
    }
    return 0;
  }
}

const LEAST_MS = 1e-6;
const STEPS_PER_DOUBLING = 12;
const STEPS = 50 * STEPS_PER_DOUBLING;

function stepOf(milliseconds: number): number {
  const step = Math.floor(STEPS_PER_DOUBLING * Math.log2(milliseconds / LEAST_MS));
  return Math.min(Math.max(step, 0), STEPS - 1);
}
