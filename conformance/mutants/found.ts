import { simulate } from '../../impl/parts.js';
import type { DrawnRun } from './drawn-runs.js';

/** What a method has found in a faulty version. */
export interface Found {
  /** The first field that differs, or the property that is violated. */
  readonly how: string;
  /** The scope, the run, or the seed in which it is. */
  readonly where: string;
  /** Of validation: the simulator finds this fault, and the traces of all runs in which it does are accepted. */
  readonly isAccepted?: boolean;
}

/** A method finds fault with the implementation that runs: what it finds in faulty versions says nothing. */
export class UnsoundMethodError extends Error {
  override readonly name = 'UnsoundMethodError';
}

/** @throws UnsoundMethodError where the simulator does not come to agreement with the implementation that runs either. */
export function expectSoundWith(options: DrawnRun): void {
  const { verdict, reason } = simulate(options);
  if (verdict === 'agreed') return;
  throw new UnsoundMethodError(
    `the simulator finds fault with the implementation itself, seed ${options.seed}: ${reason ?? verdict}`,
  );
}

/** Whatever a version throws that no method has expected: the one that runs throws nothing there. @throws UnsoundMethodError as it is. */
export function thrownFault(error: unknown): Found {
  if (error instanceof UnsoundMethodError) throw error;
  const code = (error as { readonly code?: unknown }).code;
  return { how: typeof code === 'string' ? code : 'exception', where: String(error).slice(0, 200) };
}
