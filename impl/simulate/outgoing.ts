import type { Packet } from '../core/records.js';
import { alignedWords } from '../wire/aligned.js';
import type { AuditedStorage } from './audited-storage.js';
import type { World } from './world.js';

/** What a host sends, on its way to the network: it is held against what is durable at the host. */
export class Outgoing {
  /** What was last sent from, and the same as words. */
  private sentBytes: Uint8Array = new Uint8Array(0);
  private sentWords: Int32Array = new Int32Array(0);

  constructor(
    private readonly world: World,
    private readonly self: number,
    private readonly name: string,
    private readonly storage: AuditedStorage,
  ) {}

  broadcast(source: Uint8Array, at: number, bytes: number): void {
    const words = this.wordsOf(source);
    this.world.statements.frame(this.name, this.storage.durable, words, at >>> 2);
    this.world.network.broadcast(this.self, words, at >>> 2, bytes);
  }

  resend(to: number, source: Uint8Array, at: number, bytes: number): void {
    const words = this.wordsOf(source);
    this.world.statements.frame(this.name, this.storage.durable, words, at >>> 2);
    this.world.network.resend(this.self, to, words, at >>> 2, bytes);
  }

  send(to: number, packet: Packet): void {
    const { statements, network } = this.world;
    statements.packet(this.name, this.storage.durable, packet);
    network.send(this.self, to, packet);
  }

  /** What a host sends, as words: it is a view of its log, always of the same bytes. */
  private wordsOf(source: Uint8Array): Int32Array {
    if (source !== this.sentBytes) {
      this.sentBytes = source;
      this.sentWords = alignedWords(source);
    }
    return this.sentWords;
  }
}
