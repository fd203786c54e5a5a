/** What of the codec has been run, by V8's own account, block by block (node:inspector). It has to be asked before the codec is loaded. */
import { Session } from 'node:inspector';

const session = new Session();
session.connect();
/** With no call back, the answer comes at once. */
const ask = (method, params) => {
  /** @type {any} */
  let answer;
  session.post(method, params, (error, result) => {
    if (error !== null) throw new Error(`${method}: ${error.message}`);
    answer = result;
  });
  return answer;
};
ask('Profiler.enable');
ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** By script, which characters of it have been run. */
export const covered = new Map();
/** What has been run since this was last asked; whether any of it never had been before. */
export function isNewlyCovered(isKept) {
  let isNew = false;
  for (const { url, functions } of ask('Profiler.takePreciseCoverage').result) {
    if (!url.includes('/impl/wire/')) continue;
    const end = Math.max(...functions.flatMap(({ ranges }) => ranges.map((range) => range.endOffset)));
    const all = covered.get(url) ?? new Uint8Array(end);
    const now = new Uint8Array(all.length);
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges)
        now.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    }
    for (let at = 0; at < now.length; at++) {
      if (now[at] === 1 && all[at] === 0) {
        isNew = true;
        if (isKept) all[at] = 1;
      }
    }
    covered.set(url, all);
  }
  return isNew;
}
