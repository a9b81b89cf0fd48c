/* SPDX-License-Identifier: Apache-2.0 */
/* rusage OUT LIMIT COMMAND...: runs the command and writes to the file OUT, as one line: wall, user and system seconds,
 * the largest resident set (kilobytes; bytes on macOS), and 1 if the command was killed after LIMIT seconds, else 0.
 * The exit status is the command's. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

static volatile sig_atomic_t stopped = 0;
static pid_t child;

static void stop(int number) {
  (void)number;
  stopped = 1;
  kill(child, SIGKILL);
}

int main(int argc, char **argv) {
  struct timeval start, end;
  struct sigaction action = {0};
  struct rusage usage;
  int status;
  FILE *out;
  if (argc < 4) return 64;
  gettimeofday(&start, 0);
  child = fork();
  if (child < 0) return 71;
  if (child == 0) {
    execvp(argv[3], argv + 3);
    perror(argv[3]);
    _exit(127);
  }
  action.sa_handler = stop;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, 0);
  alarm((unsigned)atoi(argv[2]));
  if (wait4(child, &status, 0, &usage) < 0) return 71;
  gettimeofday(&end, 0);
  out = fopen(argv[1], "w");
  if (!out) return 73;
  fprintf(out, "%.6f %.6f %.6f %ld %d\n", seconds(end) - seconds(start), seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss, (int)stopped);
  fclose(out);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
