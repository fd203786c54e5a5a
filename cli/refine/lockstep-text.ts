/** Runs in lock step, as people read them. */
import type { Command } from '../../conformance/lock-step/commands.js';
import type { LockStepDivergence } from '../../conformance/lock-step/divergence.js';
import { hostName } from '../../spec/index.js';
import { counted } from '../terminal/numbers.js';
import type { Terminal } from '../terminal/terminal.js';

/** A command of a run in a ring of this many hosts. */
export function commandText(command: Command, hosts: number): string {
  const name = (host: number): string => hostName(host % hosts);
  switch (command.do) {
    case 'turn': {
      const { heard, written, payloads } = command;
      const told = `${namesOf(heard, hosts)} hear it, ${namesOf(heard & written, hosts)} write it`;
      return `the token holder broadcasts, ${counted(payloads, 'payload')} submitted; ${told}`;
    }
    case 'rounds':
      return `${counted(command.turns, 'turn')} that all hear`;
    case 'own':
      return `${name(command.host)}: ${command.event}`;
    case 'arrive':
      return `message ${command.which} of those under way arrives${command.again ? ', and stays under way' : ''}`;
    case 'takeover': {
      const { host, asked, told, crashed } = command;
      const restarted = (crashed & told) === 0 ? '' : `, ${namesOf(crashed & told, hosts)} restart`;
      return `${name(host)} takes over: asks ${namesOf(asked, hosts)}, tells ${namesOf(told, hosts)}${restarted}`;
    }
    case 'mend':
      return `${name(command.host)} gets what it lacks from ${name(command.of)}`;
    case 'compact':
      return `${name(command.host)} compacts${typeof command.upTo === 'number' ? `, ${command.upTo} of its slots` : ''}`;
  }
}

function namesOf(bits: number, hosts: number): string {
  const names = Array.from({ length: hosts }, (_, host) => host).filter((host) => (bits >>> host) & 1);
  if (names.length === hosts) return 'all';
  return names.length === 0 ? 'none' : names.map(hostName).join('');
}

/** Both sides of the first field that differs. */
export function divergenceText(
  { host, event, field, spec, core }: LockStepDivergence,
  { paint }: Terminal,
): string {
  return [
    `${paint.bold('differs in')}     ${field} of host ${host}`,
    `specification  ${spec}`,
    `core           ${core}`,
    `on             ${event}`,
  ].join('\n');
}
