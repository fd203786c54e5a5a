import { expect, test } from 'vitest';
import { renderRunMermaid, type RunEvent } from '../index.js';

const ENTRY = { kind: 'entry', via: 'broadcast', fields: { epoch: 0, slot: 3 } };

test('a diagram of a run has an arrow where a message is received whose sender is seen or said, and notes that say what of', () => {
  const events: readonly RunEvent[] = [
    { actor: 'A', n: 7, action: 'Broadcast', sent: [ENTRY] },
    { actor: 'B', n: 4, action: 'Receive', received: ENTRY },
    { actor: 'B', n: 5, action: 'Receive', received: { kind: 'fetch', fields: {} } },
    { actor: 'A', n: 8, action: 'Receive', received: { kind: 'REPLY', from: 'B', fields: {} } },
    { actor: 'A', n: 9, action: 'Append', args: { entry: { epoch: 1, slot: 4 } } },
    { actor: 'A', n: 10, action: 'Submit', args: { number: 3 } },
    { actor: 'A', n: 11, action: 'Timer', args: { timer: 'late' } },
  ];
  expect(renderRunMermaid('exo', ['A', 'B'], events).split('\n')).toEqual([
    'sequenceDiagram',
    '  title rejected · exo',
    '  participant A',
    '  participant B',
    '  Note over A: 1. Broadcast: entry 0:3',
    '  A->>B: 2. Receive: entry 0:3',
    '  Note over B: 3. Receive: fetch',
    '  B->>A: 4. Receive: REPLY',
    '  Note over A: 5. Append: entry 1:4',
    '  Note over A: 6. Submit: number 3',
    '  Note over A: 7. Timer',
  ]);
});
