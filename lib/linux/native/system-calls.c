/*
 * System calls for TypeScript. Its foreign functions cannot express errno, structures that the callee fills,
 * variadic functions and arrays of strings. system-calls.ts documents each function.
 *
 * A function returns errno as a negative number, because the run time may change errno afterwards. Length
 * parameters are the lengths of the caller's arrays; no function writes past them.
 */
#define _GNU_SOURCE
#include "system-calls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Maximum number of arguments, and of variables, for execve(2). */
#define MAX_STRINGS 64

static int result(long returned) { return returned < 0 ? -errno : (int)returned; }

static const char *text(const uint8_t *octets) { return (const char *)octets; }

/* --- Sockets --- */

int32_t sys_socket(int32_t domain, int32_t type, int32_t protocol) {
  return result(socket(domain, type, protocol));
}

int32_t sys_bind(int32_t fd, uint8_t *address, size_t address_length) {
  return result(bind(fd, (const struct sockaddr *)address, (socklen_t)address_length));
}

int32_t sys_setsockopt(int32_t fd, int32_t level, int32_t option, uint8_t *value,
                       size_t value_length) {
  return result(setsockopt(fd, level, option, value, (socklen_t)value_length));
}

int32_t sys_attach_filter(int32_t fd, uint8_t *program, size_t program_length) {
  struct sock_fprog filter = {
      .len = (unsigned short)(program_length / sizeof(struct sock_filter)),
      .filter = (struct sock_filter *)program,
  };
  return result(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter));
}

int32_t sys_sendto(int32_t fd, uint8_t *data, size_t data_length, int32_t flags, uint8_t *address,
                   size_t address_length) {
  return result(sendto(fd, data, data_length, flags, (const struct sockaddr *)address,
                       (socklen_t)address_length));
}

int32_t sys_recvfrom(int32_t fd, uint8_t *data, size_t data_length, int32_t flags,
                     uint8_t *address, size_t address_length) {
  socklen_t length = (socklen_t)address_length;
  return result(recvfrom(fd, data, data_length, flags, (struct sockaddr *)address, &length));
}

int32_t sys_ioctl(int32_t fd, uint32_t request, uint8_t *data, size_t data_length) {
  (void)data_length;
  return result(ioctl(fd, request, data));
}

int32_t sys_poll(uint8_t *pollfds, size_t pollfds_length, int32_t timeout) {
  return result(poll((struct pollfd *)pollfds, pollfds_length / sizeof(struct pollfd), timeout));
}

/* --- Files --- */

int32_t sys_open(uint8_t *path, size_t path_length, int32_t flags, uint32_t mode) {
  (void)path_length;
  return result(open(text(path), flags, mode));
}

int32_t sys_o_nofollow(void) { return O_NOFOLLOW; }

int32_t sys_close(int32_t fd) { return result(close(fd)); }

int32_t sys_read(int32_t fd, uint8_t *data, size_t data_length) {
  return result(read(fd, data, data_length));
}

int32_t sys_write(int32_t fd, uint8_t *data, size_t data_length) {
  return result(write(fd, data, data_length));
}

int32_t sys_pread(int32_t fd, uint8_t *data, size_t data_length, uint32_t offset) {
  return result(pread(fd, data, data_length, offset));
}

int32_t sys_pwrite(int32_t fd, uint8_t *data, size_t data_length, uint32_t offset) {
  return result(pwrite(fd, data, data_length, offset));
}

/* Called by number: older C libraries have no statx(). */
int32_t sys_statx(int32_t fd, uint8_t *path, size_t path_length, int32_t flags, uint32_t mask,
                  uint8_t *status, size_t status_length) {
  (void)path_length;
  (void)status_length;
  return result(syscall(SYS_statx, fd, path, flags, mask, status));
}

int32_t sys_mkdir(uint8_t *path, size_t path_length, uint32_t mode) {
  (void)path_length;
  return result(mkdir(text(path), mode));
}

int32_t sys_unlink(uint8_t *path, size_t path_length) {
  (void)path_length;
  return result(unlink(text(path)));
}

int32_t sys_readlink(uint8_t *path, size_t path_length, uint8_t *target, size_t target_length) {
  (void)path_length;
  return result(readlink(text(path), (char *)target, target_length));
}

int32_t sys_access(uint8_t *path, size_t path_length, int32_t mode) {
  (void)path_length;
  return result(access(text(path), mode));
}

int32_t sys_getdents64(int32_t fd, uint8_t *entries, size_t entries_length) {
  return result(syscall(SYS_getdents64, fd, entries, entries_length));
}

int32_t sys_memfd_create(uint8_t *name, size_t name_length, uint32_t flags) {
  (void)name_length;
  return result(memfd_create(text(name), flags));
}

int32_t sys_isatty(int32_t fd) { return isatty(fd); }

/* --- Locks --- */

int32_t sys_flock(int32_t fd, int32_t operation) { return result(flock(fd, operation)); }

int32_t sys_fcntl_lock(int32_t fd, int32_t command, uint8_t *lock, size_t lock_length) {
  (void)lock_length;
  return result(fcntl(fd, command, lock));
}

/* --- Processes --- */

int32_t sys_fork(void) { return result(fork()); }

int32_t sys_setsid(void) { return result(setsid()); }

int32_t sys_chdir(uint8_t *path, size_t path_length) {
  (void)path_length;
  return result(chdir(text(path)));
}

int32_t sys_fcntl_setfd(int32_t fd, int32_t flags) { return result(fcntl(fd, F_SETFD, flags)); }

int32_t sys_dup2(int32_t from, int32_t to) { return result(dup2(from, to)); }

/* Called by number: older C libraries have no close_range(). */
int32_t sys_close_range(uint32_t first, uint32_t last) {
  return result(syscall(SYS_close_range, first, last, 0));
}

/* Converts consecutive NUL-terminated strings to an array for execve(2); false if there are too many. */
static int array_of(char **array, uint8_t *octets, size_t length) {
  size_t count = 0;
  for (size_t at = 0; at < length; at += strnlen(text(octets + at), length - at) + 1) {
    if (count == MAX_STRINGS) return 0;
    array[count++] = (char *)octets + at;
  }
  array[count] = NULL;
  return 1;
}

int32_t sys_execve(uint8_t *path, size_t path_length, uint8_t *args, size_t args_length,
                   uint8_t *environment, size_t environment_length) {
  char *argv[MAX_STRINGS + 1];
  char *envp[MAX_STRINGS + 1];
  (void)path_length;
  if (!array_of(argv, args, args_length) || !array_of(envp, environment, environment_length)) {
    return -E2BIG;
  }
  return result(execve(text(path), argv, envp));
}

int32_t sys_waitpid(int32_t pid, uint8_t *status, size_t status_length, int32_t options) {
  int ended = 0;
  pid_t child = waitpid(pid, &ended, options);
  if (child > 0) memcpy(status, &ended, status_length < sizeof ended ? status_length : sizeof ended);
  return result(child);
}

int32_t sys_kill(int32_t pid, int32_t signal) { return result(kill(pid, signal)); }

int32_t sys_signal(int32_t number, int32_t isIgnored) {
  return signal(number, isIgnored ? SIG_IGN : SIG_DFL) == SIG_ERR ? -errno : 0;
}

int32_t sys_prctl_set_name(uint8_t *name, size_t name_length) {
  (void)name_length;
  return result(prctl(PR_SET_NAME, name, 0, 0, 0));
}

int32_t sys_pidfd_open(int32_t pid) { return result(syscall(SYS_pidfd_open, pid, 0)); }

int32_t sys_pidfd_send_signal(int32_t pidfd, int32_t signal) {
  return result(syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0));
}

int32_t sys_getpid(void) { return getpid(); }

uint32_t sys_geteuid(void) { return geteuid(); }

int32_t sys_setns(int32_t fd, int32_t type) { return result(setns(fd, type)); }

void sys__exit(int32_t status) { _exit(status); }

/* --- Arguments and environment --- */

static char **arguments;

/*
 * Saves the arguments, which glibc passes to constructors. Removes the only variable that the run time reads, the
 * threshold of its garbage collector: the caller's environment must not configure it.
 */
__attribute__((constructor)) static void before_main(int argc, char **argv) {
  (void)argc;
  arguments = argv;
  unsetenv("SCR_CYCLE_THRESHOLD");
}

/* Copies string number `at` of the strings that begin with the prefix; returns its full length. */
static int32_t string_at(char **strings, const uint8_t *prefix, size_t prefix_length, uint32_t at,
                         uint8_t *octets, size_t octets_length) {
  for (; strings && *strings; strings++) {
    if (strncmp(*strings, text(prefix), prefix_length) != 0 || at-- > 0) continue;
    size_t length = strlen(*strings);
    memcpy(octets, *strings, length < octets_length ? length : octets_length);
    return (int32_t)length;
  }
  return -ENOENT;
}

int32_t sys_argument(uint32_t at, uint8_t *octets, size_t octets_length) {
  return string_at(arguments, octets, 0, at, octets, octets_length);
}

int32_t sys_environment(uint8_t *prefix, size_t prefix_length, uint32_t at, uint8_t *octets,
                        size_t octets_length) {
  return string_at(environ, prefix, prefix_length, at, octets, octets_length);
}

/* --- Time --- */

double sys_monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

int32_t sys_usleep(uint32_t microseconds) { return result(usleep(microseconds)); }

int32_t sys_strftime_now(uint8_t *format, size_t format_length, uint8_t *out, size_t out_length) {
  time_t now = time(NULL);
  struct tm local;
  (void)format_length;
  if (!localtime_r(&now, &local)) return -errno;
  return (int32_t)strftime((char *)out, out_length, text(format), &local);
}

/* --- Addresses and interfaces as text --- */

int32_t sys_inet_pton(int32_t family, uint8_t *octets, size_t octets_length, uint8_t *address,
                      size_t address_length) {
  (void)octets_length;
  (void)address_length;
  return result(inet_pton(family, text(octets), address));
}

int32_t sys_inet_ntop(int32_t family, uint8_t *address, size_t address_length, uint8_t *out,
                      size_t out_length) {
  (void)address_length;
  return inet_ntop(family, address, (char *)out, (socklen_t)out_length) ? 0 : -errno;
}

int32_t sys_if_indextoname(uint32_t index, uint8_t *name, size_t name_length) {
  char found[IF_NAMESIZE];
  if (!if_indextoname(index, found)) return -errno;
  memcpy(name, found, name_length < sizeof found ? name_length : sizeof found);
  return 0;
}
