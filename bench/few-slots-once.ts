/**
 * One search by this checker, or by an earlier build of it, in a process of its own:
 * `node few-slots-once.js '<FewSlotsSearch as JSON>'`. Prints one FewSlotsRun.
 */
import { pathToFileURL } from 'node:url';
import type * as Checker from '../checker/index.js';
import type * as Peterson from '../checker/examples/peterson.js';
import { fewSlotsModel, type FewSlots } from './few-slots.js';

export interface FewSlotsSearch extends FewSlots {
  /** The built `checker/index.js` that searches; this one if null. */
  readonly checker: string | null;
}

export interface FewSlotsRun {
  readonly states: number;
  readonly transitions: number;
  /** User and system time of all threads, from the call of `check` to its result. */
  readonly cpuSeconds: number;
  /** (peak RSS − RSS before the search) / states. */
  readonly bytesPerState: number;
}

const search = JSON.parse(process.argv[2] ?? '') as FewSlotsSearch;
const url =
  search.checker === null ? new URL('../checker/index.js', import.meta.url) : pathToFileURL(search.checker);
const checker = (await import(url.href)) as typeof Checker;
const peterson = (await import(new URL('examples/peterson.js', url).href)) as typeof Peterson;
const model = fewSlotsModel(search, { checker, peterson });
const rssBefore = process.memoryUsage.rss();
const cpuBefore = process.cpuUsage();
const { verdict, states, transitions } = checker.check(model);
const { user, system } = process.cpuUsage(cpuBefore);
const peakRss = process.resourceUsage().maxRSS * 1024;
if (verdict !== 'exhausted') throw new Error(`the search ended ${verdict}`);

const run: FewSlotsRun = {
  states,
  transitions,
  cpuSeconds: (user + system) / 1e6,
  bytesPerState: (peakRss - rssBefore) / states,
};
process.stdout.write(`${JSON.stringify(run)}\n`);
