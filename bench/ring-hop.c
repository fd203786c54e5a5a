/*
 * The message pattern of an Exo ring, and nothing else: three processes, each of which sends a message to all others as
 * soon as it has that of its predecessor. Blocking sockets; nothing is logged, checked or delivered, and
 * nothing may be lost. Over shared memory they copy, and spin for what comes, giving up the core now and then; or all of them have
 * their turns in one thread, where nobody waits for anybody.
 * `ring-hop <udp-broadcast|udp-each|tcp|raw-frames|shared-memory|one-thread> <bytes> <seconds> <port> <broadcast> <processors> <address>x3 [<namespace>x3]`
 * prints microseconds a message. Raw frames go by the interface that is named in the place of the broadcast address. The processors are those of the processes, such as `0,1,0`, or `-` for whichever the system chooses.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HOSTS 3

static int self, bytes, port, is_tcp, is_broadcast, is_raw, is_shared;
static int socket_in, peers[HOSTS];
static struct sockaddr_ll everybody;
static char *broadcast, **addresses, **namespaces;

/* What a host has sent last over shared memory: how many messages it has sent, and the last one. */
struct slot {
  _Alignas(64) atomic_long count;
  _Alignas(64) char message[4096];
};

#define SPINS 1000

static struct slot *slots;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Binds this process to its processor of the list. */
static void pin(const char *processors) {
  if (strcmp(processors, "-") == 0) return;
  for (int i = 0; i < self; i++) {
    processors = strchr(processors, ',');
    if (processors++ == NULL) exit(2);
  }
  cpu_set_t own;
  CPU_ZERO(&own);
  CPU_SET(atoi(processors), &own);
  if (sched_setaffinity(0, sizeof own, &own) < 0) fail("sched_setaffinity");
}

static struct sockaddr_in address_of(const char *host, int at) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(at)};
  inet_pton(AF_INET, host, &a.sin_addr);
  return a;
}

static void enter_namespace(void) {
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s", namespaces[self]);
  int there = open(path, O_RDONLY);
  if (there < 0 || setns(there, CLONE_NEWNET) < 0) fail(path);
}

static void open_udp(void) {
  int on = 1;
  struct sockaddr_in own = is_broadcast ? address_of(broadcast, port) : address_of(addresses[self], port + self);
  struct timeval second = {.tv_sec = 1};
  socket_in = socket(AF_INET, SOCK_DGRAM, 0);
  setsockopt(socket_in, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
  setsockopt(socket_in, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(socket_in, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  if (bind(socket_in, (struct sockaddr *)&own, sizeof own) < 0) fail("bind");
}

/* For experiments (IEEE 802), as ours, but another one. */
#define ETHER_TYPE 0x88b6

static void open_raw(void) {
  struct timeval second = {.tv_sec = 1};
  socket_in = socket(AF_PACKET, SOCK_DGRAM, htons(ETHER_TYPE));
  setsockopt(socket_in, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
  everybody = (struct sockaddr_ll){.sll_family = AF_PACKET, .sll_protocol = htons(ETHER_TYPE), .sll_halen = 6};
  everybody.sll_ifindex = if_nametoindex(broadcast);
  memset(everybody.sll_addr, 0xff, 6);
  if (socket_in < 0 || bind(socket_in, (struct sockaddr *)&everybody, sizeof everybody) < 0) fail("raw frames");
}

/* The next message that has come in: on the loopback interface those that go out are seen, too. */
static int receive_raw(char *message) {
  struct sockaddr_ll from;
  socklen_t length;
  do {
    length = sizeof from;
    if (recvfrom(socket_in, message, bytes, 0, (struct sockaddr *)&from, &length) != bytes) return -1;
  } while (from.sll_pkttype == PACKET_OUTGOING);
  return message[0];
}

/* Connections from each host to each with a greater number; all both ways. */
static void open_tcp(void) {
  int on = 1;
  struct sockaddr_in own = address_of(addresses[self], port + self);
  int server = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(server, (struct sockaddr *)&own, sizeof own) < 0 || listen(server, HOSTS) < 0) fail("listen");
  for (int to = self + 1; to < HOSTS; to++) {
    struct sockaddr_in other = address_of(addresses[to], port + to);
    do {
      peers[to] = socket(AF_INET, SOCK_STREAM, 0);
      if (connect(peers[to], (struct sockaddr *)&other, sizeof other) == 0) break;
      close(peers[to]);
      usleep(1000);
    } while (1);
    if (write(peers[to], &self, sizeof self) != sizeof self) fail("greeting");
  }
  for (int i = 0; i < self; i++) {
    int from, socket = accept(server, NULL, NULL);
    if (read(socket, &from, sizeof from) != sizeof from) fail("greeting");
    peers[from] = socket;
  }
  for (int i = 0; i < HOSTS; i++)
    if (i != self) setsockopt(peers[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void send_all(const char *message) {
  if (is_shared) {
    memcpy(slots[self].message, message, bytes);
    atomic_fetch_add(&slots[self].count, 1);
    return;
  }
  if (is_broadcast) {
    struct sockaddr_in all = address_of(broadcast, port);
    if (sendto(socket_in, message, bytes, 0, (struct sockaddr *)&all, sizeof all) != bytes) fail("sendto");
    return;
  }
  if (is_raw) {
    if (sendto(socket_in, message, bytes, 0, (struct sockaddr *)&everybody, sizeof everybody) != bytes) fail("sendto");
    return;
  }
  for (int to = 0; to < HOSTS; to++) {
    if (to == self) continue;
    struct sockaddr_in one = address_of(addresses[to], port + to);
    int sent = is_tcp ? (int)write(peers[to], message, bytes)
                      : (int)sendto(socket_in, message, bytes, 0, (struct sockaddr *)&one, sizeof one);
    if (sent != bytes) fail("send");
  }
}

/* The sender of the next message; -1 if there is none for a second. */
static int receive(char *message) {
  if (is_shared) {
    static long seen;
    int before = (self + HOSTS - 1) % HOSTS;
    double end = now() + 1;
    for (long spins = 1; atomic_load(&slots[before].count) == seen; spins++) {
      if (spins % SPINS != 0) continue;
      sched_yield();
      if (now() > end) return -1;
    }
    seen++;
    memcpy(message, slots[before].message, bytes);
    return before;
  }
  if (is_raw) return receive_raw(message);
  if (!is_tcp) return recv(socket_in, message, bytes, 0) == bytes ? message[0] : -1;
  struct pollfd all[HOSTS];
  int count = 0, from[HOSTS];
  for (int i = 0; i < HOSTS; i++) {
    if (i == self) continue;
    all[count] = (struct pollfd){.fd = peers[i], .events = POLLIN};
    from[count++] = i;
  }
  if (poll(all, count, 1000) <= 0) return -1;
  for (int i = 0; i < count; i++) {
    if (!all[i].revents) continue;
    for (int got = 0; got < bytes;) {
      int more = (int)read(peers[from[i]], message + got, bytes - got);
      if (more <= 0) return -1;
      got += more;
    }
    return from[i];
  }
  return -1;
}

#define BATCH 1000

/* All hosts in this thread: whose turn it is stores its message, and each other one copies it, and sends that when it is its turn. */
static double in_one_thread(double seconds) {
  static long seen[HOSTS];
  char *copies = calloc(HOSTS, bytes);
  long total = 0;
  double begin = now(), end = begin;
  for (; end < begin + seconds; end = now())
    for (int k = 0; k < BATCH; k++, total++) {
      int from = total % HOSTS;
      memcpy(slots[from].message, copies + from * bytes, bytes);
      atomic_fetch_add(&slots[from].count, 1);
      for (int to = 0; to < HOSTS; to++) {
        if (to == from || atomic_load(&slots[from].count) == seen[from]) continue;
        memcpy(copies + to * bytes, slots[from].message, bytes);
      }
      seen[from]++;
    }
  return (end - begin) * 1e6 / total;
}

int main(int argc, char **argv) {
  int is_apart = argc == 7 + 2 * HOSTS;
  if (!is_apart && argc != 7 + HOSTS) return 2;
  int is_one = strcmp(argv[1], "one-thread") == 0;
  is_shared = is_one || strcmp(argv[1], "shared-memory") == 0;
  is_tcp = strcmp(argv[1], "tcp") == 0;
  is_raw = strcmp(argv[1], "raw-frames") == 0;
  is_broadcast = strcmp(argv[1], "udp-broadcast") == 0;
  bytes = atoi(argv[2]);
  double seconds = atof(argv[3]);
  port = atoi(argv[4]);
  broadcast = argv[5];
  addresses = argv + 7;
  namespaces = addresses + HOSTS;
  if (is_shared && bytes > (int)sizeof slots->message) return 2;
  slots = mmap(NULL, HOSTS * sizeof *slots, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  volatile long *sent = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  volatile long *ready = sent + HOSTS;
  if (is_one) {
    pin(argv[6]);
    printf("%.5f\n", in_one_thread(seconds));
    return 0;
  }
  for (self = 0; self < HOSTS - 1 && fork() != 0;) self++;
  pin(argv[6]);
  char *message = calloc(1, bytes);
  if (is_apart) enter_namespace();
  if (is_tcp) open_tcp();
  else if (is_raw) open_raw();
  else if (!is_shared) open_udp();
  ready[self] = 1;
  for (int i = 0; i < HOSTS; i++)
    while (!ready[i]) usleep(100);
  int before = (self + HOSTS - 1) % HOSTS;
  double end = now() + seconds;
  message[0] = (char)self;
  if (self == 0) send_all(message);
  while (now() < end) {
    int from = receive(message);
    if (from != before) continue;
    message[0] = (char)self;
    send_all(message);
    sent[self]++;
  }
  if (self < HOSTS - 1) exit(0);
  for (int i = 0; i < HOSTS - 1; i++) wait(NULL);
  long total = 0;
  for (int i = 0; i < HOSTS; i++) total += sent[i];
  printf("%.5f\n", total == 0 ? -1.0 : seconds * 1e6 / total);
  return 0;
}
