/**
 * `requests` where messages stay in flight for ever (docs/decisions/0010): nobody asks, since nothing comes of it.
 *
 * Verified of every local state, though no question is asked in the search: a question changes nobody; an answer, to each question that any
 * host could ask, changes nobody, and goes to who asked; and what it brings is in flight anyhow, to all but who sent it, who
 * does not take it, or is never taken by who asked. What a snapshot leads to, record and entries lead to as well, but for how
 * much is known to be delivered: that is known to who gave it.
 */
import { edgesOf, takenAfter } from '../../../checker/environment/dead-for-good.js';
import type { Premise, PremiseFailure } from '../../../checker/index.js';
import { Alike } from '../../../checker/model/alike.js';
import { othersThan } from '../../ring.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import type { Install, Packet, Wanted } from '../packets.js';
import { isDiskless, isWrittenAtOnce } from '../steps-made-one.js';
import { receptionOf, type System } from '../system.js';
import {
  bytesOf,
  failure,
  firstInTurn,
  firstOf,
  outcome,
  shown,
  systemPremise,
  type AskedHost,
} from './asked.js';
import { InFlight } from './in-flight.js';
import { edgesMet, published, reachFrom } from './local-paths.js';
import { OneRun } from './one-run.js';
import {
  isOfOtherRun,
  noteGiver,
  verifySnapshot,
  type Compared,
  type OfferedSnapshot,
  type Runs,
} from './snapshot.js';
import { talked } from './talk.js';
import { Heard, verifyStaysDead } from './with-record.js';

export function unaskedPremise(system: System): Premise {
  return systemPremise('requests', system, function* (hosts) {
    const questions: Questions[] = [];
    for (const host of hosts) {
      const asked = yield* questionsOf(host);
      if ('claim' in asked) return asked;
      questions.push(asked);
    }
    const inFlight = new InFlight(hosts, system.options.hosts);
    const runs = { inFlight, oneRun: new OneRun(hosts, inFlight.keyOf) };
    const offered = hosts.map(newOffered);
    const wrong = yield* firstInTurn(hosts.keys(), (to) =>
      verifyAnswers(hosts, to, { questions, inFlight, offered }),
    );
    if (wrong !== null) return wrong;
    return yield* firstInTurn(hosts.keys(), (self) =>
      verifyOffered(hosts[self] as AskedHost, questions[self] as Questions, offered[self] as Offered, runs),
    );
  });
}

interface Question {
  readonly to: number;
  readonly packet: Packet;
  /** The local states in which it is asked, by their place. */
  readonly questioners: number[];
}

/** All that a host may ask, by what it asks and whom. */
type Questions = ReadonlyMap<string, Question>;

const KINDS: readonly Wanted[] = ['entries', 'snapshot'];

function* questionsOf(host: AskedHost): Generator<void, Questions | PremiseFailure> {
  const questions = new Map<string, Question>();
  const events = othersThan(host.self, host.options.hosts).flatMap((to) =>
    KINDS.flatMap((wanted): readonly HostEvent[] => [
      { type: 'CATCH_UP', to, wanted },
      { type: 'RETURN', to, wanted },
    ]),
  );
  const alike = new Alike(events);
  const wrong = yield* firstInTurn(host.graph.states.entries(), ([id, state]) =>
    firstOf(takenOf(alike, state), (event) => {
      const talk = talked(host, state, event);
      if (talk === null || 'claim' in talk) return talk;
      for (const packet of talk.packets) {
        if (packet.kind !== 'fetch' && packet.kind !== 'join') {
          return failure(host, event, state, `it sends ${packet.kind}, which is no question`);
        }
        const to = 'to' in event ? event.to : -1;
        const key = `${to} ${JSON.stringify(packet)}`;
        const question = questions.get(key) ?? { to, packet, questioners: [] };
        questions.set(key, question);
        question.questioners.push(id);
      }
      return null;
    }),
  );
  return wrong ?? (yield* verifyUnwritten(host, alike)) ?? questions;
}

/** Where what is to be written is written at once, nobody could ask or answer before. */
function* verifyUnwritten(host: AskedHost, talk: Alike<HostEvent>): Generator<void, PremiseFailure | null> {
  const { options, graph, machine } = host;
  if (!isWrittenAtOnce(options) || isDiskless(options)) return null;
  const known = new Set<string>();
  return yield* firstInTurn(graph.steps(), ({ from, event, outcomes }) => {
    const state = graph.states[from];
    const step = state && outcomes.length > 0 ? outcome(machine, state, event as HostEvent) : null;
    if (step === null || step === undefined) return null;
    const key = bytesOf(host, step.next);
    if (known.has(key)) return null;
    known.add(key);
    if (outcome(machine, step.next, PERSISTED) === null) return null;
    const [first] = takenOf(talk, step.next);
    return first === undefined ? null : failure(host, first, step.next, 'it comes before all is written');
  });
}

const PERSISTED: HostEvent = { type: 'PERSISTED' };

function takenOf(alike: Alike<HostEvent>, state: HostSnapshot): readonly HostEvent[] {
  return alike.where(alike.question((event) => state.can(event)));
}

/** What a host is answered, but for what is in flight anyhow. */
interface Offered {
  /** What must not be taken later, with the keys of the questions that it answers, or of itself where its receiver has sent it. */
  readonly untakeable: Map<string, { readonly packet: Packet; readonly labels: Set<string> }>;
  readonly labelled: Map<string, readonly number[]>;
  readonly snapshots: Map<string, OfferedSnapshot>;
}

/** Nobody takes what it has itself sent to all others. */
function newOffered(host: AskedHost): Offered {
  const untakeable: Offered['untakeable'] = new Map();
  const labelled = new Map<string, number[]>();
  for (const { next, effects } of edgesMet(host)) {
    for (const packet of published(effects)) {
      const label = `sent ${JSON.stringify(packet)}`;
      untakeable.set(label, { packet, labels: new Set([label]) });
      labelled.set(label, [...(labelled.get(label) ?? []), next]);
    }
  }
  return { untakeable, labelled, snapshots: new Map() };
}

interface Asked {
  readonly questions: readonly Questions[];
  readonly inFlight: InFlight;
  readonly offered: readonly Offered[];
}

/** What one host answers to all questions of the others, in each of its local states. */
function* verifyAnswers(
  hosts: readonly AskedHost[],
  to: number,
  asked: Asked,
): Generator<void, PremiseFailure | null> {
  const host = hosts[to] as AskedHost;
  const byEvent = new Map<HostEvent, readonly [questioner: number, key: string]>();
  for (const [questioner, questions] of asked.questions.entries()) {
    for (const [key, question] of questions) {
      if (question.to === to) byEvent.set(receptionOf(question.packet), [questioner, key]);
    }
  }
  const alike = new Alike([...byEvent.keys()]);
  const early = yield* verifyUnwritten(host, alike);
  if (early !== null) return early;
  return yield* firstInTurn(host.graph.states.entries(), ([id, state]) =>
    firstOf(takenOf(alike, state), (event) => {
      const talk = talked(host, state, event);
      if (talk === null || 'claim' in talk) return talk;
      const [questioner, key] = byEvent.get(event) ?? [0, ''];
      const offered = asked.offered[questioner] as Offered;
      return firstOf(talk.packets, (packet) => {
        if (packet.kind === 'install') {
          const snapshot = snapshotOf(offered, packet, key);
          if (!noteGiver(snapshot, host, id, state.context, asked.inFlight)) {
            return failure(host, event, state, 'it gives for a snapshot more than is agreed there');
          }
        } else if (packet.kind !== 'entry' && packet.kind !== 'start') {
          return failure(host, event, state, `it sends ${packet.kind}, which is no answer`);
        } else if (!asked.inFlight.has(to, id, packet)) {
          noteUntakeable(offered, packet, key, asked.questions[questioner]);
        }
        return null;
      });
    }),
  );
}

function noteUntakeable(
  { untakeable, labelled }: Offered,
  packet: Packet,
  question: string,
  questions: Questions | undefined,
): void {
  const key = JSON.stringify(packet);
  const { labels } = untakeable.get(key) ?? { labels: new Set<string>() };
  untakeable.set(key, { packet, labels });
  labels.add(question);
  labelled.set(question, questions?.get(question)?.questioners ?? []);
}

function snapshotOf({ snapshots }: Offered, packet: Install, question: string): OfferedSnapshot {
  const key = JSON.stringify(packet);
  const known = snapshots.get(key);
  const snapshot = known ?? {
    ...{ packet, questions: new Set<string>(), records: new Map<string, Packet>() },
    ...{ isRecordInFlight: true, areEntriesInFlight: true },
  };
  snapshots.set(key, snapshot);
  snapshot.questions.add(question);
  return snapshot;
}

/** Who asked takes nothing of it that it could not have without asking. */
function* verifyOffered(
  host: AskedHost,
  questions: Questions,
  offered: Offered,
  runs: Runs,
): Generator<void, PremiseFailure | null> {
  const edges = edgesOf(host.graph);
  const { states } = host.graph;
  const { untakeable, labelled, snapshots } = offered;
  const labels = new Map([...untakeable.values()].map((one) => [one.packet, one.labels]));
  const found = yield* takenAfter({ states, labelled, edges }, labels, (state, packet) =>
    state.can(receptionOf(packet)),
  );
  if (found !== null) {
    const { packet, state } = { packet: found.message, state: found.state };
    const claim = 'it is taken, and comes about by a question alone, or from the host itself';
    return { machine: host.machine.name, step: shown(receptionOf(packet), state), claim };
  }
  return yield* verifySnapshots(host, questions, [...snapshots.values()], { edges, ...runs });
}

function* verifySnapshots(
  host: AskedHost,
  questions: Questions,
  snapshots: readonly OfferedSnapshot[],
  { edges, ...runs }: Runs & { readonly edges: readonly (readonly number[])[] },
): Generator<void, PremiseFailure | null> {
  const reached = new Map(
    [...questions].map(([key, { questioners }]) => [key, reachFrom(questioners, edges)] as const),
  );
  const byEvent = new Map(snapshots.map((one) => [runs.inFlight.eventOf(one.packet), one]));
  const alike = new Alike([...byEvent.keys()]);
  const compared: Compared = new WeakMap();
  const heard = new Heard(host, runs.inFlight.keyOf);
  const known = { ...runs, heard, compared };
  const records = snapshots.flatMap((one) => [...one.records.values()]);
  const wrong = verifyStaysDead(host, records);
  if (wrong !== null) return wrong;
  return yield* firstInTurn(host.graph.states.entries(), ([id, state]) =>
    firstOf(takenOf(alike, state), (event) => {
      const snapshot = byEvent.get(event);
      const isAsked = [...(snapshot?.questions ?? [])].some((key) => reached.get(key)?.[id] === 1);
      if (snapshot === undefined || !isAsked || isOfOtherRun(host, id, snapshot, known)) return null;
      return verifySnapshot(host, state, snapshot, known);
    }),
  );
}
