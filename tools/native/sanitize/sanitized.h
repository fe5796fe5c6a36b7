/*
 * What the C layer of an executable with sanitizers begins with.
 *
 * What they find goes to files in REPORTS: the tests read the standard error output, and that of a background
 * process nobody reads. Status 98 is none of ours; 99 is that of the run time's own count of what it has allocated.
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

/* Leaks are looked for by another process that stops this one: it cannot where strace has, or without /proc. */
static int can_be_searched(void) {
  char line[128];
  int tracer = -1;
  FILE *status = fopen("/proc/self/status", "r");
  if (!status) return 0;
  while (tracer < 0 && fgets(line, sizeof line, status)) sscanf(line, "TracerPid: %d", &tracer);
  fclose(status);
  return tracer == 0;
}

/* The agent never returns from main(), after which leaks are looked for. What it still refers to is none. */
static void exit_without_leak(int status) {
  if (can_be_searched()) __lsan_do_leak_check();
  _exit(status);
}
#define _exit exit_without_leak
