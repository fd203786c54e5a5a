import type { HostState } from './cluster.js';

/** What is shown of a local cluster at a time. */
export interface ClusterView {
  readonly hosts: readonly HostState[];
  readonly partition: ReadonlySet<number>;
  readonly chosen: number;
  /** Entries agreed in the last second, as far as any host knows. */
  readonly agreedPerSecond: number;
  /** Payloads delivered in the last second, at the host that has most. */
  readonly deliveredPerSecond: number;
  readonly perSecond: number;
  readonly trouble: string | null;
}

const COLUMNS = [
  '',
  'host',
  'state',
  'epoch',
  'members',
  'log',
  'agreed',
  'lag',
  'delivered',
  'median',
  'takeovers',
] as const;
const KEYS =
  '1–9 choose · k kill · s start · p pause, go on · x cut off the chosen host · h heal · + − load · q quit';

const LEGEND =
  'epoch 41?: promised, and not in it yet · lag: entries that another host knows to be agreed, and this one does not';

/** A table of the cluster, a line each host. */
export function clusterText({ hosts, partition, chosen, ...rates }: ClusterView): string {
  const agreed = Math.max(0, ...hosts.map(({ status }) => status?.metrics.agreed ?? 0));
  const rows = hosts.map((host) => rowOf(host, agreed, host.place === chosen, partition.has(host.place)));
  const widths = COLUMNS.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] as number))
      .join('  ')
      .trimEnd();
  const { agreedPerSecond, deliveredPerSecond, perSecond, trouble } = rates;
  return [
    `${agreedPerSecond.toLocaleString('en')} entries/s agreed, ${deliveredPerSecond.toLocaleString('en')} payloads/s delivered; each host broadcasts ${perSecond.toLocaleString('en')}/s`,
    '',
    line(COLUMNS),
    ...rows.map(line),
    '',
    KEYS,
    LEGEND,
    ...(trouble === null ? [] : [trouble]),
  ].join('\n');
}

function rowOf(
  { place, state, status, lives }: HostState,
  agreed: number,
  isChosen: boolean,
  isCut: boolean,
): readonly string[] {
  const metrics = status?.metrics;
  const shown =
    isCut && state === 'running'
      ? 'cut off'
      : metrics?.isHalted === true && state === 'running'
        ? 'halted'
        : state;
  return [
    isChosen ? '▸' : '',
    `${place + 1}${lives > 1 ? ` (life ${lives})` : ''}`,
    shown,
    metrics === undefined ? '' : String(metrics.epoch?.number ?? `${metrics.promised}?`),
    metrics?.epoch?.members.map((member) => member + 1).join(' ') ?? '',
    metrics === undefined ? '' : metrics.length.toLocaleString('en'),
    metrics === undefined ? '' : metrics.agreed.toLocaleString('en'),
    metrics === undefined ? '' : (agreed - metrics.agreed).toLocaleString('en'),
    status === null ? '' : status.delivered.toLocaleString('en'),
    status?.medianMs == null ? '' : `${status.medianMs.toFixed(2)} ms`,
    metrics === undefined ? '' : String(metrics.takeovers),
  ];
}
