/*
 * Runs the agent with random parameters, and checks what it leaves behind.
 *
 * usage: fuzz-parameters AGENT SEED FIRST COUNT SECONDS STATE PARAMETER…
 *
 * Runs number FIRST to FIRST + COUNT - 1, or fewer if SECONDS are over; run N depends only on SEED and N, so that
 * FIRST=N COUNT=1 repeats it. STATE is HA_RSCTMP. The working directory must be empty. Prints a line for each
 * fault, and at last "runs N texts N faults N".
 *
 * A fault is: a signal, no end within a minute, an exit status that OCF does not have, a second reason, a control
 * character or a stack trace on stderr, an address or a route that was not there before (start that succeeds is
 * followed by stop), a file in STATE or in the working directory.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_VALUE = 130000, MAX_VARIABLES = 16, END_WITHIN_S = 60, SHOWN = 300 };

static uint64_t state;

/* splitmix64 (Sebastiano Vigna, public domain) */
static uint64_t next(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static size_t below(size_t bound) { return (size_t)(next() % bound); }

static const char *const PIECES[] = {
    "10.0.0.", "10", "24", "2001:db8::", "fe80::1", "/", ":", "%", "eth0", "lo", "true", "no", "0", "-1", "0x", ".",
    "..", "-", "+", "e", " ", "\t", "\n", "\r", "\"", "'", "\\", "$(id)", "`id`", ";", "|", "&", "*", "@", ",", "=",
    "999999999999", "4294967296", "request", "01:00:5e:00:00:01", "gateway", "none", "forever", "%s%n", "../../etc",
    "\xc3\xa4", "\xe2\x80\xa8", "\xf0\x9f\x92\xa9", "\xef\xbb\xbf", "\xef\xbf\xbd", "\xc2\x85", "\xff", "\xc0\x80",
    "\x1b[31m", "\x7f", "\x01"};

static size_t piece(char *to, size_t room) {
  const char *text = PIECES[below(sizeof PIECES / sizeof PIECES[0])];
  size_t length = strlen(text);
  if (length > room) return 0;
  memcpy(to, text, length);
  return length;
}

/* No NUL, which ends a string. */
static size_t octets(char *to, size_t count) {
  for (size_t at = 0; at < count; at++) to[at] = (char)(1 + below(255));
  return count;
}

static size_t value(char *to) {
  size_t length = 0;
  switch (below(20)) {
  case 0:
    return octets(to, below(MAX_VALUE));
  case 1:
    for (size_t count = below(MAX_VALUE), each = 1 + below(255); length < count; length++) to[length] = (char)each;
    return length;
  case 2:
  case 3:
    return octets(to, 1 + below(64));
  case 4:
    return 0;
  default:
    for (size_t count = 1 + below(5); count > 0; count--) length += piece(to + length, MAX_VALUE - length);
    return length;
  }
}

static const char *const IPS[] = {"ip=10.0.0.10", "ip=10.0.0.10", "ip=2001:db8::10", "ip=127.0.0.5"};
/* Endless rounds, or ones that take as long as the test. */
static const char *const PLAIN[] = {"arp_count=2", "arp_interval=10", "arp_late=0", "run_arping=false", "dad=none",
                                    "announce_to=none"};

static char *variables[MAX_VARIABLES];
static char storage[MAX_VARIABLES][MAX_VALUE + 64];
static size_t variable_count, texts;

static void add(const char *prefix, const char *text, size_t length) {
  char *to = storage[variable_count];
  size_t start = strlen(prefix);
  memcpy(to, prefix, start);
  memcpy(to + start, text, length);
  to[start + length] = '\0';
  variables[variable_count++] = to;
}

static void fill_environment(const char *directory, char **names, size_t name_count) {
  static char text[MAX_VALUE + 64];
  variable_count = 0;
  add("PATH=", "/usr/sbin:/usr/bin", 18);
  add("OCF_RESOURCE_INSTANCE=", "vip", 3);
  add("HA_RSCTMP=", directory, strlen(directory));
  for (size_t at = 0; at < sizeof PLAIN / sizeof PLAIN[0]; at++) add("OCF_RESKEY_", PLAIN[at], strlen(PLAIN[at]));
  if (below(4) > 0) {
    const char *ip = IPS[below(sizeof IPS / sizeof IPS[0])];
    add("OCF_RESKEY_", ip, strlen(ip));
  }
  for (size_t count = 1 + below(4); count > 0; count--) {
    size_t length = (size_t)sprintf(text, "%s=", names[below(name_count)]);
    length += value(text + length);
    add("OCF_RESKEY_", text, length);
    texts++;
  }
  variables[variable_count] = NULL;
}

/*
 * Whether a message is of the route "broadcast 10.0.0.0", whose destination is the address of a network of 24 bits. Linux
 * leaves it when an address with this broadcast address is deleted while the network has another one: docs/reliability.md.
 */
static int is_to_network(struct nlmsghdr *message) {
  const struct rtmsg *route = NLMSG_DATA(message);
  if (route->rtm_family != AF_INET || route->rtm_type != RTN_BROADCAST) return 0;
  size_t left = message->nlmsg_len - NLMSG_LENGTH(sizeof *route);
  for (struct rtattr *attribute = RTM_RTA(route); RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
    if (attribute->rta_type == RTA_DST) return ((const uint8_t *)RTA_DATA(attribute))[3] == 0;
  }
  return 0;
}

/* Addresses, or routes of a family: a sum over all messages without their ages. */
static uint64_t sum_of(int type, int family) {
  struct {
    struct nlmsghdr header;
    struct rtmsg body;
  } request = {{sizeof request, (uint16_t)type, NLM_F_REQUEST | NLM_F_DUMP, 1, 0}, {.rtm_family = (uint8_t)family}};
  static char buffer[1 << 17];
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0 || send(fd, &request, sizeof request, 0) < 0) abort();
  uint64_t sum = 0;
  for (int done = 0; !done;) {
    ssize_t length = recv(fd, buffer, sizeof buffer, 0);
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) abort();
    size_t left = (size_t)length;
    for (struct nlmsghdr *message = (struct nlmsghdr *)buffer; NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left)) {
      if (message->nlmsg_type == NLMSG_DONE) done = 1;
      if (message->nlmsg_type == NLMSG_DONE) break;
      int is_address = message->nlmsg_type == RTM_NEWADDR;
      size_t body = is_address ? sizeof(struct ifaddrmsg) : sizeof(struct rtmsg);
      if (!is_address && is_to_network(message)) continue;
      uint64_t hash = 1469598103934665603u;
      const uint8_t *octet = NLMSG_DATA(message);
      for (size_t at = 0; at < body; at++) hash = (hash ^ octet[at]) * 1099511628211u;
      struct rtattr *attribute = (struct rtattr *)(octet + NLMSG_ALIGN(body));
      size_t rest = message->nlmsg_len - NLMSG_LENGTH(body);
      for (; RTA_OK(attribute, rest); attribute = RTA_NEXT(attribute, rest)) {
        if (attribute->rta_type == (is_address ? (int)IFA_CACHEINFO : (int)RTA_CACHEINFO)) continue;
        octet = (const uint8_t *)attribute;
        for (size_t at = 0; at < attribute->rta_len; at++) hash = (hash ^ octet[at]) * 1099511628211u;
      }
      sum += hash;
    }
  }
  close(fd);
  return sum;
}

static uint64_t kernel_state(void) {
  return sum_of(RTM_GETADDR, AF_UNSPEC) * 3 + sum_of(RTM_GETROUTE, AF_INET) * 5 + sum_of(RTM_GETROUTE, AF_INET6) * 7;
}

static size_t entries(const char *directory) {
  size_t count = 0;
  DIR *opened = opendir(directory);
  if (!opened) return 0;
  while (readdir(opened)) count++;
  closedir(opened);
  return count - 2;
}

struct end {
  int status;
  char said[4096];
  size_t length;
};

static struct end act(const char *agent, const char *action) {
  struct end end = {0};
  int said = memfd_create("stderr", MFD_CLOEXEC);
  pid_t child = fork();
  if (child == 0) {
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, 0);
    dup2(nothing, 1);
    dup2(said, 2);
    struct rlimit limit = {END_WITHIN_S / 4, END_WITHIN_S / 4};
    setrlimit(RLIMIT_CPU, &limit);
    alarm(END_WITHIN_S);
    execve(agent, (char *[]){(char *)agent, (char *)action, NULL}, variables);
    _exit(127);
  }
  while (waitpid(child, &end.status, 0) < 0 && errno == EINTR) continue;
  ssize_t got = pread(said, end.said, sizeof end.said - 1, 0);
  end.length = got < 0 ? 0 : (size_t)got;
  close(said);
  return end;
}

static size_t run_number, faults;

static void fault(const char *action, const char *what, const char *detail) {
  faults++;
  printf("run %zu, %s: %s: %.*s\n", run_number, action, what, SHOWN, detail);
}

static void check_end(const char *action, const struct end *end) {
  char detail[64];
  if (WIFSIGNALED(end->status)) {
    snprintf(detail, sizeof detail, "signal %d", WTERMSIG(end->status));
    fault(action, detail, end->said);
    return;
  }
  int status = WEXITSTATUS(end->status);
  if (status > 7 && status != 190) {
    snprintf(detail, sizeof detail, "exit status %d", status);
    fault(action, detail, end->said);
  }
  for (size_t at = 0; at < end->length; at++) {
    unsigned char octet = (unsigned char)end->said[at];
    if ((octet < 0x20 && octet != '\n') || octet == 0x7f) {
      fault(action, "a control character on stderr", end->said);
      break;
    }
  }
  char *reason = strstr(end->said, "ocf-exit-reason:");
  if (reason && strstr(reason + 1, "\nocf-exit-reason:")) fault(action, "two reasons", end->said);
  char *break_after = reason ? strchr(reason, '\n') : NULL;
  if (break_after && break_after[1] != '\0' && end->length < sizeof end->said - 1)
    fault(action, "a line after the reason", end->said);
  if (strstr(end->said, "\n    at ") || strstr(end->said, "scriptc") || strstr(end->said, "rejection"))
    fault(action, "a trace of the program", end->said);
}

static void run(const char *agent, const char *directory, uint64_t before, char **names, size_t name_count) {
  static const char *const ACTIONS[] = {"validate-all", "validate-all", "validate-all", "validate-all", "monitor",
                                        "status",       "start",        "start",        "stop",         "reload-agent",
                                        "meta-data",    "usage"};
  fill_environment(directory, names, name_count);
  const char *action = ACTIONS[below(sizeof ACTIONS / sizeof ACTIONS[0])];
  struct end end = act(agent, action);
  check_end(action, &end);
  int is_started = strcmp(action, "start") == 0 && WIFEXITED(end.status) && WEXITSTATUS(end.status) == 0;
  if (is_started) {
    struct end stopped = act(agent, "stop");
    check_end("stop", &stopped);
    if (!WIFEXITED(stopped.status) || WEXITSTATUS(stopped.status) != 0)
      fault("stop", "does not undo start", stopped.said);
  }
  if (kernel_state() != before) fault(action, "changed addresses or routes", end.said);
  if (entries(directory) > 0) fault(action, "left a file in HA_RSCTMP", end.said);
  if (entries(".") > 0) fault(action, "wrote into the working directory", end.said);
}

int main(int argc, char **argv) {
  if (argc < 8) return 2;
  const char *agent = argv[1], *directory = argv[6];
  uint64_t seed = strtoull(argv[2], NULL, 10);
  size_t first = strtoul(argv[3], NULL, 10), count = strtoul(argv[4], NULL, 10), runs = 0;
  time_t end = time(NULL) + strtol(argv[5], NULL, 10);
  setvbuf(stdout, NULL, _IOLBF, 0);
  uint64_t before = kernel_state();
  for (; runs < count && time(NULL) < end && faults < 20; runs++) {
    run_number = first + runs;
    state = (seed << 32) ^ (run_number * 0x9e3779b97f4a7c15u);
    run(agent, directory, before, argv + 7, (size_t)(argc - 7));
    if (kernel_state() != before || entries(directory) > 0) break;
  }
  printf("runs %zu texts %zu faults %zu\n", runs, texts, faults);
  return faults > 0;
}
