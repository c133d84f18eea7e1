/*
 * Presses a simulated button that bounces, and watches what an LED's line makes of it:
 *   press PULL-FILE LEVEL-FILE PRESSES BOUNCES DEBOUNCE-MS PAUSE-US
 * The button rests at pull-up. A press is BOUNCES times down and up within about a millisecond each, then down until the LED has changed and
 * three debounce periods more; the release bounces likewise, and lasts as long. Between two looks at the LED it pauses so long; 0: not at all.
 *
 * On a machine that stands still now and then, two edges of one burst can come further apart than the debounce period; they are presses of their
 * own then, and right so. Such a press is discarded and another one made instead. For the same reason a pause between press and release counts
 * only if the machine did not stand still in it: the kernel's debouncer may have stood still with it and have seen neither.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BOUNCE_US 500
/* The simulator makes one event of two edges that come before its interrupt has run. */
#define CALM_US 5000
#define NO_CHANGE_US (UINT64_C(5) * 1000000)

static int pull, led;
static char level;
static unsigned int changes;		/* of the LED, since the press began */
static uint64_t changed_at;		/* the first of them */
static uint64_t last_edge, widest;	/* within a burst */
static uint64_t pressed_at;		/* before the last edge: who waits for it may run before the write returns */

static uint64_t now_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * UINT64_C(1000000) + time.tv_nsec / 1000;
}

static void pause_us(unsigned int duration)
{
	struct timespec time = { .tv_nsec = duration * 1000L };

	if (duration > 0)
		nanosleep(&time, NULL);
}

static void look(void)
{
	char now;

	if (pread(led, &now, 1, 0) != 1) {
		perror("LED");
		exit(1);
	}
	if (level != 0 && now != level && changes++ == 0)
		changed_at = now_us();
	level = now;
}

static void watch(uint64_t duration, unsigned int pause)
{
	uint64_t end = now_us() + duration;

	do {
		look();
		pause_us(pause);
	} while (now_us() < end);
}

static void be_calm(uint64_t debounce, unsigned int pause)
{
	uint64_t begin = now_us(), before = begin, now = begin;

	while (now - begin < 3 * debounce + CALM_US) {
		look();
		pause_us(pause);
		now = now_us();
		if (debounce > 0 && now - before > debounce / 2)
			begin = now;
		before = now;
	}
}

static void move(bool up)
{
	const char *word = up ? "pull-up" : "pull-down";
	uint64_t now;

	pressed_at = now_us();
	if (pwrite(pull, word, strlen(word), 0) < 0) {
		perror("button");
		exit(1);
	}
	now = now_us();
	if (last_edge != 0 && now - last_edge > widest)
		widest = now - last_edge;
	last_edge = now;
	look();
}

static void burst(bool up, unsigned int bounces)
{
	last_edge = 0;
	for (unsigned int i = 0; i < bounces; i++) {
		move(up);
		watch(BOUNCE_US, 0);
		move(!up);
		watch(BOUNCE_US, 0);
	}
	move(up);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

int main(int count, char **arguments)
{
	unsigned int presses, bounces, pause, done = 0, none = 0, several = 0, discarded = 0, all = 0;
	uint64_t debounce, *latency;

	if (count != 7)
		return 2;
	pull = open(arguments[1], O_WRONLY | O_CLOEXEC);
	led = open(arguments[2], O_RDONLY | O_CLOEXEC);
	presses = atoi(arguments[3]);
	bounces = atoi(arguments[4]);
	debounce = atoi(arguments[5]) * UINT64_C(1000);
	pause = atoi(arguments[6]);
	latency = calloc(presses + 1, sizeof(*latency));
	if (pull < 0 || led < 0 || latency == NULL || presses == 0) {
		perror("press");
		return 1;
	}
	look();
	while (done < presses && none < 10 && discarded <= presses) {
		uint64_t begin;

		widest = changes = 0;
		burst(false, bounces);
		begin = pressed_at;
		while (changes == 0 && now_us() - begin < NO_CHANGE_US)
			watch(0, pause);
		be_calm(debounce, pause);
		burst(true, bounces);
		be_calm(debounce, pause);
		if (debounce > 0 && widest > debounce / 2) {
			discarded++;
			continue;
		}
		latency[done] = changes == 0 ? NO_CHANGE_US : changed_at > begin ? changed_at - begin : 0;
		done++;
		all += changes;
		none += changes == 0;
		several += changes > 1;
	}
	if (none >= 10)
		fprintf(stderr, "given up: ten presses changed nothing\n");
	qsort(latency, done, sizeof(*latency), compare);
	printf("presses=%u changes=%u none=%u several=%u discarded=%u p50_us=%llu p99_us=%llu max_us=%llu\n", done, all, none, several, discarded,
	       (unsigned long long)latency[done / 2], (unsigned long long)latency[done * 99 / 100], (unsigned long long)latency[done > 0 ? done - 1 : 0]);
	return 0;
}
