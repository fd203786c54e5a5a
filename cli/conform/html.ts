/** The report of `exo conform` as a page: one file that needs nothing else. */
import type { ConformResult, Occurrence } from '../../conformance/index.js';
import { paintOf } from '../terminal/terminal.js';
import { conformCommand } from './flags.js';
import { faultsOf, hostsOf, lostText, meaningText, verdictText } from './text.js';

const WIDTH = 1_000;
const LANE = 34;
const LEFT = 60;
const SHOWN_MAX = 5_000;

export function conformHtml(results: readonly ConformResult[]): string {
  const last = results.at(-1) as ConformResult;
  const { verdict, options } = last;
  const all = hostsOf(results);
  const title = verdictText(results, paintOf(false));
  const faults = faultsOf(results).map(([what, times]) => `<tr><td>${what}</td><td>${times}</td></tr>`);
  const hosts = all.hosts.map(
    ({ id, delivered, lives }) => `<tr><td>${escaped(id)}</td><td>${delivered}</td><td>${lives}</td></tr>`,
  );
  const runs = results.length === 1 ? '' : `, of all ${results.length} runs`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 68rem; padding: 0 1rem; color: #1b1b1b; background: #fff; }
h1 { font-size: 1.25rem; } h1.holds { color: #0a5c1f; } h1.other { color: #9b1111; }
table { border-collapse: collapse; margin: 1rem 0; } td, th { padding: .15rem .8rem .15rem 0; text-align: left; }
td + td { text-align: right; font-variant-numeric: tabular-nums; }
code, pre { font-family: ui-monospace, monospace; font-size: .85rem; } pre { overflow-x: auto; background: #f3f3f3; padding: .8rem; }
svg { width: 100%; height: auto; } svg text { font: 12px ui-monospace, monospace; fill: currentColor; }
.line { stroke: #999; } .down { stroke: #b00; stroke-width: 6; } .cut { fill: #c77; fill-opacity: .2; }
.submit { fill: #777; } .deliver { stroke: #06c; }
</style>
</head>
<body>
<h1 class="${verdict.kind === 'holds' ? 'holds' : 'other'}">${escaped(title)}</h1>
<p>${escaped(meaningText(last))}</p>
<p><code>${escaped(conformCommand(options))}</code></p>
<h2>Seed ${options.seed}</h2>
${timeline(last)}
<p>Dots are payloads that are submitted, strokes payloads that are delivered; a red line is a host that is down, a shade hosts that are cut off.</p>
<table><tr><th>faults${runs}</th><th>times</th></tr>${faults.join('')}</table>
<table><tr><th>host${runs}</th><th>delivered</th><th>lives</th></tr>${hosts.join('')}</table>
<p>${all.submitted} payloads submitted${all.lost === 0 ? '' : `; ${all.lost} ${lostText(all.lost)}`}.</p>
${verdict.kind === 'holds' ? '' : `<h2>The last messages</h2><pre>${last.lines.slice(-40).map(escaped).join('\n')}</pre>`}
</body>
</html>
`;
}

/** A lane a host, with what happened in it. */
function timeline({ ids, history, timeMs }: ConformResult): string {
  const x = (atMs: number): number => LEFT + (atMs / Math.max(timeMs, 1)) * (WIDTH - LEFT - 10);
  const y = (id: string): number => LANE * (ids.indexOf(id) + 0.5);
  const lanes = ids.map(
    (id) =>
      `<text x="4" y="${y(id) + 4}">${escaped(id)}</text><line class="line" x1="${LEFT}" x2="${WIDTH - 10}" y1="${y(id)}" y2="${y(id)}"/>`,
  );
  const spans = spansOf(history, timeMs).map(({ kind, host, from, to }) =>
    kind === 'crash'
      ? `<line class="down" x1="${x(from).toFixed(1)}" x2="${x(to).toFixed(1)}" y1="${y(host)}" y2="${y(host)}"/>`
      : `<rect class="cut" x="${x(from).toFixed(1)}" width="${(x(to) - x(from)).toFixed(1)}" y="${y(host) - LANE / 2}" height="${LANE}"/>`,
  );
  const marks = history.slice(-SHOWN_MAX).flatMap(({ kind, hosts: [host = ''], atMs }) => {
    const at = x(atMs).toFixed(1);
    if (kind === 'submit') return [`<circle class="submit" cx="${at}" cy="${y(host) - 8}" r="2"/>`];
    if (kind !== 'deliver') return [];
    return [`<line class="deliver" x1="${at}" x2="${at}" y1="${y(host)}" y2="${y(host) + 9}"/>`];
  });
  const height = LANE * ids.length;
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="What happened at each host, over time">${[...spans, ...lanes, ...marks].join('')}</svg>`;
}

interface Span {
  readonly kind: 'crash' | 'partition';
  readonly host: string;
  readonly from: number;
  readonly to: number;
}

const ENDS = { crash: 'restart', partition: 'heal' } as const;

function spansOf(history: readonly Occurrence[], timeMs: number): readonly Span[] {
  return history.flatMap(({ kind, hosts, atMs: from }, i) => {
    if (kind !== 'crash' && kind !== 'partition') return [];
    const end = history
      .slice(i)
      .find((one) => one.kind === ENDS[kind] && String(one.hosts) === String(hosts));
    return hosts.map((host) => ({ kind, host, from, to: end?.atMs ?? timeMs }));
  });
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
