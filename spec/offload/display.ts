/** How runs with split hosts are shown: each driver beside its engine, with the channels between them. */
import type { Display, Transition } from '../../checker/index.js';
import { exoDisplay, showEntry, showHost } from '../exo/display.js';
import { exoLens } from '../exo/lens.js';
import type { HostSnapshot } from '../exo/names.js';
import { allHosts, hostName } from '../ring.js';
import type { C1, C2 } from './channels.js';
import type { DriverSnapshot } from './driver.js';
import type { EngineSnapshot } from './engine.js';
import { numberOf } from './payload.js';
import type { C2Record } from './records.js';

/** An engine's state as traces record it: that of its host, and its edge. */
export function showEngine(snapshot: EngineSnapshot): Readonly<Record<string, unknown>> {
  const { cursor, told, cut, next } = snapshot.context.edge;
  const host = showHost(snapshot as HostSnapshot);
  return { ...host, cursor: cursor ?? 'none', told, cut: cut ?? 'none', next };
}

export function showDriver({ value, context }: DriverSnapshot): Readonly<Record<string, unknown>> {
  const { next, pending, put, copy, pointer, application, life } = context;
  return {
    state: value,
    next: next ?? 'none',
    pending,
    put,
    copy: copy.map(showEntry),
    pointer,
    application: application.map(showEntry),
    life,
  };
}

/** The display of a model with these columns and this many hosts. */
export function offloadDisplay(
  columns: NonNullable<Display['columns']>,
  hosts: number,
  readings: readonly string[] = [],
): Display {
  const exo = exoDisplay(columns, hosts);
  const names = allHosts(hosts).map((host) => hostName(host));
  const drivers = columns.filter(({ name }) => name.startsWith('driver'));
  return {
    ...exo,
    lens: exoLens(
      names.map((name) => ({ name })),
      drivers.map(({ name }) => ({ name, beside: name.slice('driver'.length) })),
      readings,
    ),
    cell: (slot, shown) => {
      if (slot.startsWith('driver')) return driverCell(shown);
      if (slot.startsWith('c1')) return c1Cell(shown as C1);
      if (slot.startsWith('c2')) return (shown as C2).map(recordCell).join(' ');
      return exo.cell?.(slot, shown) ?? '';
    },
    summary: (transition) => summary(transition) ?? exo.summary?.(transition) ?? '',
  };
}

/** What the application has in parentheses, what is agreed besides in brackets, then what is only copied, and what is kept. */
function driverCell(shown: unknown): string {
  const { state, application, copy, pointer, pending } = shown as {
    readonly state: string;
    readonly application: readonly string[];
    readonly copy: readonly string[];
    readonly pointer: number;
    readonly pending: readonly number[];
  };
  const delivered = application.join(' ');
  const agreed = copy.slice(application.length, pointer).join(' ');
  const copied = copy.slice(Math.max(application.length, pointer)).join(' ');
  const parts = [
    delivered === '' ? '' : `(${delivered})`,
    agreed === '' ? '' : `[${agreed}]`,
    copied,
    pending.length === 0 ? '' : `keeps ${pending.map(numberOf).join(' ')}`,
    state === 'attached' ? '' : state,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function c1Cell({ payloads, delivered }: C1): string {
  const waiting = payloads.map(numberOf).join(' ');
  return [waiting, delivered > 0 ? `d=${delivered}` : ''].filter((part) => part !== '').join(' ');
}

function recordCell(record: C2Record): string {
  switch (record.kind) {
    case 'append':
      return `${record.slot}:${showEntry(record.entry)}`;
    case 'agreed':
      return `agreed ${record.pointer}`;
    case 'truncate':
      return `cut ${record.length}`;
    case 'snapshot':
      return `snapshot ${record.mark}`;
  }
}

/** A transition of a split host in one line of plain words; null for one of the protocol. */
function summary({ rule, params }: Transition): string | null {
  const host = String(params['host']);
  switch (rule.name) {
    case 'Offer':
      return `the application of ${host} submits a payload to its driver`;
    case 'PutC1':
      return `the driver of ${host} puts a payload on C1`;
    case 'TakeC1':
      return `the engine of ${host} takes a payload from C1`;
    case 'PutC2':
      return `the engine of ${host} puts a record on C2`;
    case 'TakeC2':
      return `the driver of ${host} takes a record from C2`;
    case 'DeliverToApp':
      return `the driver of ${host} delivers the next agreed entry`;
    case 'Acknowledge':
      return `the engine of ${host} reads how much is delivered`;
    case 'Attach':
      return `driver and engine of ${host} begin a session`;
    case 'CrashDriver':
      return `the host of ${host} crashes and restarts; its engine goes on`;
    case 'Reset':
      return `the engine of ${host} is reset; its driver goes on`;
    case 'NoticeFull':
      return `the engine of ${host} finds C2 full`;
    case 'ReadPointer':
      return `the driver of ${host} reads the agreement pointer beside C2`;
    default:
      return null;
  }
}
