/** Three hosts broadcast, and each takes all messages in the same order. */
import { Bus, inProcess, join } from 'exo-broadcast/impl';

const ring = ['a', 'b', 'c'];
// Within one process; between machines udpBroadcast({ port: 47_000, address: '10.0.0.255' }), and a ring with addresses.
const transport = inProcess(new Bus());
const hosts = await Promise.all(ring.map((id) => join({ id, ring, transport })));

for (const host of hosts) await host.broadcast(`hello from ${host.id}`);

for (const host of hosts) {
  const heard = [];
  for await (const { payload } of host.deliveries()) {
    heard.push(new TextDecoder().decode(payload));
    if (heard.length === ring.length) break;
  }
  console.log(`${host.id} has ${heard.join(', ')}`);
}
for (const host of hosts) await host.close();
