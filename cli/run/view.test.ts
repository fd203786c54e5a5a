import { expect, test } from 'vitest';
import { clusterText } from './view.js';

test('the table of a cluster says what its epochs and lags mean', () => {
  const rates = { agreedPerSecond: 0, deliveredPerSecond: 0, perSecond: 1 };
  const text = clusterText({ hosts: [], partition: new Set(), chosen: 0, ...rates, trouble: null });
  expect(text).toContain('epoch 41?: promised, and not in it yet · lag: entries that another host knows');
});
