import { Option, type Command } from 'commander';
import type { Done } from '../exit-codes.js';
import { examples } from '../help-text.js';
import { TRANSPORT_KINDS } from '../host/transport-kinds.js';
import type { EngineFlags } from '../engine/command.js';
import type { HostFlags } from '../host/command.js';
import { withLifeFlags } from '../host/life.js';
import type { KeyValueFlags } from '../kv/command.js';
import { parseCount, parseDurationMs, parseWord } from '../terminal/units.js';
import type { RunFlags } from './command.js';

/** `exo run`, `exo host`, `exo kv`: hosts that run on real sockets. */
export const HOST_COMMANDS: readonly ((program: Command, done: Done) => void)[] = [
  (program, done) => {
    program
      .command('run')
      .description(
        'Runs a ring of host processes on this machine, shows how they do, and kills, pauses, cuts off and heals them by keys, typed or piped in.',
      )
      .addOption(count('--hosts <n>', 'hosts, each a process', 3, 2))
      .addOption(
        new Option('--transport <kind>', TRANSPORT_KINDS.join(', '))
          .default('udp-broadcast')
          .argParser((text) => parseWord('--transport', text, TRANSPORT_KINDS)),
      )
      .addOption(count('--rate <payloads>', 'payloads a second that each host broadcasts', 1_000, 1))
      .addOption(count('--payload <bytes>', 'how long they are', 64, 0, 32_768))
      .addOption(
        new Option(
          '--log <where>',
          'disk; memory: then a host that is started again has forgotten what it promised; none: then it is a new life, and asks the others',
        )
          .default('disk')
          .argParser((text) => parseWord('--log', text, ['memory', 'disk', 'none'])),
      )
      .addOption(
        new Option('--time <time>', 'end after this long').argParser((text) =>
          parseDurationMs('--time', text),
        ),
      )
      .option(
        '--script <steps>',
        "keys at times instead of typed ones, such as '1s 2k, 3s 2s, 5s q'; without q or --time it ends 3 s after the last",
      )
      .option('--json', 'print a line of JSON each second instead', false)
      .addHelpText(
        'after',
        examples([
          'exo run --hosts 5',
          'exo run --log none',
          "exo run --transport tcp --script '1s 2k, 3s 2s' --time 6s --json",
        ]),
      )
      .action(async (flags: RunFlags) => {
        const { runCluster } = await import('./command.js');
        done(await runCluster(flags));
      });
  },
  (program, done) => {
    withLifeFlags(program.command('host'))
      .description(
        'Runs one host of a ring: lines of standard input are broadcast, what is delivered is printed as lines of JSON.',
      )
      .requiredOption(
        '--config <file>',
        'a JSON file: id, ring, transport, log; docs/hosts.md has all fields',
      )
      .option('--id <name>', 'which host of the ring; instead of the id in the file')
      .addOption(
        new Option('--from <seq>', 'the first that is printed').argParser((text) =>
          parseCount('--from', text, 0),
        ),
      )
      .option(
        '--trace <file>',
        'write every step of the host, or of the driver of one that is split, for exo validate; compressed if it ends in .gz',
      )
      .option('--engine-trace <file>', 'of a host with "offload": true, those of its engine')
      .addHelpText(
        'after',
        examples([
          'exo host --config ring.json --id a',
          'exo host --config ring.json --id a --trace a.ndjson',
          'exo host --config diskless.json --id a --as-new',
        ]),
      )
      .action(async (flags: HostFlags) => {
        const { runHost } = await import('../host/command.js');
        done(await runHost(flags));
      });
  },
  (program, done) => {
    withLifeFlags(program.command('engine'))
      .description(
        'Runs the engine of one host: its protocol, sockets and log, for a host with "offload": "process" in another process.',
      )
      .requiredOption('--config <file>', 'as for exo host; with a log')
      .option('--id <name>', 'which host of the ring; instead of the id in the file')
      .option(
        '--trace <file>',
        'write every step of the engine, for exo validate; compressed if it ends in .gz',
      )
      .addHelpText('after', examples(['exo engine --config ring.json --id a']))
      .action(async (flags: EngineFlags) => {
        const { engineUntilStopped } = await import('../engine/command.js');
        done(await engineUntilStopped(flags));
      });
  },
  (program, done) => {
    withLifeFlags(program.command('kv'))
      .description('Runs one host of a replicated key-value store, with HTTP on it.')
      .requiredOption('--config <file>', 'as for exo host; docs/hosts.md has all fields')
      .option('--id <name>', 'which host of the ring; instead of the id in the file')
      .option(
        '--listen <address>',
        'where HTTP listens, as <address>:<port>; port 0 takes a free one',
        '127.0.0.1:8080',
      )
      .addHelpText('after', examples(['exo kv --config ring.json --id a --listen 127.0.0.1:8081']))
      .action(async (flags: KeyValueFlags) => {
        const { runKeyValues } = await import('../kv/command.js');
        done(await runKeyValues(flags));
      });
  },
];

function count(flags: string, text: string, value: number, min: number, max?: number): Option {
  const name = flags.split(' ')[0] as string;
  return new Option(flags, text).default(value).argParser((given) => parseCount(name, given, min, max));
}
