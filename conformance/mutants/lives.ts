/** Faulty versions of how hosts without disks come back: wrong readings of D1–D9, and of what drives them. */
import { mutantsOf, type Change } from './mutant.js';

const IN_LIVES: readonly Change[] = [
  [
    'former-lives-heard',
    'D1',
    'a message from a life that is known to be over is taken',
    'return life < this.known[from];',
    'return false;',
  ],
  [
    'life-goes-on',
    'D3',
    'a host that has restarted goes on as if it were the same life, once q others have told it what it has forgotten',
    'this.life = life;\n        this.known = new',
    'this.life = 0;\n        this.known = new',
  ],
  [
    'answer-of-any-nonce',
    'D4',
    'an answer to a former life counts too',
    'if (answer.nonce !== this.life)',
    'if (false)',
  ],
  [
    'older-answer-kept',
    'D5',
    'an answer from an older life of a host takes the place of that of a newer one',
    'if (isOlder)',
    'if (false)',
  ],
  [
    'answers-of-old-lives',
    'D5',
    'an answer counts although another one knows a newer life of who gave it',
    'this.answers.every(({ known }) => known[from] <= life)',
    'true',
  ],
  [
    'own-answer-counts',
    'D5',
    'a host that has restarted counts itself among the q whose answers it needs',
    'answers.length < majority)',
    'answers.length < majority - 1)',
  ],
  [
    'promises-not-asked',
    'D6',
    'what others have promised is forgotten',
    'Math.max(greatest, answer.promised)',
    'greatest',
  ],
  [
    'least-promise-taken',
    'D6',
    'of what others have promised the last one is taken, not the greatest',
    'Math.max(greatest, answer.promised)',
    'answer.promised',
  ],
  [
    'first-log-taken',
    'D6',
    'the log of the first answer is taken, not the greatest',
    '(isGreater(one.log, greatest.log) ? one : greatest)',
    'greatest',
  ],
  [
    'left-epoch-recovered',
    'D6',
    'an epoch is recovered that somebody has promised to leave',
    'best.installed?.number === promised ? best.installed : null',
    'best.installed',
  ],
  [
    'lives-not-recovered',
    'D6',
    'of other hosts nothing but their first lives is known after a restart',
    'answers.reduce((all, answer) => joined(all, answer.known), this.known)',
    'this.known',
  ],
  [
    'dead-epoch-followed',
    'D8',
    'an epoch is followed although a newer life of one of its members is known',
    'return members.every((host) => this.known[host] <= (lives?.[host] ?? 0));',
    'return true;',
  ],
  [
    'dead-if-all-are',
    'D8',
    'an epoch is dead only once all of its members have newer lives',
    'members.every((host) =>',
    'members.some((host) =>',
  ],
  [
    'old-promises-counted',
    'D9',
    'a promise counts although another one knows a newer life of who gave it',
    'return promises.filter(({ from, life = 0 }) => life >= known[from]);',
    'return promises;',
  ],
];

const IN_CORE: readonly Change[] = [
  [
    'recovering-answers',
    'D2',
    'a host that has not recovered answers another one',
    'if (lives === null || this.status === STATUS.recovering)\n            return ANSWER.recovering;',
    'if (lives === null)\n            return ANSWER.recovering;',
  ],
  [
    'answered-before-learned',
    'D4',
    'who is asked answers, and does not keep that there is a new life',
    'lives.learn(from, life);\n        this.lookAtLives();',
    ';',
  ],
  [
    'living-epoch-not-looked-at',
    'D8',
    'who learns of a new life goes on in the epoch of the former one',
    'lives.learn(from, life);\n        this.lookAtLives();',
    'lives.learn(from, life);',
  ],
  [
    'answer-without-snapshot',
    'D4',
    'an answer leaves out what the sender has compacted',
    'known: lives.known, log: log.whole(this.settled)',
    'known: lives.known, log: { ...log.whole(this.settled), snapshot: null }',
  ],
  [
    'recovered-agreement-dropped',
    'D6',
    'what others know to be agreed is not taken as agreed',
    "this.agreed = agreed;\n        }\n        if (this.trace !== null)\n            this.trace('TakeAnswer'",
    "}\n        if (this.trace !== null)\n            this.trace('TakeAnswer'",
  ],
];

const IN_STANDING: readonly Change[] = [
  [
    'dead-epoch-repeated',
    'D8',
    'the last entry of an epoch that is dead is broadcast again',
    'this.isLiving &&\n            installed !== null',
    'installed !== null',
  ],
];

const IN_PROMISES: readonly Change[] = [
  [
    'promise-to-former-life',
    'D9',
    'a promise to a former life of the starter counts',
    ' || packet.starterLife !== lives.life)',
    ')',
  ],
  [
    'promises-counted-for-good',
    'D9',
    'a promise goes on counting when a newer life of who gave it becomes known',
    'this.gathered = this.countedOf(lives, gathered.kept);',
    ';',
  ],
];

const IN_ENTRIES: readonly Change[] = [
  [
    'dead-epoch-extended',
    'D8',
    'an entry of an epoch that is dead is appended',
    'return ANSWER.otherSource;\n        if (!this.isLiving)',
    'return ANSWER.otherSource;\n        if (false)',
  ],
  [
    'dead-epoch-filled',
    'D7, D8',
    'a host fills a slot in an epoch of which a former life of it, or of another member, was a member',
    'return ANSWER.notFollowing;\n        if (!this.isLiving)',
    'return ANSWER.notFollowing;\n        if (false)',
  ],
];

const IN_INSTALLS: readonly Change[] = [
  [
    'recovering-installs',
    'D2',
    'a host installs an epoch before it has recovered',
    'mayInstall(epoch, log) {\n        if (this.status === STATUS.recovering)',
    'mayInstall(epoch, log) {\n        if (false)',
  ],
  [
    'record-not-learned',
    'D1',
    'the lives of an epoch that is installed are not known afterwards',
    'this.lives?.join(epoch.lives);',
    ';',
  ],
  [
    'dead-record-installed',
    'D8',
    'a record is installed in which a member is a life that is over',
    'this.lives?.isAlive(epoch) === false ? ANSWER.deadEpoch : this.mayBecome(log)',
    'this.mayBecome(log)',
  ],
];

const IN_TAKEOVERS: readonly Change[] = [
  [
    'promise-with-later-lives',
    'D9',
    'a promise that is said again has the lives that are known by now, and is to the life of the starter that is',
    'const known = this.knownAtPromise ?? this.lives.known;',
    'const known = this.lives.known;',
  ],
  [
    'recovering-promises',
    'D2',
    'a host promises before it has recovered',
    'return ANSWER.notAbovePromise;\n        if (this.status === STATUS.recovering)\n            return ANSWER.recovering;\n        if (this.lives',
    'return ANSWER.notAbovePromise;\n        if (this.lives',
  ],
  [
    'recovering-takes-over',
    'D2',
    'a host takes over before it has recovered',
    'timeout(epoch) {\n        if (this.status === STATUS.recovering)',
    'timeout(epoch) {\n        if (false)',
  ],
  [
    'record-without-news',
    'D7',
    'the record of an epoch has the lives that its starter knew, without those that its promisers knew',
    'this.lives?.join(this.lives.knownWith(gathered.kept?.promises ?? []));',
    ';',
  ],
];

const IN_TAKING_PART: readonly Change[] = [
  [
    'recovery-snapshot-kept',
    'D6',
    'the application of a host that has recovered is not given the snapshot',
    'if (whole.snapshot !== null && this.pushes)\n            port.restore',
    'if (false)\n            port.restore',
  ],
  [
    'payload-numbers-again',
    'O8, D3',
    'every life numbers its payloads from the same number on',
    'numbers.begin(life * PAYLOADS_A_LIFE);',
    'numbers.begin(0);',
  ],
];

const IN_RECOVERING: readonly Change[] = [
  [
    'recovery-asked-once',
    'D4',
    'a host that recovers does not ask again where answers are lost',
    'this.port.setTimer(',
    'void (',
  ],
];

export const LIVES_MUTANTS = [
  ...mutantsOf('core/lives.js', IN_LIVES),
  ...mutantsOf('core/core.js', IN_CORE),
  ...mutantsOf('core/standing.js', IN_STANDING),
  ...mutantsOf('core/promises.js', IN_PROMISES),
  ...mutantsOf('core/entries.js', IN_ENTRIES),
  ...mutantsOf('core/installs.js', IN_INSTALLS),
  ...mutantsOf('core/takeovers.js', IN_TAKEOVERS),
  ...mutantsOf('host/taking-part.js', IN_TAKING_PART),
  ...mutantsOf('host/recovering.js', IN_RECOVERING),
];
