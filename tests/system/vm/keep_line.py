"""Holds a line of a GPIO chip at 1, by way of systemd's descriptor store: keep_line.py CHIP OFFSET. A process that finds it there takes it over."""
import fcntl
import os
import signal
import socket
import struct
import sys

# struct gpio_v2_line_request of <linux/gpio.h>, asking for one output that is 1: offsets, consumer, configuration with one attribute, number of
# lines, size of the event buffer, padding, descriptor.
GET_LINE = 0xC250B407
REQUEST = struct.Struct("=64I32sQI20x" + "I4xQQ" + "216x" + "II20xi")
FLAG_OUTPUT = 1 << 3
ATTRIBUTE_VALUES = 2


def request_line(chip, offset):
    request = bytearray(REQUEST.pack(offset, *[0] * 63, b"keeper", FLAG_OUTPUT, 1, ATTRIBUTE_VALUES, 1, 1, 1, 0, 0))
    with open(chip, "rb") as file:
        fcntl.ioctl(file, GET_LINE, request)
    return REQUEST.unpack(request)[-1]


def notify(text, descriptors=()):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.connect(os.environ["NOTIFY_SOCKET"])
        socket.send_fds(manager, [text.encode()], descriptors)


if "LISTEN_FDS" not in os.environ:
    line = request_line(sys.argv[1], int(sys.argv[2]))
    notify("FDSTORE=1\nFDNAME=line", [line])
notify("READY=1")
signal.pause()
