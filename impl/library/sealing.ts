import { ExoError } from '../../errors/index.js';
import { Opener, Sealer, type AuthenticationOptions, type SealedNetwork } from '../wire/authentication.js';

/** What seals and opens the messages of a host, on both networks. */
export interface Sealing {
  seal(network: SealedNetwork, message: Uint8Array): Uint8Array;
  /** The message; or null if it is refused. */
  open(network: SealedNetwork, sealed: Uint8Array): Uint8Array | null;
  /** Messages that were refused, by why. */
  readonly refused: ReadonlyMap<string, number>;
}

/** Without a key: messages as they are. */
export const UNSEALED: Sealing = {
  seal: (_, message) => message,
  open: (_, message) => message,
  refused: new Map(),
};

/** Sealed with the key that all hosts share. @throws ExoError EXO401 as `Sealer`. */
export function sealingWith(
  options: Omit<AuthenticationOptions, 'network'> & { readonly self: number; readonly session: number },
): Sealing {
  const of = (network: SealedNetwork) => ({
    sealer: new Sealer({ ...options, network }),
    opener: new Opener({ ...options, network }),
  });
  const networks = { medium: of('medium'), 'out-of-band': of('out-of-band') };
  const refused = new Map<string, number>();
  return {
    refused,
    seal: (network, message) => networks[network].sealer.seal(message),
    open(network, sealed) {
      const opened = networks[network].opener.open(sealed);
      if (opened.kind === 'opened') return opened.message;
      refused.set(opened.reason, (refused.get(opened.reason) ?? 0) + 1);
      return null;
    },
  };
}

/** EXO401 for a key where no life of this host could be told from another. */
export function expectSession(isDurable: boolean, session: number | undefined): void {
  if (isDurable || session !== undefined) return;
  throw new ExoError(
    'EXO401',
    'session has to be given with a key and a log in memory: a whole number above that of every earlier life of this host',
  );
}
