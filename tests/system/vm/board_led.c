// SPDX-License-Identifier: GPL-2.0
/*
 * An LED of the kernel's LED class where boards with a device tree have theirs, /sys/devices/platform/leds/leds/ACT. It lights nothing: what is
 * written to it can be read back.
 */
#include <linux/err.h>
#include <linux/leds.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static struct platform_device *board;

static void keep_brightness(struct led_classdev *led, enum led_brightness value)
{
	/* The class itself remembers the value. */
}

static struct led_classdev act = {
	.name = "ACT",
	.max_brightness = 255,
	.default_trigger = "heartbeat",
	.brightness_set = keep_brightness,
};

static int __init board_led_init(void)
{
	int status;

	board = platform_device_register_simple("leds", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(board))
		return PTR_ERR(board);
	status = led_classdev_register(&board->dev, &act);
	if (status)
		platform_device_unregister(board);
	return status;
}

static void __exit board_led_exit(void)
{
	led_classdev_unregister(&act);
	platform_device_unregister(board);
}

module_init(board_led_init);
module_exit(board_led_exit);
MODULE_DESCRIPTION("An LED for tests");
MODULE_LICENSE("GPL");
