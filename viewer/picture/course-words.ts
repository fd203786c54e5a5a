import type { Course, StageKind } from './course.js';
import type { Picture } from './picture.js';

/** The actors that have not got it by a step; the other half of a host does not count. */
export function waitingAt({ lanes }: Picture, { stages, goals }: Course, step: number): readonly number[] {
  return [...lanes.keys()].filter((lane) => {
    const goal = goals[lane] ?? null;
    if (goal === null || lanes[lane]?.beside !== null) return false;
    return !stages.some((one) => one.lane === lane && one.what === goal && one.step <= step);
  });
}

/** What becomes of it in a step, in words: `D sends it, disputed at A, B, appended at E`. */
export function stageWords({ lanes }: Picture, { stages }: Course, step: number): string {
  return stageParts(lanes, stages, step, KINDS).join('; ');
}

/** What of these kinds becomes of it in a step, a part a kind: `lost on the way to D, E`. */
export function stageParts(
  lanes: Picture['lanes'],
  stages: Course['stages'],
  step: number,
  kinds: readonly StageKind[],
): readonly string[] {
  const here = stages.filter((stage) => stage.step === step);
  return kinds.flatMap((kind) => {
    const names = here.filter(({ what }) => what === kind).map(({ lane }) => lanes[lane]?.label ?? '');
    return names.length === 0 ? [] : [`${kind}${WHERE[kind] ?? ' at'} ${names.join(', ')}`];
  });
}

const KINDS: readonly StageKind[] = [
  ...(['submitted', 'sent', 'lost', 'received', 'disputed', 'ignored'] as const),
  ...(['appended', 'cut off', 'agreed', 'delivered'] as const),
];
const WHERE: Readonly<Partial<Record<StageKind, string>>> = { sent: ' by', lost: ' on the way to' };
