import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  rawFrames,
  sharedMemory,
  streams,
  udpBroadcast,
  udpEach,
  udpMulticast,
  type Transport,
} from '../../impl/index.js';
import type { TransportKind } from './transport-kinds.js';

/** A transport within this machine; `port` is that of the medium, where it has one, and names the memory that is shared. */
export function localTransport(kind: TransportKind, port: number): Transport {
  switch (kind) {
    case 'udp-broadcast':
      return udpBroadcast({ port });
    case 'udp-multicast':
      return udpMulticast({ port, group: '239.69.88.79' });
    case 'udp-each':
      return udpEach();
    case 'tcp':
      return streams();
    case 'raw-frames':
      return rawFrames({ interface: 'lo' });
    case 'shared-memory':
      return sharedMemory({ directory: sharedDirectory(port) });
  }
}

/** Where hosts of one machine meet that have agreed on a number. */
export function sharedDirectory(port: number): string {
  const memory = '/dev/shm';
  return path.join(fs.existsSync(memory) ? memory : os.tmpdir(), `exo-run-${port}`);
}
