import type { Host } from '../host/host.js';
import type { Delivery } from '../host/port.js';
import type { SimulationOptions } from './options.js';
import type { Random } from './random.js';
import type { World } from './world.js';

/** Where payloads are submitted: at a host, or at the driver of one that is split. */
export type SubmitsTo = Pick<Host, 'submit' | 'isFailed'>;

/** What uses one host: it submits payloads, and waits for them to be delivered. */
export class Client {
  /** The number of the first payload of this life; what comes before it was submitted in an earlier one. */
  private firstNumber = 0;
  /** How many payloads of this life have not been delivered here. */
  private waiting = 0;

  constructor(
    private readonly world: World,
    private readonly self: number,
    private readonly random: Random,
  ) {}

  /** The host has started anew, and will number payloads from there on. */
  begin(firstNumber: number): void {
    this.firstNumber = firstNumber;
    this.waiting = 0;
  }

  /** Submits a payload. False if the host does not take it. */
  submit(host: SubmitsTo): boolean {
    if (host.isFailed) return false;
    const { submissions, options, events } = this.world;
    const size = sizeFrom(options, this.random);
    const number = host.submit(submissions.bytes(submissions.count, size));
    if (number === 'full') return false;
    submissions.add(this.self, number, size, events.now);
    this.waiting += 1;
    return true;
  }

  /** Submits one payload after the other, until as many wait as are to. */
  fill(host: SubmitsTo): void {
    const { isDraining, options } = this.world;
    if (options.rate !== null || isDraining) return;
    while (this.waiting < options.waiting && this.submit(host));
  }

  /** The host has delivered a payload. */
  delivered({ source, number }: Delivery, id: number): void {
    if (source !== this.self || number < this.firstNumber) return;
    const { events, submissions, latencies } = this.world;
    if (this.waiting > 0) this.waiting -= 1;
    latencies.add(events.now - submissions.timeOf(id));
  }

  /** The host has got a snapshot, in which may be what was submitted here. */
  restored(): void {
    this.waiting = this.world.submissions.waiting(this.self);
  }
}

/** Where there is a choice, small sizes are as likely as large ones; none at all is possible. */
function sizeFrom({ payloadBytes: [least, most] }: SimulationOptions, random: Random): number {
  return least === most ? least : Math.floor(random.acrossScales(least + 1, most + 2)) - 1;
}
