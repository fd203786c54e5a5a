/** Loads a module in a thread of its own, where nothing has been asked of it, and answers about states in the order that it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import { answersAbout, type AnswerAbout, type StateBytes } from '../../checker/index.js';
import { loadModule } from '../models/module-source.js';
import type { ModelOptions } from '../models/model-options.js';

export interface ElsewhereData {
  readonly name: string;
  readonly file: string;
  readonly options: ModelOptions;
  readonly states: readonly StateBytes[];
}

/** What is answered about each state, in their order; or why nothing can be. */
export type ElsewhereMessage =
  | { readonly kind: 'answers'; readonly answers: readonly (readonly AnswerAbout[])[] }
  | { readonly kind: 'failed'; readonly reason: string };

async function answer({ name, file, options, states }: ElsewhereData): Promise<ElsewhereMessage> {
  try {
    const { model } = await loadModule(name, options, { file });
    return { kind: 'answers', answers: states.map((state) => answersAbout(model, state)) };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(await answer(workerData as ElsewhereData));
