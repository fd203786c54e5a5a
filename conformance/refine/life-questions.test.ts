/** What a host without a disk is asked about lives, after it has restarted or heard that others have. */
import { describe, expect, test } from 'vitest';
import type { HostEvent } from '../../spec/exo/events.js';
import type { HostContext } from '../../spec/exo/log.js';
import type { Answer } from '../../spec/exo/packets.js';
import { broadcast, led, ledDiskless } from '../compare/pair.test.helper.js';
import { lifeOf, livesOfPromise, livesOfRecord, questionsOfLives } from './life-questions.js';

const RING = { self: 0, hosts: 3 };
const ANNOUNCED: HostEvent = { type: 'ANNOUNCE', packet: { kind: 'announce', from: 1, life: 2, nonce: 2 } };
/** Host A in its first life, which knows of the second life of host B. */
const { context: KNOWING } = ledDiskless(...broadcast, ANNOUNCED).spec;
/** Host A in its second life, which has no answer yet. */
const { context: RECOVERING } = ledDiskless({ type: 'CRASH' }, { type: 'RESTART' }).spec;
const DURABLE = led(...broadcast).spec.context;

type Asked<T extends HostEvent['type']> = readonly Extract<HostEvent, { readonly type: T }>[];

function asked<T extends HostEvent['type']>(type: T, context: HostContext, ring = RING): Asked<T> {
  const isOf = (one: HostEvent): one is Extract<HostEvent, { readonly type: T }> => one.type === type;
  return questionsOfLives(context, ring).filter(isOf);
}

describe('what messages say of lives', () => {
  test('is the newest life that is known, and nothing where hosts have disks', () => {
    expect([0, 1, 2].map((from) => lifeOf(KNOWING, from))).toEqual([{ life: 0 }, { life: 2 }, { life: 0 }]);
    expect(livesOfRecord(KNOWING)).toEqual({ lives: [0, 2, 0] });
    expect(livesOfPromise(KNOWING, 1)).toEqual({ life: 2, known: [0, 2, 0], starterLife: 0 });
    expect(livesOfPromise(RECOVERING, 1)).toEqual({ life: 0, known: [1, 0, 0], starterLife: 1 });
    expect([lifeOf(DURABLE, 1), livesOfRecord(DURABLE), livesOfPromise(DURABLE, 1)]).toEqual([{}, {}, {}]);
  });
});

describe('what a host without a disk is asked', () => {
  test('is to ask again, once', () => {
    expect(asked('ASK_AGAIN', KNOWING)).toHaveLength(1);
  });

  test.each<[what: string, context: HostContext, lives: readonly number[]]>([
    ['is over, known and new', KNOWING, [1, 2, 3]],
    ['is known and new, where it is the first', RECOVERING, [0, 1]],
  ])('are messages of each life of another host that %s', (_, context, lives) => {
    expect(asked('ANNOUNCE', context).map(({ packet }) => [packet.from, packet.life, packet.nonce])).toEqual(
      lives.map((life) => [1, life, life]),
    );
    for (const type of ['PREPARE', 'FETCH', 'JOIN'] as const)
      expect(
        asked(type, context).map(({ packet }) => packet.life),
        type,
      ).toEqual(lives);
  });

  test.each([0, 1, 2])(
    'are prepares of an epoch that belongs to who prepares it, and is above the promise: %i',
    (self) => {
      for (const { packet } of asked('PREPARE', KNOWING, { self, hosts: 3 })) {
        expect(packet.epoch % 3).toBe((self + 1) % 3);
        expect(packet.epoch).toBeGreaterThan(KNOWING.promised);
      }
    },
  );

  test('are promises of each life, to this life and to the next, and one with news of another host', () => {
    const promises = asked('PROMISE', KNOWING).map(({ packet }) => {
      return [packet.from, packet.life, packet.starterLife, packet.known?.join()];
    });
    expect(promises).toEqual([
      [1, 1, 0, '0,1,0'],
      [1, 2, 0, '0,2,0'],
      [1, 3, 0, '0,3,0'],
      [1, 2, 1, '0,2,0'],
      [2, 0, 0, '0,3,0'],
    ]);
  });

  test('are records with one life of a member that is over, or that nobody knew of', () => {
    const lives = (type: 'START' | 'INSTALL'): readonly unknown[] =>
      asked(type, KNOWING).map(({ packet }) => packet.epoch.lives?.join());
    const each = ['0,2,0', '1,2,0', '0,1,0', '0,2,0', '0,3,0', '0,2,0', '0,2,1'];
    expect([lives('START'), lives('INSTALL')]).toEqual([each, each]);
    for (const { packet } of asked('START', KNOWING)) {
      expect(packet.epoch).toMatchObject({ number: 1, members: [0, 1, 2], base: 1, snapshot: 0 });
      expect(packet.log).toEqual(KNOWING.log);
    }
  });

  test('are answers of both others, in which one thing is another', () => {
    const answers = asked('ANSWER', RECOVERING).map(({ packet }) => packet);
    const sound = answers.find(({ from, life }) => from === 1 && life === 0);
    expect(sound).toMatchObject({ nonce: 1, promised: 0, agreed: 0, known: [1, 0, 0], log: [] });
    const shown = ({ from, life, nonce, promised, installed, known, log }: Answer): string =>
      `${from}.${life} to ${nonce}: ${promised} ${installed === null ? 'in none' : 'in one'} ${known.join()} ${log.length}`;
    expect(answers.map(shown)).toEqual([
      '1.0 to 1: 0 in one 1,0,0 0',
      '1.1 to 1: 0 in one 1,1,0 0',
      '2.0 to 1: 0 in one 1,0,0 0',
      '2.1 to 1: 0 in one 1,0,1 0',
      '1.0 to 1: 0 in one 1,0,1 0',
      '1.0 to 1: 1 in none 1,0,0 0',
      '2.0 to 1: 1 in none 1,0,0 0',
      '1.0 to 1: 0 in one 1,0,0 1',
      '2.0 to 1: 0 in one 1,0,0 1',
      '2.0 to 2: 0 in one 1,0,0 0',
    ]);
  });

  test('are answers that are older than those that it has', () => {
    const [sound] = asked('ANSWER', RECOVERING);
    if (sound === undefined) throw new RangeError('an answer is asked');
    const of = (life: number): HostEvent => ({
      type: 'ANSWER',
      packet: { ...sound.packet, life, known: [1, life, 0] },
    });
    const older = (life: number): readonly number[] => {
      const { context } = ledDiskless({ type: 'CRASH' }, { type: 'RESTART' }, of(life)).spec;
      return asked('ANSWER', context)
        .map(({ packet }) => packet)
        .slice(asked('ANSWER', RECOVERING).length)
        .map((packet) => packet.life);
    };
    expect(older(3)).toEqual([2]);
    expect(older(0)).toEqual([]);
  });
});
