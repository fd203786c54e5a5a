import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';
import { completionScript } from './completions.js';

const { exoHere, write, remove } = makeBench();
afterAll(remove);

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

describe('completions', () => {
  const program = new Command('exo');
  program
    .command('check')
    .description("Searches a model's states. Then it ends.")
    .option('--hosts <n>', 'hosts in the ring, 2 to 9')
    .option('--set <k=v>', "a knob: it's set");

  test('name each command and its options, with what they are', () => {
    expect(completionScript(program, 'fish').split('\n')).toEqual([
      '# Completions of exo for fish: exo completions fish | source',
      "complete -c exo -n __fish_use_subcommand -f -a check -d 'Searches a model\\'s states'",
      "complete -c exo -n '__fish_seen_subcommand_from check' -l hosts -d 'hosts in the ring, 2 to 9'",
      "complete -c exo -n '__fish_seen_subcommand_from check' -l set -d 'a knob'",
      "complete -c exo -n '__fish_seen_subcommand_from check' -l help -d 'what the command takes'",
      '',
    ]);
    expect(completionScript(program, 'zsh')).toContain(
      "check) words=('--hosts:hosts in the ring, 2 to 9' '--set:a knob'",
    );
    expect(completionScript(program, 'bash')).toContain('check) words="--hosts --set --help" ;;');
  });

  test.runIf(has('bash'))('complete in bash', async () => {
    const file = write('exo.bash', (await exoHere('completions', 'bash')).stdout);
    const asked = (line: readonly string[]): readonly string[] => {
      const script = `source ${file}; COMP_WORDS=(${line.join(' ')}); COMP_CWORD=${line.length - 1}; _exo; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split('\n');
    };
    expect(asked(['exo', 'ch'])).toEqual(['check', 'chart']);
    expect(asked(['exo', 'chart', '--mach'])).toEqual(['--machine']);
    expect(asked(['exo', 'replay', '--fo'])).toEqual(['--format']);
  });

  test('of another shell are refused in one line', async () => {
    const { code, stderr } = await exoHere('completions', 'tcsh');
    expect([code, stderr]).toEqual([151, expect.stringMatching(/^exo: EXO\d+: [^\n]*bash[^\n]*\n$/)]);
  });
});

describe('exo without a command', () => {
  test('says what to type next, in a page', async () => {
    const { code, stdout } = await exoHere();
    expect(code).toBe(0);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(24);
    expect(stdout).toContain('exo check ./my-machine.js');
    expect(stdout).toContain('exo --help');
  });
});
