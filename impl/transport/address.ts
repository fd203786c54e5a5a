import { ExoError } from '../../errors/index.js';

/** Where a socket is. */
export interface SocketAddress {
  readonly address: string;
  /** 1 to 65,535. */
  readonly port: number;
}

/** A `host:port` in its two parts. @throws ExoError EXO401 for anything else. */
export function parseAddress(text: string): SocketAddress {
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  if (colon < 1 || !isPort(port)) {
    throw new ExoError('EXO401', `an address of a member is host:port, not ${JSON.stringify(text)}`);
  }
  return { address: text.slice(0, colon), port };
}

/** @throws ExoError EXO401 for anything but a port. */
export function expectPort(port: unknown): void {
  if (!isPort(port))
    throw new ExoError('EXO401', `port takes a whole number from 1 to 65,535, not ${String(port)}`);
}

function isPort(port: unknown): boolean {
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
}
