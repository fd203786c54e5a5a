/*
 * A member of a closed process group of corosync: `cpg-loop <load|alone> <members> <seconds>`. It waits until all members are there. With `load`
 * it multicasts messages of 64 bytes as fast as the flow control lets it, and prints how many of all members were delivered to it a second; with
 * `alone` it multicasts one at a time, and prints the median time from there to its own delivery, in microseconds; with `listen` it does neither.
 */
#include <corosync/cpg.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define BYTES 64
#define SAMPLES_MAX 1000000

static unsigned own_node;
static long delivered, own_delivered;
static size_t members;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void deliver(cpg_handle_t handle, const struct cpg_name *group, uint32_t node, uint32_t pid, void *message, size_t length) {
  (void)handle, (void)group, (void)pid, (void)message, (void)length;
  delivered++;
  if (node == own_node) own_delivered++;
}

static void changed(cpg_handle_t handle, const struct cpg_name *group, const struct cpg_address *all, size_t count,
                    const struct cpg_address *left, size_t left_count, const struct cpg_address *joined, size_t joined_count) {
  (void)handle, (void)group, (void)all, (void)left, (void)left_count, (void)joined, (void)joined_count;
  members = count;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int is_load = strcmp(argv[1], "load") == 0, is_alone = strcmp(argv[1], "alone") == 0;
  size_t wanted = (size_t)atoi(argv[2]);
  double seconds = atof(argv[3]);
  cpg_handle_t handle;
  cpg_callbacks_t callbacks = {.cpg_deliver_fn = deliver, .cpg_confchg_fn = changed};
  struct cpg_name group = {.length = 3, .value = "exo"};
  double limit = now() + 20;
  while (cpg_initialize(&handle, &callbacks) != CS_OK || cpg_join(handle, &group) != CS_OK) {
    if (now() > limit) return 3;
    usleep(100000);
  }
  cpg_local_get(handle, &own_node);
  while (members < wanted) {
    if (now() > limit) return 4;
    cpg_dispatch(handle, CS_DISPATCH_ALL);
    usleep(10000);
  }
  char message[BYTES] = {0};
  struct iovec part = {.iov_base = message, .iov_len = BYTES};
  int fd;
  cpg_fd_get(handle, &fd);
  struct pollfd ready = {.fd = fd, .events = POLLIN};
  double *samples = malloc(SAMPLES_MAX * sizeof *samples);
  long count = 0, before = 0;
  double began = now(), from = began + 1, end = from + seconds;
  while (now() < end) {
    if (before == 0 && now() >= from) before = delivered + 1;
    if (is_load) {
      while (cpg_mcast_joined(handle, CPG_TYPE_AGREED, &part, 1) == CS_OK && now() < end)
        cpg_dispatch(handle, CS_DISPATCH_ALL);
    }
    if (is_alone && count < SAMPLES_MAX) {
      long seen = own_delivered;
      double at = now();
      if (cpg_mcast_joined(handle, CPG_TYPE_AGREED, &part, 1) != CS_OK) continue;
      while (own_delivered == seen && now() < end) {
        poll(&ready, 1, 100);
        cpg_dispatch(handle, CS_DISPATCH_ALL);
      }
      samples[count++] = (now() - at) * 1e6;
      continue;
    }
    if (!is_load) poll(&ready, 1, 100);
    cpg_dispatch(handle, CS_DISPATCH_ALL);
  }
  if (is_load) printf("%.0f\n", (delivered - before) / seconds);
  if (is_alone && count > 0) {
    qsort(samples, count, sizeof *samples, by_value);
    printf("%.1f\n", samples[count / 2]);
  }
  cpg_finalize(handle);
  return 0;
}
