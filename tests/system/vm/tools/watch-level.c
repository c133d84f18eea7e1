/*
 * Watches a simulated line all the time, until SIGTERM: watch-level VALUE-FILE PAUSE-US
 * Between two looks it pauses so long; 0: not at all. Says `watching`, then each change as it comes, and at the end how often it looked and how
 * long it looked away at most: a level that lasted longer than `longest_us` cannot have been missed.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t asked_to_end;

static void ask_to_end(int number)
{
	(void)number;
	asked_to_end = 1;
}

static uint64_t now_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * UINT64_C(1000000) + time.tv_nsec / 1000;
}

int main(int count, char **arguments)
{
	struct sigaction ending = { .sa_handler = ask_to_end };
	uint64_t begin, last, longest = 0, reads = 0;
	unsigned int changes = 0;
	struct timespec pause = { 0 };
	char level = 0;
	int file;

	if (count != 3)
		return 2;
	pause.tv_nsec = atoi(arguments[2]) * 1000L;
	file = open(arguments[1], O_RDONLY | O_CLOEXEC);
	if (file < 0) {
		perror(arguments[1]);
		return 1;
	}
	sigaction(SIGTERM, &ending, NULL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	begin = last = now_us();
	while (!asked_to_end) {
		char read_level;
		uint64_t now;

		if (pread(file, &read_level, 1, 0) != 1) {
			perror("read");
			return 1;
		}
		now = now_us();
		if (reads > 0 && now - last > longest)
			longest = now - last;
		last = now;
		if (reads == 0)
			printf("watching, level %c\n", read_level);
		else if (read_level != level)
			printf("change %u to %c after %.6f s\n", ++changes, read_level, (now - begin) / 1e6);
		level = read_level;
		reads++;
		if (pause.tv_nsec > 0)
			nanosleep(&pause, NULL);
	}
	printf("reads=%llu changes=%u level=%c seconds=%.1f mean_us=%.1f longest_us=%llu\n", (unsigned long long)reads, changes, level,
	       (last - begin) / 1e6, (double)(last - begin) / reads, (unsigned long long)longest);
	return 0;
}
