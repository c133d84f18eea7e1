/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counts the calls that may change the level of one line, for the tests: stands between the kernel's GPIO core and gpio-sim.c, which includes it.
 *   echo OFFSET >/sys/module/gpio_sim/parameters/calls   counts from now on, of the lines with this offset, on whichever chip
 *   cat /sys/module/gpio_sim/parameters/calls            one line for each kind of call that came: COUNT set|output value=0|1, COUNT input|free
 *
 * The kernel's own tracing could do it without a change of the module, but it writes into the kernel's code while that runs. An emulated machine
 * with two processors may then hang: QEMU before 8.1 can go on with a translation of what was there before (its commit deba78709ae8).
 */
#include <linux/atomic.h>
#include <linux/moduleparam.h>

enum call { SET_0, SET_1, OUTPUT_0, OUTPUT_1, INPUT, FREE, CALLS };

static const char *const call_names[CALLS] = {
	"set value=0", "set value=1", "output value=0", "output value=1", "input", "free",
};

static atomic_t call_counts[CALLS];
static unsigned int watched_offset = UINT_MAX;

static void count_call(unsigned int offset, enum call call)
{
	if (offset == READ_ONCE(watched_offset))
		atomic_inc(&call_counts[call]);
}

static void counted_set(struct gpio_chip *gc, unsigned int offset, int value)
{
	count_call(offset, value ? SET_1 : SET_0);
	gpio_sim_set(gc, offset, value);
}

/* What one line is set to comes this way too; the masks have a bit for each line of the chip. */
static void counted_set_multiple(struct gpio_chip *gc, unsigned long *mask, unsigned long *bits)
{
	unsigned int offset;

	for_each_set_bit(offset, mask, gc->ngpio)
		count_call(offset, test_bit(offset, bits) ? SET_1 : SET_0);
	gpio_sim_set_multiple(gc, mask, bits);
}

static int counted_direction_output(struct gpio_chip *gc, unsigned int offset, int value)
{
	count_call(offset, value ? OUTPUT_1 : OUTPUT_0);
	return gpio_sim_direction_output(gc, offset, value);
}

static int counted_direction_input(struct gpio_chip *gc, unsigned int offset)
{
	count_call(offset, INPUT);
	return gpio_sim_direction_input(gc, offset);
}

static void counted_free(struct gpio_chip *gc, unsigned int offset)
{
	count_call(offset, FREE);
	gpio_sim_free(gc, offset);
}

static int start_counting(const char *text, const struct kernel_param *parameter)
{
	unsigned int offset, call;
	int status = kstrtouint(text, 0, &offset);

	if (status)
		return status;
	WRITE_ONCE(watched_offset, UINT_MAX);
	for (call = 0; call < CALLS; call++)
		atomic_set(&call_counts[call], 0);
	WRITE_ONCE(watched_offset, offset);
	return 0;
}

static int show_counts(char *text, const struct kernel_param *parameter)
{
	unsigned int call;
	int count, length = 0;

	for (call = 0; call < CALLS; call++) {
		count = atomic_read(&call_counts[call]);
		if (count)
			length += sysfs_emit_at(text, length, "%d %s\n", count, call_names[call]);
	}
	return length;
}

static const struct kernel_param_ops calls_parameter = { .set = start_counting, .get = show_counts };
module_param_cb(calls, &calls_parameter, NULL, 0600);
