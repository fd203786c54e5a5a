/** Where the hosts that are measured are: on the loopback interface, or each in a network namespace of its own, on a bridge. */
import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { pinnedTo, type Placement } from './placement.js';

export interface Network {
  readonly name: 'loopback' | 'namespaces';
  /** The interface that a host sends by. */
  readonly interface: string;
  readonly broadcast: string;
  /** By host. */
  readonly addresses: readonly string[];
  /** By host, the name of its namespace; none on the loopback interface. */
  readonly namespaces: readonly string[];
  close(): void;
}

export function loopback(hosts: number): Network {
  return {
    ...{ name: 'loopback', interface: 'lo', broadcast: '127.255.255.255' },
    addresses: Array.from({ length: hosts }, () => '127.0.0.1'),
    namespaces: [],
    close: () => undefined,
  };
}

const PREFIX = '10.83.71';
const INTERFACE = 'eth0';

/** A namespace for each host, and one for the bridge that joins them by veth pairs. @throws Error that says what `ip` has refused. */
export function namespaces(hosts: number): Network {
  const made: string[] = [];
  const close = (): void => {
    for (const name of made) spawnSync('ip', ['netns', 'del', name]);
  };
  const add = (name: string): string => {
    ip('netns', 'add', name);
    made.push(name);
    return name;
  };
  try {
    const bridge = add(`exo-${process.pid}-bridge`);
    ip('-n', bridge, 'link', 'add', 'br0', 'type', 'bridge');
    ip('-n', bridge, 'link', 'set', 'br0', 'up');
    const names = Array.from({ length: hosts }, (_, self) => {
      const name = add(`exo-${process.pid}-${self}`);
      const [end, peer] = [
        ['name', INTERFACE, 'netns', name],
        ['name', `p${self}`, 'netns', bridge],
      ];
      ip('link', 'add', ...end, 'type', 'veth', 'peer', ...peer);
      ip('-n', bridge, 'link', 'set', `p${self}`, 'master', 'br0', 'up');
      ip('-n', name, 'addr', 'add', `${PREFIX}.${self + 1}/24`, 'broadcast', '+', 'dev', INTERFACE);
      for (const one of ['lo', INTERFACE]) ip('-n', name, 'link', 'set', one, 'up');
      return name;
    });
    return {
      ...{ name: 'namespaces', interface: INTERFACE, broadcast: `${PREFIX}.255` },
      addresses: names.map((_, self) => `${PREFIX}.${self + 1}`),
      namespaces: names,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function ip(...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync('ip', words, { encoding: 'utf8' });
  if (error !== undefined) throw new Error('there is no ip (Debian: iproute2)');
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr.trim()}`);
}

/** A program, and its first words, with which another one is run where a host is, and on the processor that it is pinned to. */
export function runWhere(network: Network, self: number, placement: Placement): readonly string[] {
  const name = network.namespaces[self];
  return [...(name === undefined ? [] : ['ip', 'netns', 'exec', name]), ...pinnedTo(placement, self)];
}

/** Kills a process, and waits until it is gone: only then are its ports free. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
