/** The key-value server (`exo kv`) as real processes under faults: what its clients saw has to be linearizable. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../impl/parts.js';
import { checkKeyValues, type KeyInput, type KeyOutput } from '../linearizability/key-values.js';
import type { Operation } from '../linearizability/linearizable.js';
import { Cluster, type ClusterOptions } from './cluster.js';
import { episode, type Episode } from './episodes.js';

export interface KeyValueCampaignOptions extends ClusterOptions {
  readonly program: 'kv';
  readonly episodes: readonly Episode[];
}

export interface KeyValueCampaignResult {
  readonly faults: Readonly<Partial<Record<Episode, number>>>;
  /** Operations, and those of them that were answered; of the others nobody knows whether they were done. */
  readonly operations: number;
  readonly answered: number;
  readonly failures: readonly string[];
}

type History = Operation<KeyInput, KeyOutput>[];

const KEYS = ['k', 'l', 'm', 'n'];
const BETWEEN_MS = 20;
const ANSWER_MS = 1_500;
/** An operation without an answer may take effect at any later time: the fewer there are, the sooner a search is over. */
const AFTER_UNKNOWN_MS = 300;

export async function keyValueCampaign(options: KeyValueCampaignOptions): Promise<KeyValueCampaignResult> {
  const failures: string[] = [];
  const faults: Partial<Record<Episode, number>> = {};
  const urls: (string | null)[] = Array.from({ length: options.hosts }, () => null);
  const history: History = [];
  const cluster = await Cluster.open(options, (place, { event, url }) => {
    if (event === 'listening') urls[place] = String(url);
  });
  try {
    for (const failure of await Promise.all(cluster.members.map((member) => member.start())))
      if (failure !== null) failures.push(failure);
    const stop = new AbortController();
    const clients = urls.map((_, place) => client(options.seed, place, urls, history, stop.signal));
    for (const kind of options.episodes) {
      const random = new Random(options.seed, `faults/kv/${kind}`);
      const told = { ended: () => undefined, failed: (text: string) => failures.push(text) };
      faults[kind] = (faults[kind] ?? 0) + (await episode(kind, { cluster, random, ...told }));
      await sleep(AFTER_UNKNOWN_MS);
    }
    stop.abort();
    await Promise.all(clients);
  } finally {
    await cluster.close();
  }
  for (const [key, { kind }] of checkKeyValues(history))
    if (kind !== 'linearizable') failures.push(`what clients saw of key ${key} is not linearizable: ${kind}`);
  const answered = history.filter(({ answer }) => answer !== null).length;
  if (answered === 0) failures.push('no operation was answered');
  return { faults, operations: history.length, answered, failures };
}

/** One operation after the other at one host, wherever that listens now. */
async function client(
  seed: number,
  place: number,
  urls: readonly (string | null)[],
  history: History,
  stop: AbortSignal,
): Promise<void> {
  const random = new Random(seed, `faults/kv/client ${place}`);
  for (let n = 0; !stop.aborted; n++) {
    const url = urls[place] ?? null;
    const key = random.pick(KEYS);
    const input: KeyInput = random.happens(0.5)
      ? { kind: 'get', key }
      : { kind: 'put', key, value: `${place}-${n}` };
    const calledAt = performance.now();
    const output = url === null ? null : await asked(url, input);
    if (output !== null) history.push({ input, calledAt, answer: { output, at: performance.now() } });
    // A read that is not answered has no effect.
    else if (url !== null && input.kind !== 'get') history.push({ input, calledAt, answer: null });
    await sleep(output === null ? AFTER_UNKNOWN_MS : BETWEEN_MS);
  }
}

async function asked(url: string, input: KeyInput): Promise<KeyOutput | null> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    if (input.kind === 'get') {
      const answer = await fetch(`${url}${input.key}`, { signal });
      const text = await answer.text();
      if (answer.status === 404) return { before: null, done: true };
      return answer.status === 200 ? { before: text, done: true } : null;
    }
    if (input.kind !== 'put') return null;
    const answer = await fetch(`${url}${input.key}`, { method: 'PUT', body: input.value, signal });
    const text = await answer.text();
    return answer.status === 200 ? (JSON.parse(text) as KeyOutput) : null;
  } catch {
    return null;
  }
}
