/*
 * Stands in the place of a resource agent: runs it with the same arguments, environment and streams, ends with its
 * status, and appends two lines of JSON to a log: one when the action begins, and one with the same id when it has
 * returned. The format is that of the judge (tools/torture/judge/records.ts).
 *
 * The agent and the log are AGENT and LOG of the compilation, or LOGGED_AGENT and ACTION_LOG of the environment;
 * the host is LOGGED_HOST, or the host name. The agent does not see these variables. BUG of the compilation becomes the
 * variable OCF_SEEDED_BUG (tools/torture/seeded/bugs.ts).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef AGENT
#define AGENT ""
#endif
#ifndef LOG
#define LOG "/var/log/actions.jsonl"
#endif

extern char **environ;
static volatile pid_t child;

static double wall(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static void pass_on(int number) {
  if (child > 0) kill(child, number);
}

/* Copies a text that needs no escapes in JSON; the first character of another kind ends it. */
static void plain(char *to, size_t size, const char *from) {
  static const char allowed[] =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:_-";
  size_t at = 0;
  while (from && at + 1 < size && from[at] && strchr(allowed, from[at])) {
    to[at] = from[at];
    at++;
  }
  to[at] = 0;
}

static void take(const char *name, char *to, size_t size, const char *otherwise) {
  const char *value = getenv(name);
  snprintf(to, size, "%s", value && *value ? value : otherwise);
  unsetenv(name);
}

int main(int argc, char **argv) {
  char agent[4096], log[4096], host_name[256], host[256], action[64], address[64], resource[256];
  gethostname(host_name, sizeof host_name);
  take("LOGGED_AGENT", agent, sizeof agent, AGENT);
  take("ACTION_LOG", log, sizeof log, LOG);
  take("LOGGED_HOST", host, sizeof host, host_name);
  plain(action, sizeof action, argc > 1 ? argv[1] : "");
  plain(address, sizeof address, getenv("OCF_RESKEY_ip"));
  plain(resource, sizeof resource, getenv("OCF_RESOURCE_INSTANCE"));

#ifdef BUG
  setenv("OCF_SEEDED_BUG", BUG, 1);
#endif

  char line[2048];
  int fd = -1;
  /* Actions without an address, such as meta-data, are not logged. */
  if (*address) fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  double begin = wall();
  int length = snprintf(line, sizeof line,
                        "{\"kind\":\"action\",\"id\":\"%s-%d-%.0f\",\"host\":\"%s\",\"action\":\"%s\","
                        "\"address\":\"%s\",\"resource\":\"%s\",\"begin\":%.6f",
                        host, (int)getpid(), begin * 1000, host, action, address, resource, begin);
  if (fd >= 0) {
    char first[2100];
    int written = snprintf(first, sizeof first, "%s}\n", line);
    if (write(fd, first, (size_t)written) < 0) perror("log-actions");
  }

  for (int number = 1; number < NSIG; number++) {
    if (number == SIGTERM || number == SIGINT || number == SIGHUP || number == SIGQUIT) {
      signal(number, pass_on);
    }
  }
  child = fork();
  if (child == 0) {
    /* Whoever kills this program means the agent. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int number = 1; number < NSIG; number++) {
      if (number == SIGTERM || number == SIGINT || number == SIGHUP || number == SIGQUIT) {
        signal(number, SIG_DFL);
      }
    }
    execve(agent, argv, environ);
    perror(agent);
    _exit(5);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (fd >= 0 && WIFEXITED(status)) {
    snprintf(line + length, sizeof line - (size_t)length, ",\"end\":%.6f,\"status\":%d}\n", wall(),
             WEXITSTATUS(status));
    if (write(fd, line, strlen(line)) < 0) perror("log-actions");
  }
  if (WIFSIGNALED(status)) {
    signal(WTERMSIG(status), SIG_DFL);
    kill(getpid(), WTERMSIG(status));
  }
  return WEXITSTATUS(status);
}
