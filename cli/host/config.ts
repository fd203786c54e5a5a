import fs from 'node:fs';
import path from 'node:path';
import { ExoError } from '../../errors/index.js';
import {
  directory,
  rawFrames,
  sharedMemory,
  streams,
  udpBroadcast,
  udpEach,
  udpMulticast,
  type JoinOptions,
  type Transport,
} from '../../impl/index.js';
import { TRANSPORT_KINDS, type TransportKind } from './transport-kinds.js';

/** What a configuration file may have; docs/hosts.md says what each is. */
const FIELDS = [
  'id',
  'cluster',
  'ring',
  'transport',
  'log',
  'keyFile',
  'session',
  'options',
  'offload',
  'engineFolder',
] as const;

/**
 * What `join` is given, from a JSON file; paths in it are relative to the file. `id` takes the place of the one in the file.
 *
 * @throws ExoError EXO451, naming file and field.
 */
export function readConfig(file: string, id?: string): JoinOptions {
  const fields = parsed(file);
  const unknown = Object.keys(fields).find((name) => !FIELDS.some((known) => known === name));
  if (unknown !== undefined) throw wrong(file, `has '${unknown}'; fields are ${FIELDS.join(', ')}`);
  const { cluster, ring, log, keyFile, session, options, offload, engineFolder } = fields;
  const name = id ?? fields['id'];
  if (typeof name !== 'string') throw wrong(file, "has no 'id' (a text), and none was given by --id");
  if (!Array.isArray(ring)) throw wrong(file, "has no 'ring': a list of { id, address } in ring order");
  if (offload !== undefined && typeof offload !== 'boolean' && offload !== 'process') {
    throw wrong(file, `has 'offload' that is neither true, false nor "process"`);
  }
  const inFolder = (field: string, value: unknown): string => {
    if (typeof value !== 'string') throw wrong(file, `has '${field}' that is no path`);
    return path.resolve(path.dirname(file), value);
  };
  const ofHost = (field: string, value: unknown): string => inFolder(field, value).replaceAll('{id}', name);
  return {
    id: name,
    ring: ring as JoinOptions['ring'],
    transport: transportOf(file, fields['transport']),
    ...(cluster !== undefined && { cluster: cluster as string }),
    ...(log !== undefined && { log: directory(ofHost('log', log)) }),
    ...(engineFolder !== undefined && { engineFolder: ofHost('engineFolder', engineFolder) }),
    ...(keyFile !== undefined && { key: keyIn(inFolder('keyFile', keyFile)) }),
    ...(offload !== undefined && { offload }),
    ...(session !== undefined && { session: session as number }),
    ...(options !== undefined && { options: options as NonNullable<JoinOptions['options']> }),
  };
}

function parsed(file: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ExoError('EXO451', `cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>;
    }
  } catch (cause) {
    throw new ExoError('EXO451', `${file} is no JSON: ${(cause as Error).message}`, { cause });
  }
  throw wrong(file, 'is no JSON object');
}

function transportOf(file: string, given: unknown): Transport {
  const { kind, ...rest } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const accepted: Readonly<Record<TransportKind, readonly string[]>> = {
    'udp-broadcast': ['port', 'address', 'native'],
    'udp-multicast': ['port', 'group', 'interface'],
    'udp-each': ['native'],
    tcp: [],
    'shared-memory': ['directory'],
    'raw-frames': ['interface', 'etherType'],
  };
  const known = TRANSPORT_KINDS.find((one) => one === kind);
  if (known === undefined) {
    throw wrong(
      file,
      `has 'transport' without a kind: { "kind": ${TRANSPORT_KINDS.map((one) => `"${one}"`).join(' | ')} }`,
    );
  }
  const strange = Object.keys(rest).find((name) => !accepted[known].includes(name));
  if (strange !== undefined) {
    throw wrong(
      file,
      `has transport.${strange}; ${known} takes ${accepted[known].join(', ') || 'nothing more'}`,
    );
  }
  switch (known) {
    case 'udp-broadcast':
      return udpBroadcast({
        ...portOf(file, rest),
        ...textOf(file, rest, 'address'),
        ...nativeOf(file, rest),
      });
    case 'udp-multicast': {
      const { group } = rest;
      if (typeof group !== 'string') throw wrong(file, 'has no transport.group, such as "239.1.2.3"');
      return udpMulticast({ ...portOf(file, rest), group, ...textOf(file, rest, 'interface') });
    }
    case 'udp-each':
      return udpEach(nativeOf(file, rest));
    case 'tcp':
      return streams();
    case 'raw-frames': {
      const { interface: name, etherType } = rest;
      if (typeof name !== 'string') throw wrong(file, 'has no transport.interface, such as "eth0"');
      if (etherType === undefined) return rawFrames({ interface: name });
      if (typeof etherType !== 'number') throw wrong(file, 'has transport.etherType that is no number');
      return rawFrames({ interface: name, etherType });
    }
    case 'shared-memory': {
      const { directory } = rest;
      if (typeof directory !== 'string') {
        throw wrong(file, 'has no transport.directory, such as "/dev/shm/ring"');
      }
      return sharedMemory({ directory: path.resolve(path.dirname(file), directory) });
    }
  }
}

function portOf(file: string, { port }: Readonly<Record<string, unknown>>): { port: number } {
  if (typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536) return { port };
  throw wrong(file, 'has no transport.port, 1 to 65,535');
}

function nativeOf(file: string, { native }: Readonly<Record<string, unknown>>): { native?: boolean } {
  if (native === undefined) return {};
  if (typeof native !== 'boolean') throw wrong(file, 'has transport.native that is neither true nor false');
  return { native };
}

function textOf<Name extends string>(
  file: string,
  fields: Readonly<Record<string, unknown>>,
  name: Name,
): Partial<Record<Name, string>> {
  const value = fields[name];
  if (value === undefined) return {};
  if (typeof value !== 'string') throw wrong(file, `has transport.${name} that is no text`);
  return { [name]: value } as Partial<Record<Name, string>>;
}

function keyIn(file: string): Uint8Array {
  try {
    return new Uint8Array(fs.readFileSync(file));
  } catch (cause) {
    throw new ExoError('EXO451', `cannot read the key in ${file}: ${(cause as Error).message}`, { cause });
  }
}

function wrong(file: string, what: string): ExoError {
  return new ExoError('EXO451', `${file} ${what}`);
}
