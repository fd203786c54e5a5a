/*
 * The common case of the published protocol, read literally: the token, its history rule and its timeouts, over a
 * medium that delays, reorders and loses. It is the same model as the one that the checker explores under
 * `--literal --medium async`, written for SPIN so that two programs can be asked the same question.
 *
 * Modelled: N hosts in a fixed ring, logs of at most L entries, T timeouts, D lost copies, and Agreement as an assertion.
 * Left out: crashes, restarts, error detection and recovery, and payloads. Hosts that run out of steps are no error.
 *
 * The state is canonical: one process, always at the same control point between actions, and no variable that is not
 * part of the protocol's state. Each action is one d_step, so one transition. What pan calls transitions is the states it
 * stored plus the states it met again, so its number is one more than the actions taken: the initial state.
 *
 * Run, in an empty directory:
 *   spin -a -DN=5 -DL=4 -DT=1 -DD=1 literal.pml && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m1000 -w24
 *
 *   N L T D    states stored    transitions reported by pan    depth reached
 *   3 5 3 3           52,753      242,736 =    242,735 + 1               21
 *   5 4 1 1        2,493,659   20,654,535 = 20,654,534 + 1               31
 *
 * With -DMATCH=0 a receiver no longer compares histories, and N=3 L=4 T=1 D=0 breaks Agreement in 6 steps (add -DBFS to
 * the gcc command to get a shortest run; pan numbers its steps from 0).
 */

#ifndef N
#define N 3
#endif
#ifndef L
#define L 5
#endif
#ifndef T
#define T 3
#endif
#ifndef D
#define D 3
#endif
#ifndef MATCH
#define MATCH 1
#endif

/* The length of a history. */
#define H (N / 2)

/*
 * A source is not in its own history when it sends, so any two of its messages are more than H slots apart, and it has
 * at most one message in each block of H + 1 slots. Source and block therefore name a message.
 */
#define BLOCKS ((L + H) / (H + 1))

#if N < 2 || N > 5 || L < 1 || L > 6
#error "The fields of Host hold 2 to 5 hosts and logs of 1 to 6 entries."
#endif

/*
 * One machine word a host. `log` has the source of slot q, plus one, in its octal digit q, so that zero means none.
 * `inbox` is the set of copies in flight to the host, one bit for each source and block. The rest of a message is not
 * stored, because the log of its source still says it: the slot is where that source stands in that block of its own
 * log, and the history is what precedes it there.
 */
typedef Host {
  unsigned log : 18;
  unsigned inbox : 10;
  unsigned size : 3;
  unsigned assumed : 1
};

Host host[N];
byte timeouts = T;
byte losses = D;

#define DIGITS(k) ((1 << (3 * (k))) - 1)
#define BIT(i, b) (1 << ((i) * BLOCKS + (b)))

/* The last H sources among the first q entries of host x's log, the newest in the highest digit, zeros where none. */
#define HISTORY_AT(x, q) (((host[x].log << (3 * H)) >> (3 * (q))) & DIGITS(H))
#define HISTORY(x) HISTORY_AT(x, host[x].size)

#if N < 4
#define IN_HISTORY(i, x) (HISTORY(x) == (i) + 1)
#else
#define IN_HISTORY(i, x) ((HISTORY(x) & 7) == (i) + 1 || (HISTORY(x) >> 3) == (i) + 1)
#endif

/* P4, s36-s39: the token follows the last entry round the ring; host 0 starts. */
#define HOLDS_TOKEN(i) ((HISTORY(i) >> (3 * (H - 1))) == ((i) + N - 1) % N + 1 || ((i) == 0 && host[i].size == 0))

/* P7, s67-s68: no host may broadcast while it is in its own history. The bound L on logs is the model's. */
#define MAY_SEND(i) (host[i].size < L && !IN_HISTORY(i, i))

/*
 * Agreement (P5, s41-s47): of two agreed prefixes, the first max(0, size - H) entries of each log, one is a prefix of the
 * other. That is, they are equal as far as the shorter one goes.
 */
#define SHORTER(x, y) (host[x].size < host[y].size -> host[x].size : host[y].size)
#define AGREE(x, y) (SHORTER(x, y) <= H || ((host[x].log ^ host[y].log) & DIGITS(SHORTER(x, y) - H)) == 0)

/* Only an append changes an agreed prefix, so it is enough to compare that one host's prefix with the others, here. */
inline Append(j, i) {
  host[j].log = host[j].log | ((i + 1) << (3 * host[j].size));
  host[j].size = host[j].size + 1;
  host[j].assumed = 0;
  assert(AGREE(j, (j + 1) % N));
#if N > 2
  assert(AGREE(j, (j + 2) % N));
#endif
#if N > 3
  assert(AGREE(j, (j + 3) % N));
#endif
#if N > 4
  assert(AGREE(j, (j + 4) % N));
#endif
}

/* P8, s66: a host that has waited too long assumes the token. It broadcasts later, by Send, or appends and forgets. */
inline Timeout(i) {
  d_step {
    timeouts > 0 && !host[i].assumed && !HOLDS_TOKEN(i) && MAY_SEND(i) ->
    timeouts--;
    host[i].assumed = 1
  }
}

inline Put(j, i) {
  host[j].inbox = host[j].inbox | BIT(i, host[i].size / (H + 1))
}

/* P2 and P4: a holder appends its own message, and each other host gets a copy in flight. */
inline Send(i) {
  d_step {
    (host[i].assumed || HOLDS_TOKEN(i)) && MAY_SEND(i) ->
    Put((i + 1) % N, i);
#if N > 2
    Put((i + 2) % N, i);
#endif
#if N > 3
    Put((i + 3) % N, i);
#endif
#if N > 4
    Put((i + 4) % N, i);
#endif
    Append(i, i)
  }
}

/* Host i's message of block b is for the next slot of host j. */
#define IS_NEXT(j, i, b) (host[j].size / (H + 1) == b && ((host[i].log >> (3 * host[j].size)) & 7) == (i) + 1)

/* P3, s33-s35, with P7: a copy in flight is consumed, and appended only if slot, history and source allow it. */
inline Receive(j, i, b) {
  d_step {
    (host[j].inbox & BIT(i, b)) != 0 ->
    host[j].inbox = host[j].inbox & ~BIT(i, b);
    if
    :: IS_NEXT(j, i, b) && (!MATCH || HISTORY_AT(i, host[j].size) == HISTORY(j)) && !IN_HISTORY(i, j) -> Append(j, i)
    :: else
    fi
  }
}

/* s27: the medium loses a copy. */
inline Lose(j, i, b) {
  d_step {
    losses > 0 && (host[j].inbox & BIT(i, b)) != 0 ->
    host[j].inbox = host[j].inbox & ~BIT(i, b);
    losses--
  }
}

/* A choice that opens an option takes no step of its own: SPIN flattens these into the loop of Ring. */
inline FromSource(j, i) {
  if
  :: Receive(j, i, 0)
  :: Lose(j, i, 0)
#if BLOCKS > 1
  :: Receive(j, i, 1)
  :: Lose(j, i, 1)
#endif
#if BLOCKS > 2
  :: Receive(j, i, 2)
  :: Lose(j, i, 2)
#endif
  fi
}

inline AtHost(i) {
  if
  :: Timeout(i)
  :: Send(i)
  :: FromSource(i, (i + 1) % N)
#if N > 2
  :: FromSource(i, (i + 2) % N)
#endif
#if N > 3
  :: FromSource(i, (i + 3) % N)
#endif
#if N > 4
  :: FromSource(i, (i + 4) % N)
#endif
  fi
}

active proctype Ring() {
end:
  do
  :: AtHost(0)
  :: AtHost(1)
#if N > 2
  :: AtHost(2)
#endif
#if N > 3
  :: AtHost(3)
#endif
#if N > 4
  :: AtHost(4)
#endif
  od
}
