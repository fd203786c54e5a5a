import { Worker } from 'node:worker_threads';
import { expectAnswers, sampleStates } from '../../checker/index.js';
import { inOneLine } from '../../errors/index.js';
import type { ModelOptions } from '../models/model-options.js';
import type { Source } from '../models/source.js';
import type { ElsewhereData, ElsewhereMessage } from './elsewhere-thread.js';

/**
 * Asks a module that was loaded anew about some states, in an order of its own: a function that keeps its first answer for ever, whatever it is
 * asked, is consistent in itself, and is found out only where it was asked something else first. Gives why that could not be done, or null.
 *
 * @throws ExoError EXO111 where an answer is another one.
 */
export async function askElsewhere(source: Source, options: ModelOptions): Promise<string | null> {
  const { name, file, model } = source;
  if (file === null) return null;
  // What was asked last by the search is asked first.
  const states = [...sampleStates(model)].reverse();
  const message = await answersOfThread({ name, file, options, states });
  if (message.kind === 'failed') return inOneLine(message.reason);
  expectAnswers(model, states, message.answers);
  return null;
}

function answersOfThread(data: ElsewhereData): Promise<ElsewhereMessage> {
  const worker = new Worker(new URL('./elsewhere-thread.js', import.meta.url), {
    workerData: data,
    stdout: true,
    stderr: true,
  });
  return new Promise((resolve) => {
    const failed = (reason: string): void => resolve({ kind: 'failed', reason });
    worker.once('message', (message: ElsewhereMessage) => {
      resolve(message);
      void worker.terminate();
    });
    worker.once('error', (error: unknown) => failed(error instanceof Error ? error.message : String(error)));
    worker.once('exit', () => failed('the thread ended before it had answered'));
  });
}
