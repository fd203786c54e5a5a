import { expect, test } from 'vitest';
import { renderRunMermaid, type RunEvent } from '../index.js';

const ENTRY = { kind: 'entry', via: 'broadcast', fields: { epoch: 0, slot: 3 } };

test('a diagram of a run has an arrow where a message is received whose sender is seen or said, and notes', () => {
  const events: readonly RunEvent[] = [
    { actor: 'A', n: 7, action: 'Broadcast', sent: [ENTRY] },
    { actor: 'B', n: 4, action: 'Receive', received: ENTRY },
    { actor: 'B', n: 5, action: 'Receive', received: { kind: 'fetch', fields: {} } },
    { actor: 'A', n: 8, action: 'Receive', received: { kind: 'REPLY', from: 'B', fields: {} } },
  ];
  expect(renderRunMermaid('exo', ['A', 'B'], events).split('\n')).toEqual([
    'sequenceDiagram',
    '  title rejected · exo',
    '  participant A',
    '  participant B',
    '  Note over A: 1. Broadcast',
    '  A->>B: 2. Receive: entry 0:3',
    '  Note over B: 3. Receive',
    '  B->>A: 4. Receive: REPLY',
  ]);
});
