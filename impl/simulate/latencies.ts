/** How long things took: a histogram in steps of about 6 %, so that any number of them takes no more room. */
export class Latencies {
  count = 0;
  private readonly steps = new Float64Array(STEPS);

  add(milliseconds: number): void {
    const step = Math.floor(STEPS_PER_DOUBLING * Math.log2(milliseconds / LEAST_MS));
    const at = Math.min(Math.max(step, 0), STEPS - 1);
    this.steps[at] = (this.steps[at] as number) + 1;
    this.count += 1;
  }

  /** What that share of them did not exceed, within 6 %; 0 if there are none. */
  quantileMs(share: number): number {
    let left = share * this.count;
    for (let step = 0; step < STEPS; step++) {
      left -= this.steps[step] as number;
      if (left <= 0 && this.count > 0) return LEAST_MS * 2 ** ((step + 0.5) / STEPS_PER_DOUBLING);
    }
    return 0;
  }
}

const LEAST_MS = 0.001;
const STEPS_PER_DOUBLING = 12;
const STEPS = 40 * STEPS_PER_DOUBLING;
