import { ExoError } from '../../errors/index.js';
import { END_SIGNALS } from '../terminal/interruptible.js';
import type { LocalCluster } from './cluster.js';

/** What keys change besides the hosts. */
export interface Control {
  /** The host that keys are about. */
  chosen: number;
  perSecond: number;
}

interface Step {
  readonly afterMs: number;
  readonly keys: string;
}

/** How long hosts go on after the last step of a script that does not say when to end, so that what it did can be seen. */
export const AFTER_SCRIPT_MS = 3_000;

/** When a script ends by itself: some time after its last step, unless `--time` or a step says when. */
export function scriptEndMs(steps: readonly Step[], time: number | undefined): number | null {
  if (time !== undefined || steps.length === 0 || steps.some(({ keys }) => keys.includes('q'))) return null;
  return Math.max(...steps.map(({ afterMs }) => afterMs)) + AFTER_SCRIPT_MS;
}

/** Does what keys say, typed or of a script, until it is time to end, or a signal says so. */
export function runKeys(
  cluster: LocalCluster,
  control: Control,
  {
    time,
    script,
    end: ends,
  }: { readonly time?: number; readonly script?: string; readonly end?: AbortSignal },
): Promise<void> {
  const steps = script === undefined ? [] : parseScript(script, cluster.hosts.length);
  return new Promise((resolve) => {
    const timers = steps.map(({ afterMs, keys }) =>
      setTimeout(() => {
        for (const key of keys)
          if (key === 'q') end();
          else press(cluster, control, key);
      }, afterMs),
    );
    const endMs = time ?? scriptEndMs(steps, time);
    if (endMs !== null) timers.push(setTimeout(() => end(), endMs));
    const typed = (text: Buffer): void => {
      for (const key of text.toString())
        if (key === 'q' || key === '\x03') end();
        else press(cluster, control, key);
    };
    const { stdin } = process;
    // From a pipe, too, where nothing else says what to do and when to end.
    const isTyped = script === undefined && (stdin.isTTY || time === undefined);
    const end = (): void => {
      timers.forEach(clearTimeout);
      if (isTyped) {
        stdin.off('data', typed);
        if (stdin.isTTY) stdin.setRawMode(false);
        stdin.pause();
      }
      resolve();
    };
    for (const signal of END_SIGNALS) process.once(signal, end);
    ends?.addEventListener('abort', end);
    if (!isTyped) return;
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.on('data', typed);
  });
}

/** Does what one key says. */
export function press(cluster: LocalCluster, control: Control, key: string): void {
  const digit = Number(key);
  if (key !== ' ' && Number.isInteger(digit) && digit >= 1 && digit <= cluster.hosts.length) {
    control.chosen = digit - 1;
    return;
  }
  const { chosen } = control;
  switch (key) {
    case 'k':
      cluster.kill(chosen);
      return;
    case 's':
      cluster.start(chosen);
      return;
    case 'p':
      cluster.pause(chosen);
      return;
    case 'x':
      cluster.partitioned(new Set([...cluster.partition, chosen]));
      return;
    case 'h':
      cluster.partitioned(new Set());
      return;
    case '+':
    case '-':
      control.perSecond = Math.max(1, Math.round(control.perSecond * (key === '+' ? 2 : 0.5)));
      cluster.rate(control.perSecond);
      return;
  }
}

/** Steps of a script: `1s 2k, 3s 2s, 4s q`. @throws ExoError EXO321 for anything else, and for a host that there is not. */
export function parseScript(text: string, hosts: number): readonly Step[] {
  return text.split(',').map((part) => {
    const [, amount, unit, keys] = /^\s*(\d+(?:\.\d+)?)(ms|s)\s+([1-9ksphxq+-]+)\s*$/.exec(part) ?? [];
    if (amount === undefined || keys === undefined) {
      throw new ExoError(
        'EXO321',
        `--script takes steps such as '1s 2k, 3s 2s, 5s q': a time and keys, not '${part.trim()}'`,
      );
    }
    const away = [...keys].find((key) => Number(key) > hosts);
    if (away !== undefined) {
      throw new ExoError(
        'EXO321',
        `--script: there is no host ${away} in '${part.trim()}'; accepted: 1 to ${Math.min(hosts, 9)}`,
      );
    }
    return { afterMs: Number(amount) * (unit === 's' ? 1000 : 1), keys };
  });
}
