/**
 * Runs client and server, each in a system of its own as in a process of its own, over a network that loses every third message and doubles
 * every fourth, and records what they do. `node run.js run.ndjson`; with `faulty`, the server's guard is wrong.
 */
import fs from 'node:fs';
import { createActor, createMachine, fromCallback } from 'xstate';
import { recordActors } from 'exo-broadcast/record';
import { client, server } from './counter.js';

const [file = 'run.ndjson', fault] = process.argv.slice(2);
const machines = {
  client,
  server: fault === 'faulty' ? server.provide({ guards: { isNew: () => true } }) : server,
};

/** A second of the machines takes a hundredth of one. */
const clock = {
  setTimeout: (act, ms) => setTimeout(act, ms / 100),
  clearTimeout: (timer) => clearTimeout(timer),
};

const roots = {};
const senders = new WeakMap();
let sent = 0;

/** The network: what it brings is another object, as it would be from another machine. */
function carry(from, to, event) {
  sent += 1;
  const copies = sent % 3 === 2 ? 0 : sent % 4 === 1 ? 2 : 1;
  for (let copy = 0; copy < copies; copy++) {
    const brought = structuredClone(event);
    senders.set(brought, from);
    setTimeout(() => roots[to].system.get(to)?.send(brought), 2 + 5 * copy);
  }
}

for (const [name, other] of [
  ['client', 'server'],
  ['server', 'client'],
]) {
  // What stands for the other one here passes on what it is sent.
  const wire = fromCallback(({ receive }) => receive((event) => carry(name, other, event)));
  const here = createMachine({
    invoke: [
      { src: wire, id: 'wire', systemId: other },
      { src: machines[name], id: name, systemId: name },
    ],
  });
  roots[name] = createActor(here, { clock });
}

const lines = [];
const recording = recordActors(Object.values(roots), (line) => lines.push(line), {
  actors: ['client', 'server'],
  senderOf: (event) => senders.get(event),
});
for (const root of Object.values(roots)) root.start();
const asking = roots.client.system.get('client');
asking.subscribe({
  complete: () => {
    setTimeout(() => {
      recording.stop();
      for (const root of Object.values(roots)) root.stop();
      fs.writeFileSync(file, `${lines.join('\n')}\n`);
    }, 20);
  },
});
asking.send({ type: 'START' });
