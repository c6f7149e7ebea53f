/* delay - joins two network namespaces and delays every packet between them. Linux, root.
 *
 *     delay --client-ns A --server-ns B --client-ip X --server-ip Y --delay-ms D
 *
 * For kernels without netem. Each namespace gets a TUN device; D is one way, so the round trip takes twice as long.
 * "ready" is printed when both devices are up; the end of the input ends it. There is no loss and no limit of the rate.
 * The devices take segments of 64 KB (GSO), so that large files are not held up by the copying here.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = sizeof(struct virtio_net_hdr), LARGEST = HEADER + 65536 };

struct packet {
  struct packet *next;
  uint64_t due;
  ssize_t length;
  uint8_t bytes[];
};

/* One direction: what was read and is not yet due, oldest first. */
static struct line {
  int in, out;
  struct packet *first, **last;
} lines[2];

static uint64_t delay;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int device(const char *space, const char *address) {
  char path[128];
  snprintf(path, sizeof path, "/run/netns/%s", space);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0 || setns(file, CLONE_NEWNET)) fail(path);
  close(file);

  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), header = HEADER;
  if (tun < 0) fail("/dev/net/tun");
  struct ifreq request = {.ifr_name = "delay", .ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR};
  if (ioctl(tun, TUNSETIFF, &request) || ioctl(tun, TUNSETVNETHDRSZ, &header) ||
      ioctl(tun, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4))
    fail("TUN device");

  int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in *own = (struct sockaddr_in *)&request.ifr_addr;
  *own = (struct sockaddr_in){.sin_family = AF_INET};
  if (inet_pton(AF_INET, address, &own->sin_addr) != 1 || ioctl(control, SIOCSIFADDR, &request)) fail(address);
  inet_pton(AF_INET, "255.255.255.0", &own->sin_addr);
  if (ioctl(control, SIOCSIFNETMASK, &request)) fail("network mask");
  request.ifr_qlen = 10000; /* a burst must not be lost before it is read */
  if (ioctl(control, SIOCSIFTXQLEN, &request)) fail("queue length");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  if (ioctl(control, SIOCSIFFLAGS, &request)) fail("up");
  close(control);
  return tun;
}

static void take(struct line *line) {
  static uint8_t buffer[LARGEST];
  for (int i = 0; i < 64; i++) {
    ssize_t length = read(line->in, buffer, sizeof buffer);
    if (length <= 0) return;
    struct packet *packet = malloc(sizeof *packet + length);
    if (!packet) fail("memory");
    packet->next = NULL;
    packet->due = now() + delay;
    packet->length = length;
    memcpy(packet->bytes, buffer, length);
    *line->last = packet;
    line->last = &packet->next;
  }
}

static void give(struct line *line) {
  while (line->first && line->first->due <= now()) {
    struct packet *packet = line->first;
    if (write(line->out, packet->bytes, packet->length) < 0 && errno != EIO) perror("a packet was lost");
    line->first = packet->next;
    if (!line->first) line->last = &line->first;
    free(packet);
  }
}

int main(int count, char **words) {
  const char *client = NULL, *server = NULL, *client_address = NULL, *server_address = NULL;
  for (int i = 1; i + 1 < count; i += 2) {
    if (!strcmp(words[i], "--client-ns")) client = words[i + 1];
    else if (!strcmp(words[i], "--server-ns")) server = words[i + 1];
    else if (!strcmp(words[i], "--client-ip")) client_address = words[i + 1];
    else if (!strcmp(words[i], "--server-ip")) server_address = words[i + 1];
    else if (!strcmp(words[i], "--delay-ms")) delay = (uint64_t)(atof(words[i + 1]) * 1e6);
  }
  if (count != 11 || !client || !server || !client_address || !server_address) {
    fprintf(stderr, "usage: delay --client-ns A --server-ns B --client-ip X --server-ip Y --delay-ms D\n");
    return 2;
  }

  int there = device(client, client_address), here = device(server, server_address);
  lines[0] = (struct line){.in = there, .out = here, .last = &lines[0].first};
  lines[1] = (struct line){.in = here, .out = there, .last = &lines[1].first};

  /* Woken late, it would add to the delay; without the right to this it does what it can. */
  prctl(PR_SET_TIMERSLACK, 1);
  sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 10});
  puts("ready");
  fflush(stdout);

  for (;;) {
    uint64_t due = UINT64_MAX, time = now();
    for (int i = 0; i < 2; i++)
      if (lines[i].first && lines[i].first->due < due) due = lines[i].first->due;
    uint64_t wait = due > time ? due - time : 0;
    struct timespec until = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
    struct pollfd ready[3] = {{there, POLLIN, 0}, {here, POLLIN, 0}, {0, POLLIN, 0}};
    if (ppoll(ready, 3, due == UINT64_MAX ? NULL : &until, NULL) < 0 && errno != EINTR) fail("ppoll");
    for (int i = 0; i < 2; i++) give(&lines[i]);
    for (int i = 0; i < 2; i++)
      if (ready[i].revents) take(&lines[i]);
    char ignored[64];
    if (ready[2].revents && read(0, ignored, sizeof ignored) <= 0) return 0;
  }
}
