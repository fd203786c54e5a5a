/**
 * Faulty versions of the implementation, each of them one small change that a review might overlook. They are patches of
 * the compiled code, so nothing of them is in the code that runs. Every one has to be caught (impl-mutation.ts).
 */
import { OTHER_MUTANTS } from './around.js';
import { CODEC_MUTANTS } from './codec.js';
import { CORE_MUTANTS } from './core.js';
import { DRIVER_MUTANTS } from './driver.js';
import { ENGINE_LIVES_MUTANTS } from './engine-lives.js';
import { LOG_MUTANTS } from './entry-log.js';
import { LIVES_MUTANTS } from './lives.js';
import { MEMBER_MUTANTS } from './members.js';
import { OFFLOAD_MUTANTS } from './offload.js';
import { RESTART_MUTANTS } from './restarts.js';
import { RING_MUTANTS } from './ring.js';
import { STORAGE_MUTANTS } from './storage.js';
import { TAKEOVER_MUTANTS } from './takeovers.js';
import type { ImplMutant } from './mutant.js';

export type { ImplMutant } from './mutant.js';

export const IMPL_MUTANTS: readonly ImplMutant[] = [
  ...CORE_MUTANTS,
  ...TAKEOVER_MUTANTS,
  ...MEMBER_MUTANTS,
  ...LOG_MUTANTS,
  ...DRIVER_MUTANTS,
  ...OTHER_MUTANTS,
  ...CODEC_MUTANTS,
  ...STORAGE_MUTANTS,
  ...RING_MUTANTS,
  ...OFFLOAD_MUTANTS,
  ...RESTART_MUTANTS,
  ...LIVES_MUTANTS,
  ...ENGINE_LIVES_MUTANTS,
];
