/*
 * Runs a program and its children under ptrace(2), and injects one fault into one system call.
 *
 * usage: inject REPORT SECONDS list PROGRAM ARGUMENT…
 *        inject REPORT SECONDS PROCESS.CALL:NUMBER/FAULT PROGRAM ARGUMENT…
 *
 * SECONDS: all processes are killed after them; the exit status is then 99.
 *
 * PROCESS: 0 is the program, 1 its first child, in the order of their creation; `any` counts the calls of all
 * processes together. CALL: the name of a system call. NUMBER: from 1.
 *
 * FAULT:
 *   kill-before    SIGKILL at the entry of the call, which the kernel does not execute
 *   kill-after     SIGKILL at the exit of the call, before the process sees its result
 *   kill-action    SIGKILL to the process that makes the call, and to the program, at the entry of the call
 *   error=ERRNO    the call is not executed and returns the error (close: the descriptor is closed nevertheless;
 *                  brk: the end of the data segment stays where it is)
 *   errors=ERRNO   the same for this call and all later ones with this name, in this process (any: in all processes)
 *   truncate=N     only the first N octets of the received datagram arrive
 *   duplicate      the next call that receives from the same descriptor receives the same datagram again
 *   interrupt      NLM_F_DUMP_INTR is set in each message of the received datagram
 *   interrupts     the same for this call and all later ones
 *   clock=SECONDS  CLOCK_REALTIME is set by so many seconds: this call and all later ones return another time (time,
 *                  clock_gettime, gettimeofday). The program gets no vDSO, which would read the clock without a call
 *
 * Lines in REPORT:
 *   call PROCESS NAME NUMBER RESULT DOMAIN PROGRAM    (list) DOMAIN: AF_* of the socket, or -; PROGRAM: number of
 *                                                     programs that the process has executed
 *   hit PROCESS             the fault was injected
 *   exit PROCESS STATUS PROGRAM     a process ended
 *   signal PROCESS NUMBER PROGRAM
 *   over                    all processes have ended
 *
 * Ends as the program does. A process in the background goes on until the program's children have ended; if it is
 * killed, the kernel kills them.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <linux/ptrace.h>

#include "syscall-names.h"

#define FAILED 99
#define MAX_PROCESSES 4096
#define MAX_CALLS 512
#define MAX_DATAGRAM (64 * 1024)

struct process {
  pid_t pid; /* 0: the slot has ended */
  int number;
  int programs;
  bool attached; /* its creation was seen; a child may stop before its parent reports it */
  bool stopped_early;
  bool inside; /* between entry and exit of a system call */
  long call;
  uint64_t args[6];
  bool override; /* at the exit, the result is replaced by `result` */
  long result;
  unsigned counts[MAX_CALLS];
  int replay_fd; /* -1, or the descriptor whose next receive gets the datagram again */
};

enum fault { LIST, KILL_BEFORE, KILL_AFTER, KILL_ACTION, ERROR, ERRORS, TRUNCATE, DUPLICATE, INTERRUPT, INTERRUPTS, CLOCK };

static struct process processes[MAX_PROCESSES];
static int created;
static FILE *report;
/* To the process in the foreground: the wait status of the program. */
static int outcome;

static enum fault fault = LIST;
static long fault_value;
static int fault_process; /* -1: any */
static char fault_call[64];
static unsigned fault_number;
static unsigned any_count;
static bool is_hit;

static unsigned char saved[MAX_DATAGRAM], saved_sender[128];
static long saved_length;
static uint32_t saved_sender_length;

static void fail(const char *what) {
  perror(what);
  _exit(FAILED);
}

static const char *name_of(long call) {
  for (size_t at = 0; at < sizeof names / sizeof names[0]; at++) {
    if (names[at].number == call) return names[at].name;
  }
  return "unknown";
}

static struct process *find(pid_t pid) {
  for (int at = 0; at < MAX_PROCESSES; at++) {
    if (processes[at].pid == pid) return &processes[at];
  }
  return NULL;
}

static struct process *add(pid_t pid) {
  struct process *process = find(0);
  if (!process) exit(FAILED);
  memset(process, 0, sizeof *process);
  process->pid = pid;
  process->replay_fd = -1;
  return process;
}

/* --- Registers and memory of a stopped process --- */

static void set_result(pid_t pid, long value) {
#if defined __x86_64__
  struct user_regs_struct regs;
  struct iovec io = {&regs, sizeof regs};
  if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &io)) return;
  regs.rax = (unsigned long)value;
  ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &io);
#elif defined __aarch64__
  struct user_regs_struct regs;
  struct iovec io = {&regs, sizeof regs};
  if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &io)) return;
  regs.regs[0] = (unsigned long)value;
  ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &io);
#else
#error "no code for the registers of this architecture"
#endif
}

/* At the entry: the kernel executes no call. */
static void skip_call(pid_t pid) {
#if defined __x86_64__
  struct user_regs_struct regs;
  struct iovec io = {&regs, sizeof regs};
  if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &io)) return;
  regs.orig_rax = (unsigned long)-1;
  ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &io);
#elif defined __aarch64__
  int none = -1;
  struct iovec io = {&none, sizeof none};
  ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &io);
#endif
}

/* At the entry of brk(2): the kernel returns the end of the data segment, and leaves it. */
static void query_break(pid_t pid) {
  struct user_regs_struct regs;
  struct iovec io = {&regs, sizeof regs};
  if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &io)) return;
#if defined __x86_64__
  regs.rdi = 0;
#elif defined __aarch64__
  regs.regs[0] = 0;
#endif
  ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &io);
}

static long peek(pid_t pid, void *into, uint64_t from, size_t length) {
  struct iovec local = {into, length}, remote = {(void *)from, length};
  return process_vm_readv(pid, &local, 1, &remote, 1, 0);
}

static long poke(pid_t pid, uint64_t to, const void *from, size_t length) {
  struct iovec local = {(void *)from, length}, remote = {(void *)to, length};
  return process_vm_writev(pid, &local, 1, &remote, 1, 0);
}

/* --- Receiving: recvfrom(2), and recvmsg(2) with one buffer --- */

struct reception {
  uint64_t buffer, buffer_length, sender, sender_length_at, message;
};

static bool is_receive(const struct process *process) {
  return process->call == SYS_recvfrom || process->call == SYS_recvmsg;
}

static bool where_received(const struct process *process, struct reception *into) {
  memset(into, 0, sizeof *into);
  if (process->call == SYS_recvfrom) {
    into->buffer = process->args[1];
    into->buffer_length = process->args[2];
    into->sender = process->args[4];
    into->sender_length_at = process->args[5];
    return true;
  }
  struct msghdr message;
  struct iovec buffer;
  if (peek(process->pid, &message, process->args[1], sizeof message) < 0) return false;
  if (message.msg_iovlen < 1) return false;
  if (peek(process->pid, &buffer, (uint64_t)message.msg_iov, sizeof buffer) < 0) return false;
  into->buffer = (uint64_t)buffer.iov_base;
  into->buffer_length = buffer.iov_len;
  into->sender = (uint64_t)message.msg_name;
  into->message = process->args[1];
  return true;
}

static void save_datagram(const struct process *process, long length) {
  struct reception at;
  if (!where_received(process, &at) || length < 0) return;
  if ((uint64_t)length > at.buffer_length) length = (long)at.buffer_length;
  if (length > MAX_DATAGRAM) length = MAX_DATAGRAM;
  saved_length = length;
  peek(process->pid, saved, at.buffer, (size_t)length);
  saved_sender_length = 0;
  if (at.sender) {
    saved_sender_length = sizeof(struct sockaddr_nl);
    peek(process->pid, saved_sender, at.sender, saved_sender_length);
  }
}

static long deliver_saved(const struct process *process) {
  struct reception at;
  if (!where_received(process, &at)) return -EFAULT;
  size_t length = (size_t)saved_length;
  if (length > at.buffer_length) length = at.buffer_length;
  poke(process->pid, at.buffer, saved, length);
  if (at.sender) poke(process->pid, at.sender, saved_sender, saved_sender_length);
  if (at.sender_length_at) poke(process->pid, at.sender_length_at, &saved_sender_length, 4);
  return (long)length;
}

static void set_dump_interrupted(const struct process *process, long length) {
  struct reception at;
  static unsigned char octets[MAX_DATAGRAM];
  if (!where_received(process, &at) || length < 0) return;
  if ((uint64_t)length > at.buffer_length) length = (long)at.buffer_length;
  if (length > MAX_DATAGRAM) length = MAX_DATAGRAM;
  peek(process->pid, octets, at.buffer, (size_t)length);
  for (long offset = 0; offset + (long)sizeof(struct nlmsghdr) <= length;) {
    struct nlmsghdr *header = (struct nlmsghdr *)(octets + offset);
    if (header->nlmsg_len < sizeof *header) break;
    if (header->nlmsg_flags & NLM_F_MULTI) header->nlmsg_flags |= NLM_F_DUMP_INTR;
    offset += NLMSG_ALIGN(header->nlmsg_len);
  }
  poke(process->pid, at.buffer, octets, (size_t)length);
}

/* AF_* of a socket of the process; -1 if the descriptor is no socket. */
static int domain_of(pid_t pid, int fd) {
  int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
  if (pidfd < 0) return -1;
  int copy = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
  close(pidfd);
  if (copy < 0) return -1;
  int domain = -1;
  socklen_t length = sizeof domain;
  if (getsockopt(copy, SOL_SOCKET, SO_DOMAIN, &domain, &length)) domain = -1;
  close(copy);
  return domain;
}

/* --- The clock --- */

/* At the start of a program: its auxiliary vector names no vDSO. */
static void hide_vdso(pid_t pid) {
  struct user_regs_struct regs;
  struct iovec io = {&regs, sizeof regs};
  if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &io)) return;
#if defined __x86_64__
  uint64_t at = regs.rsp, word;
#elif defined __aarch64__
  uint64_t at = regs.sp, word;
#endif
  /* On the stack: argc, arguments, 0, variables, 0, pairs of type and value. */
  at += sizeof word;
  for (int ends = 0; ends < 2; at += sizeof word) {
    if (peek(pid, &word, at, sizeof word) < 0) return;
    if (word == 0) ends++;
  }
  for (; peek(pid, &word, at, sizeof word) >= 0 && word != AT_NULL; at += 2 * sizeof word) {
    uint64_t ignored = AT_IGNORE;
    if (word == AT_SYSINFO_EHDR) poke(pid, at, &ignored, sizeof ignored);
  }
}

/* Whether the call has returned the time of CLOCK_REALTIME; at *where, and for time(2) also as its result. */
static bool has_read_clock(const struct process *process, uint64_t *where) {
  *where = process->args[0];
#if defined SYS_time
  if (process->call == SYS_time) return true;
#endif
  if (process->call == SYS_gettimeofday) return true;
  *where = process->args[1];
  uint64_t clock = process->args[0];
  return process->call == SYS_clock_gettime && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE);
}

/* The seconds come first in time_t, struct timeval and struct timespec. */
static void set_clock(const struct process *process, uint64_t where, long result) {
  int64_t seconds;
  if (where && peek(process->pid, &seconds, where, sizeof seconds) >= 0) {
    seconds += fault_value;
    poke(process->pid, where, &seconds, sizeof seconds);
  }
#if defined SYS_time
  if (process->call == SYS_time) set_result(process->pid, result + fault_value);
#else
  (void)result;
#endif
}

/* --- Stops --- */

static void hit(const struct process *process) {
  if (!is_hit) fprintf(report, "hit %d\n", process->number);
  is_hit = true;
}

static bool is_persistent(void) { return fault == ERRORS || fault == INTERRUPTS || fault == CLOCK; }

/* Whether this call is the one of the command line. */
static bool is_target(const struct process *process) {
  if (fault == LIST || strcmp(name_of(process->call), fault_call) != 0) return false;
  if (fault_process < 0) return is_persistent() ? any_count >= fault_number : !is_hit && any_count == fault_number;
  if (process->number != fault_process) return false;
  unsigned count = process->counts[process->call];
  return is_persistent() ? count >= fault_number : count == fault_number;
}

static void entry(struct process *process, const struct ptrace_syscall_info *info) {
  process->inside = true;
  process->override = false;
  process->call = (long)info->entry.nr;
  memcpy(process->args, info->entry.args, sizeof process->args);
  if (process->call < 0 || process->call >= MAX_CALLS) process->call = MAX_CALLS - 1;
  if (process->programs == 0) return;
  process->counts[process->call]++;
  if (fault != LIST && strcmp(name_of(process->call), fault_call) == 0) any_count++;
  if (is_receive(process) && process->replay_fd == (int)process->args[0]) {
    process->replay_fd = -1;
    skip_call(process->pid);
    process->override = true;
    process->result = deliver_saved(process);
    return;
  }
  if (!is_target(process)) return;
  switch (fault) {
  case KILL_ACTION:
  case KILL_BEFORE: {
    hit(process);
    skip_call(process->pid);
    kill(process->pid, SIGKILL);
    if (fault == KILL_ACTION) {
      for (int at = 0; at < MAX_PROCESSES; at++) {
        if (processes[at].pid && processes[at].number == 0) kill(processes[at].pid, SIGKILL);
      }
    }
    break;
  }
  case ERROR:
  case ERRORS:
    hit(process);
    /* The kernel's brk returns no error, but the old end of the data segment. */
    if (process->call == SYS_brk) {
      query_break(process->pid);
      break;
    }
    if (process->call != SYS_close) skip_call(process->pid);
    process->override = true;
    process->result = -fault_value;
    break;
  default:
    break;
  }
}

static void left(struct process *process, const struct ptrace_syscall_info *info) {
  process->inside = false;
  long result = (long)info->exit.rval;
  if (process->override) {
    set_result(process->pid, process->result);
    process->override = false;
    return;
  }
  if (process->call == SYS_execve && result == 0) {
    process->programs++;
    /* The calls of the program begin after its execve(2). */
    if (process->programs == 1) return;
  }
  if (process->programs == 0) return;
  if (fault == LIST) {
    const char *name = name_of(process->call);
    bool is_socket_call = is_receive(process) || process->call == SYS_sendto || process->call == SYS_sendmsg;
    int domain = is_socket_call ? domain_of(process->pid, (int)process->args[0]) : -1;
    fprintf(report, "call %d %s %u %ld %d %d\n", process->number, name, process->counts[process->call], result,
            domain, process->programs);
    return;
  }
  if (!is_target(process)) return;
  switch (fault) {
  case KILL_AFTER:
    hit(process);
    kill(process->pid, SIGKILL);
    break;
  case TRUNCATE:
    if (!is_receive(process) || result < fault_value) return;
    hit(process);
    set_result(process->pid, fault_value);
    break;
  case DUPLICATE:
    if (!is_receive(process) || result < 0) return;
    hit(process);
    save_datagram(process, result);
    process->replay_fd = (int)process->args[0];
    break;
  case INTERRUPT:
  case INTERRUPTS:
    if (!is_receive(process) || result < 0) return;
    hit(process);
    set_dump_interrupted(process, result);
    break;
  case CLOCK: {
    uint64_t where;
    if (!has_read_clock(process, &where) || result < 0) return;
    hit(process);
    set_clock(process, where, result);
    break;
  }
  default:
    break;
  }
}

static void syscall_stop(struct process *process) {
  struct ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof info, &info) <= 0) return;
  if (info.op == PTRACE_SYSCALL_INFO_ENTRY) entry(process, &info);
  else if (info.op == PTRACE_SYSCALL_INFO_EXIT) left(process, &info);
}

static void born(pid_t pid, const struct process *parent) {
  struct process *child = find(pid);
  if (!child) child = add(pid);
  child->number = ++created;
  child->attached = true;
  child->programs = parent->programs;
  if (child->stopped_early) ptrace(PTRACE_SYSCALL, pid, 0, 0);
}

static void ended(struct process *process, int status) {
  if (process->attached) {
    const char *how = WIFSIGNALED(status) ? "signal" : "exit";
    int value = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    fprintf(report, "%s %d %d %d\n", how, process->number, value, process->programs);
  }
  if (process->attached && process->number == 0) {
    fflush(report);
    if (write(outcome, &status, sizeof status) < 0) _exit(FAILED);
  }
  process->pid = 0;
}

/* Waits for the program in the foreground, and ends as it does. */
static void end_like_program(int from) {
  int status;
  if (read(from, &status, sizeof status) != sizeof status) _exit(FAILED);
  if (!WIFSIGNALED(status)) _exit(WEXITSTATUS(status));
  signal(WTERMSIG(status), SIG_DFL);
  raise(WTERMSIG(status));
  _exit(FAILED);
}

static void parse(const char *text) {
  static const struct {
    const char *name;
    enum fault fault;
  } faults[] = {{"kill-before", KILL_BEFORE}, {"kill-after", KILL_AFTER}, {"kill-action", KILL_ACTION},
                {"error=", ERROR},            {"errors=", ERRORS},        {"truncate=", TRUNCATE},
                {"duplicate", DUPLICATE},     {"interrupts", INTERRUPTS}, {"interrupt", INTERRUPT},
                {"clock=", CLOCK}};
  char process[16], what[32];
  if (strcmp(text, "list") == 0) return;
  if (sscanf(text, "%15[a-z0-9].%63[a-z0-9_]:%u/%31s", process, fault_call, &fault_number, what) != 4) {
    fprintf(stderr, "not PROCESS.CALL:NUMBER/FAULT: %s\n", text);
    _exit(FAILED);
  }
  fault_process = strcmp(process, "any") == 0 ? -1 : atoi(process);
  for (size_t at = 0; at < sizeof faults / sizeof faults[0]; at++) {
    size_t length = strlen(faults[at].name);
    if (strncmp(what, faults[at].name, length) != 0) continue;
    fault = faults[at].fault;
    fault_value = strtol(what + length, NULL, 10);
    return;
  }
  fprintf(stderr, "unknown fault %s\n", what);
  _exit(FAILED);
}

int main(int argc, char **argv) {
  if (argc < 5) return FAILED;
  parse(argv[3]);
  report = fopen(argv[1], "we");
  if (!report) fail(argv[1]);
  setvbuf(report, NULL, _IOLBF, 0);

  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) fail("pipe2");
  pid_t tracer = fork();
  if (tracer < 0) fail("fork");
  if (tracer > 0) {
    close(ends[1]);
    end_like_program(ends[0]);
  }
  close(ends[0]);
  outcome = ends[1];
  /* SIGALRM ends this process, and with it all others: PTRACE_O_EXITKILL. */
  alarm((unsigned)atoi(argv[2]));

  pid_t program = fork();
  if (program < 0) fail("fork");
  if (program == 0) {
    /* The parent continues it when it traces it. */
    raise(SIGSTOP);
    execv(argv[4], argv + 4);
    fail(argv[4]);
  }
  int status;
  if (waitpid(program, &status, WUNTRACED) != program || !WIFSTOPPED(status)) fail("waitpid");
  long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                 PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
  if (ptrace(PTRACE_SEIZE, program, 0, options)) fail("PTRACE_SEIZE");
  struct process *first = add(program);
  first->attached = true;
  if (ptrace(PTRACE_INTERRUPT, program, 0, 0)) fail("PTRACE_INTERRUPT");
  kill(program, SIGCONT);
  /* Not the streams of the program: a reader of the streams must see their end when the program ends. */
  int none = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int stream = 0; stream <= 2; stream++) dup2(none, stream);

  for (;;) {
    pid_t pid = waitpid(-1, &status, __WALL);
    if (pid < 0 && errno == EINTR) continue;
    if (pid < 0) {
      fprintf(report, "over\n");
      return 0;
    }
    struct process *process = find(pid);
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (process) ended(process, status);
      continue;
    }
    if (!process) process = add(pid);
    if (!process->attached) {
      process->stopped_early = true;
      continue;
    }
    int signal = WSTOPSIG(status), event = status >> 16, deliver = 0;
    if (signal == (SIGTRAP | 0x80)) {
      syscall_stop(process);
    } else if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE) {
      unsigned long child = 0;
      ptrace(PTRACE_GETEVENTMSG, pid, 0, &child);
      born((pid_t)child, process);
    } else if (event == PTRACE_EVENT_EXEC) {
      if (fault == CLOCK) hide_vdso(pid);
    } else if (event == PTRACE_EVENT_STOP) {
      /* Attached, continued, or a group stop, which no test makes. */
    } else {
      deliver = signal;
    }
    ptrace(PTRACE_SYSCALL, pid, 0, deliver);
  }
}
