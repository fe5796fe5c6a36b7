/*
 * Is included first in the C layer of an executable with sanitizers.
 *
 * Reports go to files in REPORTS: the tests compare stderr, and a background process has none. Exit status 98 is
 * used by nothing else; 99 is the run time's, if its count of allocations is not 0.
 */
#pragma once
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

const char *__asan_default_options(void);
const char *__asan_default_options(void) {
  return "log_path=" REPORTS ":exitcode=98:external_symbolizer_path=/usr/bin/llvm-symbolizer-19:"
         "strict_string_checks=1";
}

const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void) { return "print_stacktrace=1:log_path=" REPORTS; }

void __lsan_do_leak_check(void);

/* The leak check traces this process from another one: it cannot if strace does, or without /proc. */
static int can_be_searched(void) {
  char line[128];
  int tracer = -1;
  FILE *status = fopen("/proc/self/status", "r");
  if (!status) return 0;
  while (tracer < 0 && fgets(line, sizeof line, status)) sscanf(line, "TracerPid: %d", &tracer);
  fclose(status);
  return tracer == 0;
}

/* Leaks are searched after main() returns, which the agent does not. Memory that is still referred to is no leak. */
static void exit_without_leak(int status) {
  if (can_be_searched()) __lsan_do_leak_check();
  _exit(status);
}
#define _exit exit_without_leak
