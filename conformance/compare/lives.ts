/** Whether a core without a disk knows of the lives, and has the answers, that the specified host has. */
import type { AnswerPacket, CoreState } from '../../impl/parts.js';
import type { HostContext } from '../../spec/exo/log.js';
import type { Answer as SpecAnswer } from '../../spec/exo/packets.js';
import { firstOf, unlike, type Difference } from './difference.js';
import { compareLog, shownRecord } from './images.js';
import { nonceFor } from './packets.js';

/** D1-D6: what a host without a disk knows of lives, and the answers that it has. */
export function compareLives({ lives, config }: HostContext, core: CoreState): Difference | null {
  if (lives === null) return unlike('lives', null, core.lives ?? null);
  const { life, known, answers } = core.lives ?? { life: null, known: null, answers: [] };
  return firstOf(
    () => unlike('lives', [lives.life, lives.known], [life, known]),
    () => unlike('count of answers', lives.answers.length, answers.length),
    ...lives.answers.map((answer, i) => (): Difference | null => {
      const other = answers[i];
      return other === undefined ? null : compareAnswer(answer, other, config.hosts);
    }),
  );
}

/** An answer of a host to one that has restarted without a disk. */
export function compareAnswer(spec: SpecAnswer, packet: AnswerPacket, hosts: number): Difference | null {
  return firstOf(
    () =>
      unlike(
        'answer',
        [spec.from, spec.life, nonceFor(spec.nonce), spec.promised, spec.agreed, spec.known],
        [packet.from, packet.life, packet.nonce, packet.promised, packet.agreed, packet.known],
      ),
    () => unlike('record of answer', spec.installed, packet.installed && shownRecord(packet.installed)),
    () => compareLog('log of answer', spec, packet.log, hosts),
  );
}
