/*
 * Executes a program with arguments and an environment of arbitrary octets.
 *
 * usage: launch PROGRAM FILE SETTING…
 *
 * FILE holds strings that end with a NUL: the number of arguments, the arguments, the environment.
 * Settings: `no-executable-memory`, `ignored-signals`, `blocked-signals`; `RESOURCE=LIMIT` with as and fsize
 * (octets), cpu (seconds) or nofile.
 * Exit status 99 if a setting cannot be applied or the program cannot be executed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

#define FAILED 99

static char *argv[200 * 1000];
static char *envp[200 * 1000];
static char strings[8 * 1024 * 1024];

static void fail(const char *what) {
  perror(what);
  _exit(FAILED);
}

static void set(const char *setting) {
  static const struct {
    const char *name;
    int resource;
  } limits[] = {{"as=", RLIMIT_AS},
                {"cpu=", RLIMIT_CPU},
                {"fsize=", RLIMIT_FSIZE},
                {"nofile=", RLIMIT_NOFILE}};
  if (strcmp(setting, "no-executable-memory") == 0) {
    if (prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0)) fail(setting);
    return;
  }
  if (strcmp(setting, "ignored-signals") == 0) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
    return;
  }
  if (strcmp(setting, "blocked-signals") == 0) {
    sigset_t all;
    sigfillset(&all);
    if (sigprocmask(SIG_BLOCK, &all, NULL)) fail(setting);
    return;
  }
  for (size_t at = 0; at < sizeof limits / sizeof limits[0]; at++) {
    size_t length = strlen(limits[at].name);
    if (strncmp(setting, limits[at].name, length) != 0) continue;
    rlim_t maximum = strtoul(setting + length, NULL, 10);
    struct rlimit limit = {maximum, maximum};
    if (setrlimit(limits[at].resource, &limit)) fail(setting);
    return;
  }
  fprintf(stderr, "unknown setting %s\n", setting);
  _exit(FAILED);
}

int main(int argc, char **args) {
  if (argc < 3) return FAILED;
  int fd = open(args[2], O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail(args[2]);
  size_t length = 0;
  for (ssize_t got; (got = read(fd, strings + length, sizeof strings - length)) != 0;) {
    if (got < 0) fail(args[2]);
    length += (size_t)got;
  }
  close(fd);
  size_t count = strtoul(strings, NULL, 10);
  size_t number = 0;
  for (size_t at = strlen(strings) + 1; at < length; at += strlen(strings + at) + 1, number++) {
    if (number < count) argv[number] = strings + at;
    else envp[number - count] = strings + at;
  }
  for (int at = 3; at < argc; at++) set(args[at]);
  execve(args[1], argv, envp);
  fail(args[1]);
}
