/*
 * The floor under a start: what Longshore's shells do for a task, and nothing else. Per run the directories of an
 * allocation, an exclusive claim, both log files, a record that it started and one of its exit status; one fork, and the
 * exec of setsid and of the command. Nothing is flushed to disk.
 *
 * floor COUNT IN_FLIGHT DATA_DIR CONTROL_DIR SETSID COMMAND
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *parts[] = {"", "/alloc", "/alloc/data", "/alloc/logs", "/alloc/tmp",
                              "/main", "/main/local", "/main/secrets", "/main/tmp"};
static char *const no_environment[] = {NULL};
static int journal;
static pid_t pids[64];
static long ids[64];

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static int make(const char *path, int flags) {
  int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC | flags, 0600);
  if (fd < 0) fail(path);
  return fd;
}

static void record(const char *text, int length) {
  if (write(journal, text, length) != length) fail("journal");
}

static void begin(long id, int slot, char *argv[]) {
  char path[4096], line[64];
  for (int part = 0; part < 9; part++) {
    snprintf(path, sizeof path, "%s/%ld%s", argv[3], id, parts[part]);
    if (mkdir(path, 0700) != 0) fail(path);
  }
  snprintf(path, sizeof path, "%s/%ld", argv[4], id);
  close(make(path, O_EXCL));
  snprintf(path, sizeof path, "%s/%ld/alloc/logs/main.stdout.0", argv[3], id);
  int out = make(path, O_APPEND);
  snprintf(path, sizeof path, "%s/%ld/alloc/logs/main.stderr.0", argv[3], id);
  int err = make(path, O_APPEND);
  snprintf(path, sizeof path, "%s/%ld/main", argv[3], id);
  pid_t pid = vfork();
  if (pid < 0) fail("vfork");
  if (pid == 0) {
    char *command[] = {argv[5], argv[6], NULL};
    dup2(out, 1);
    dup2(err, 2);
    if (chdir(path) == 0) execve(argv[5], command, no_environment);
    _exit(127);
  }
  close(out);
  close(err);
  record(line, snprintf(line, sizeof line, "S %ld %d\n", id, pid));
  pids[slot] = pid;
  ids[slot] = id;
}

static int end(int in_flight) {
  int status;
  char line[64];
  pid_t pid = wait(&status);
  for (int slot = 0; slot < in_flight; slot++)
    if (pids[slot] == pid) {
      if (status != 0) fail("a command failed");
      record(line, snprintf(line, sizeof line, "X %ld %d\n", ids[slot], status));
      return slot;
    }
  fail("wait");
  return 0;
}

int main(int argc, char *argv[]) {
  if (argc != 7) return 2;
  long count = atol(argv[1]);
  int in_flight = atoi(argv[2]);
  char path[4096];
  snprintf(path, sizeof path, "%s/journal", argv[4]);
  journal = make(path, O_APPEND);
  open("/dev/null", O_RDONLY);
  for (long id = 0; id < count; id++) begin(id, id < in_flight ? (int)id : end(in_flight), argv);
  for (long left = count < in_flight ? count : in_flight; left > 0; left--) end(in_flight);
  return 0;
}
