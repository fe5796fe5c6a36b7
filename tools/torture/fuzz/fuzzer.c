/*
 * Joins libFuzzer and the compiled program test/native/fuzz.ts: replaces the function of the C layer by which the
 * program reads its next input. The program keeps the main thread, because its run time has one thread only; the
 * fuzzer runs in a second one, and waits while the program decodes.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*decode)(const uint8_t *data, size_t size));
int32_t sys_read(int32_t fd, uint8_t *data, size_t data_length);

static sem_t input_is_there, input_is_decoded;
static const uint8_t *input;
static size_t input_length;

static int hand_over(const uint8_t *data, size_t size) {
  /* An empty input would be the end of the standard input. */
  if (size == 0) return -1;
  input = data;
  input_length = size;
  sem_post(&input_is_there);
  sem_wait(&input_is_decoded);
  return 0;
}

/* The arguments of the fuzzer are in FUZZ_ARGUMENTS, separated by spaces: the run time has those of the command. */
static void *run_fuzzer(void *unused) {
  enum { MAX_ARGUMENTS = 32 };
  static char *arguments[MAX_ARGUMENTS + 2] = {"fuzz"};
  int count = 1;
  char *text = strdup(getenv("FUZZ_ARGUMENTS") ? getenv("FUZZ_ARGUMENTS") : "");
  for (char *word = strtok(text, " "); word && count <= MAX_ARGUMENTS; word = strtok(NULL, " "))
    arguments[count++] = word;
  char **argv = arguments;
  exit(LLVMFuzzerRunDriver(&count, &argv, hand_over));
  return unused;
}

int32_t sys_read(int32_t fd, uint8_t *data, size_t data_length) {
  static int started;
  (void)fd;
  if (started) {
    sem_post(&input_is_decoded);
  } else {
    pthread_t fuzzer;
    sem_init(&input_is_there, 0, 0);
    sem_init(&input_is_decoded, 0, 0);
    if (pthread_create(&fuzzer, NULL, run_fuzzer, NULL) != 0) abort();
    started = 1;
  }
  sem_wait(&input_is_there);
  size_t length = input_length < data_length ? input_length : data_length;
  memcpy(data, input, length);
  return (int32_t)length;
}
