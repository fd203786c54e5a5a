/** Which processors the processes of a row run on: those that the system chooses, or one for each of them. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

export interface Placement {
  /** As a row states it. */
  readonly name: string;
  /** The processor of each host, and of what stands in its place in another program; null where the system chooses. */
  readonly processors: readonly number[] | null;
}

export const NOT_PINNED: Placement = { name: 'not pinned', processors: null };

/** Each host on a processor that this process may use, the next one in turn; or, in a text, why that cannot be. */
export function pinned(hosts: number): Placement | string {
  const usable = usableProcessors();
  if (usable.length === 0) return 'this system does not say which processors there are (/proc/self/status)';
  const processors = Array.from({ length: hosts }, (_, self) => usable[self % usable.length] ?? 0);
  const { status } = spawnSync('taskset', ['--cpu-list', String(usable[0]), 'true']);
  if (status !== 0) return 'there is no taskset that works here (Debian: util-linux)';
  return { name: `pinned to ${processors.join()}`, processors };
}

/** A program, and its first words, with which another one is run on the processor of a host; none where the system chooses. */
export function pinnedTo({ processors }: Placement, self: number): readonly string[] {
  const processor = processors?.[self];
  return processor === undefined ? [] : ['taskset', '--cpu-list', String(processor)];
}

function usableProcessors(): readonly number[] {
  const status = fs.existsSync('/proc/self/status') ? fs.readFileSync('/proc/self/status', 'utf8') : '';
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  return list === undefined ? [] : listed(list);
}

/** The numbers of a list such as `0-2,5`. */
export function listed(list: string): readonly number[] {
  return list.split(',').flatMap((range) => {
    const [from = NaN, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}
