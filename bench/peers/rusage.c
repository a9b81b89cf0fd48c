/* SPDX-License-Identifier: Apache-2.0 */
/* rusage OUT COMMAND...: runs the command and writes to the file OUT, as one line: wall, user and system seconds,
 * and the largest resident set (kilobytes; bytes on macOS). The exit status is the command's. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

int main(int argc, char **argv) {
  struct timeval start, end;
  struct rusage usage;
  int status;
  FILE *out;
  pid_t child;
  if (argc < 3) return 64;
  gettimeofday(&start, 0);
  child = fork();
  if (child < 0) return 71;
  if (child == 0) {
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  if (wait4(child, &status, 0, &usage) < 0) return 71;
  gettimeofday(&end, 0);
  out = fopen(argv[1], "w");
  if (!out) return 73;
  fprintf(out, "%.6f %.6f %.6f %ld\n", seconds(end) - seconds(start), seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss);
  fclose(out);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
