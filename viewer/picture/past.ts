import type { Line, Picture } from './picture.js';
import { firstAt } from './scale.js';

/** Fates of messages from which nothing follows. */
const WITHOUT_EFFECT: readonly string[] = ['lost', 'down', 'ignored', 'sent'];

/**
 * What could have had a part in the violation, or in what happens at a step where there is none: `step lane` of all that came before
 * it, on the lane itself or by a message that had an effect.
 */
export function pastOf(picture: Picture, step: number): ReadonlySet<string> {
  const ends = startsOfPast(picture, step);
  const last = Math.max(-1, ...ends.values());
  const past = new Set<string>();
  const { lines, marks } = picture;
  for (let at = last; at >= 0; at--) {
    const met = lines.slice(
      firstAt(lines, (line) => line.step, at),
      firstAt(lines, (line) => line.step, at + 1),
    );
    follow(met, at, ends);
    for (const [lane, end] of ends) if (at <= end) past.add(`${at} ${lane}`);
    for (let i = firstAt(marks, (mark) => mark.step, at); marks[i]?.step === at; i++) {
      const lane = marks[i]?.lane ?? -1;
      if (at <= (ends.get(lane) ?? -1)) past.add(`${at} ${lane}`);
    }
  }
  return past;
}

/** By lane, the last step that counts. */
function startsOfPast({ evidence, lanes, marks, film }: Picture, step: number): Map<number, number> {
  const ends = new Map<number, number>();
  if (evidence !== null && step === film.steps.length - 1) {
    evidence.hosts.forEach((hosts, value) => {
      hosts.forEach((host, i) => {
        const lane = lanes.findIndex(({ name, label }) => name === host || label === host);
        if (lane >= 0) ends.set(lane, evidence.steps?.[value]?.[i] ?? step);
      });
    });
  }
  if (ends.size > 0) return ends;
  const mark = marks[firstAt(marks, (one) => one.step, step)];
  if (mark?.step === step) ends.set(mark.lane, step);
  return ends;
}

/** Messages that had an effect bring in their senders; an answer its question, so that one look is not enough. */
function follow(met: readonly Line[], at: number, ends: Map<number, number>): void {
  for (let hasGrown = true; hasGrown;) {
    hasGrown = false;
    for (const { from, to, sent, fate } of met) {
      if (WITHOUT_EFFECT.includes(fate) || at > (ends.get(to) ?? -1) || sent <= (ends.get(from) ?? -1))
        continue;
      ends.set(from, sent);
      hasGrown = true;
    }
  }
}
