/** Hosts each in a network namespace of its own, on a bridge: what a machine is to the network, as far as one machine can be many. */
import { spawnSync } from 'node:child_process';

/** Where hosts are. */
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

/** Hosts that are in namespaces. */
export interface Namespaces extends Network {
  /** Takes the link of a host out of its socket, or puts it back in. */
  setLink(self: number, state: 'up' | 'down'): void;
}

const PREFIX = '10.83.71';
const INTERFACE = 'eth0';

/** A namespace for each host, and one for the bridge that joins them by veth pairs. @throws Error that says what `ip` has refused. */
export function namespaces(hosts: number): Namespaces {
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
      setLink: (self, state) => ip('-n', bridge, 'link', 'set', `p${self}`, state),
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
