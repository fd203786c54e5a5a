/** Scripts that judge: what is asked of them wrongly is refused, and nothing is said to be well that was not looked at. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test.each([
  ['validate-seeds', 'x 2', "the first seed takes a whole number of at least 0, not 'x'"],
  ['validate-seeds', '5 2', 'the last seed is at least the first, not 2 after 5'],
  ['validate-seeds', '--storage disk', "--storage takes diskless, not 'disk'"],
  ['validate-power', '1 2 3', "unknown option '3'; accepted: --events, --offload"],
  ['validate-mutants', '--only', '--only takes a value'],
  ['validate-offload', '--messages x', "--messages takes a whole number of at least 1, not 'x'"],
  ['fuzz-wire', '--nope', "unknown option '--nope'; accepted: --inputs, --seed"],
  ['fuzz-wire', '--inputs x', "--inputs takes a whole number of at least 1, not 'x'"],
  ['hand-faults', '--nope', "unknown option '--nope'; accepted: --resume, --quick"],
  ['exhaust-offload', '--nope', "unknown option '--nope'; accepted: --only, --beyond"],
  ['measure-explore', 'many', "the number of steps takes a whole number of at least 1, not 'many'"],
  ['measure-view', '--jump', "unknown option '--jump'; accepted: --jumps"],
  ['faults', '--cluster x', "--cluster takes one of udp-broadcast, tcp, offload, namespaces, kv, not 'x'"],
])('%s refuses %s', (script, words, text) => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [`scripts/${script}.mjs`, ...words.split(' ')],
    { cwd: import.meta.dirname, encoding: 'utf8' },
  );
  expect({ status, stderr, stdout }).toEqual({ status: 151, stderr: `${text}\n`, stdout: '' });
});

test.each([
  [
    'hand-faults',
    'nope',
    /^there is no fault 'nope'; the \d+ that there are stand in scripts\/hand-faults\n$/,
  ],
  [
    'hand-faults',
    'promise-for-anyone',
    /^there is no fault 'promise-for-anyone', did you mean 'promise-for-anybody'\? the/,
  ],
  ['exhaust-offload', '--only toString', /^--only takes late, early, .*, not 'toString'\n$/],
])('%s refuses %s, and says which there are', (script, words, text) => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [`scripts/${script}.mjs`, ...words.split(' ')],
    { cwd: import.meta.dirname, encoding: 'utf8' },
  );
  expect({ status, stderr, stdout }).toEqual({
    status: 151,
    stderr: expect.stringMatching(text),
    stdout: '',
  });
});
