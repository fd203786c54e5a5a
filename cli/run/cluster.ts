import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromHost, HostOrders, Refused, ToHost } from './messages.js';

const HOST = fileURLToPath(new URL('./host-process.js', import.meta.url));

/** How one host of a local cluster is. */
export interface HostState {
  readonly place: number;
  readonly state: 'starting' | 'running' | 'paused' | 'down';
  readonly status: FromHost | null;
  /** How often it was started. */
  readonly lives: number;
}

/** Hosts of a ring, each a process of its own on this machine, and what is done to them. */
export class LocalCluster {
  private readonly processes: (ChildProcess | null)[];
  private readonly statuses: (FromHost | null)[];
  private readonly paused: boolean[];
  private readonly lives: number[];
  private cut: ReadonlySet<number> = new Set();
  private isClosing = false;
  /** Whether any host ever delivered out of order, whatever became of it since. */
  hasDisorder = false;

  constructor(
    private readonly orders: readonly HostOrders[],
    private readonly onTrouble: (text: string) => void,
    /** Told of a host that cannot begin, before it has ever run. */
    private readonly onRefused: (host: number, why: Refused['refused']) => void,
  ) {
    this.processes = orders.map(() => null);
    this.statuses = orders.map(() => null);
    this.paused = orders.map(() => false);
    this.lives = orders.map(() => 0);
    for (const place of orders.keys()) this.start(place);
  }

  get hosts(): readonly HostState[] {
    return this.orders.map((_, place) => ({
      place,
      state: this.stateOf(place),
      status: this.statuses[place] ?? null,
      lives: this.lives[place] as number,
    }));
  }

  /** The hosts on one side of the partition; none if there is none. */
  get partition(): ReadonlySet<number> {
    return this.cut;
  }

  /** Starts a host that is down. */
  start(place: number): void {
    if (this.processes[place] !== null) return;
    const child = fork(HOST, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.processes[place] = child;
    this.paused[place] = false;
    const isFirst = this.lives[place] === 0;
    child.on('message', (told: FromHost | Refused) => {
      if ('metrics' in told) this.took(place, told);
      else if (isFirst) this.onRefused(place + 1, told.refused);
      else this.onTrouble(`host ${place + 1}: ${told.refused.text}`);
    });
    child.stderr?.on('data', (text: Buffer) =>
      this.onTrouble(`host ${place + 1}: ${text.toString().trim()}`),
    );
    child.on('exit', () => {
      if (this.processes[place] !== child) return;
      this.processes[place] = null;
      this.statuses[place] = null;
    });
    const lives = this.lives[place] as number;
    this.lives[place] = lives + 1;
    this.tell(place, { kind: 'start', orders: this.orders[place] as HostOrders, hasLived: lives > 0 });
    this.tellCut(place);
  }

  /** Ends a host as a power cut does. */
  kill(place: number): void {
    this.processes[place]?.kill('SIGKILL');
  }

  /** Stops a host where it stands, or lets it go on. */
  pause(place: number): void {
    const child = this.processes[place];
    if (child === null || child === undefined) return;
    this.paused[place] = !this.paused[place];
    child.kill(this.paused[place] ? 'SIGSTOP' : 'SIGCONT');
  }

  /** These hosts no longer hear the others, nor are heard by them; an empty set heals. */
  partitioned(side: ReadonlySet<number>): void {
    this.cut = side;
    for (const place of this.orders.keys()) this.tellCut(place);
  }

  /** Payloads a second that each host broadcasts. */
  rate(perSecond: number): void {
    for (const place of this.orders.keys()) this.tell(place, { kind: 'rate', perSecond });
  }

  async close(): Promise<void> {
    if (this.isClosing) return;
    this.isClosing = true;
    const running = this.processes.filter((child) => child !== null);
    const gone = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running) {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
    }
    const timer = setTimeout(() => running.forEach((child) => child.kill('SIGKILL')), CLOSE_MS);
    await Promise.all(gone);
    clearTimeout(timer);
  }

  private took(place: number, status: FromHost): void {
    this.statuses[place] = status;
    if (status.disorder > 0) this.hasDisorder = true;
  }

  private stateOf(place: number): HostState['state'] {
    if (this.processes[place] === null) return 'down';
    if (this.paused[place] === true) return 'paused';
    return this.statuses[place] === null ? 'starting' : 'running';
  }

  private tellCut(place: number): void {
    const others = [...this.orders.keys()].filter((one) => this.cut.has(one) !== this.cut.has(place));
    this.tell(place, { kind: 'cut', from: others });
  }

  private tell(place: number, message: ToHost): void {
    const child = this.processes[place];
    if (child?.connected === true) child.send(message);
  }
}

const CLOSE_MS = 2_000;
