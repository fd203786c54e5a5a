/** Five hosts of Exo in virtual time: a twentieth of all copies is lost, and three hosts crash and come back. */
import { simulate } from 'exo-broadcast/impl';
const { verdict, payloads, takeovers, faults } = simulate({
  hosts: 5,
  seed: 7,
  durationMs: 1000,
  losses: 0.05,
  crashes: 3,
});
console.log(`${verdict}: ${payloads} messages, in one order at all hosts`);
console.log(`${faults.crashes} crashes, ${takeovers} takeovers`);
