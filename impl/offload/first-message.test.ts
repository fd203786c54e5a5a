import { EventEmitter, once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { firstOfThread } from './first-message.js';

describe('what a thread does first', () => {
  test('is its message, also where its end comes in the same turn', async () => {
    const thread = new EventEmitter();
    const first = firstOfThread<string>(thread);
    thread.emit('message', 'refused');
    thread.emit('exit', 0);
    expect(await first).toEqual({ kind: 'message', message: 'refused' });
  });

  test('is its message, also where it is looked at only after its end', async () => {
    const thread = new Worker(`require('worker_threads').parentPort.postMessage('last')`, { eval: true });
    const first = firstOfThread<string>(thread);
    await once(thread, 'exit');
    expect(await first).toEqual({ kind: 'message', message: 'last' });
  });

  test('is its end, with what it threw', async () => {
    const thread = new Worker(`throw new Error('broken')`, { eval: true });
    expect(await firstOfThread(thread)).toMatchObject({ kind: 'ended', crash: { message: 'broken' } });
  });

  test('is its end, where it says nothing', async () => {
    const thread = new Worker('', { eval: true });
    expect(await firstOfThread(thread)).toEqual({ kind: 'ended', crash: null });
  });
});
