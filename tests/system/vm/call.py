"""Runs a command in the virtual machine: call.py PIPE LIMIT COMMAND... The pipes are QEMU's, PIPE.in and PIPE.out; agent.py is at the other end.
Ends as the command ends; with 125 when the machine says nothing for so many seconds."""
import base64
import fcntl
import json
import os
import select
import sys

LOST = 125


class Machine:
    """What comes from the machine; the rest of a command whose client was killed comes first."""

    def __init__(self, path, limit):
        self.out = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self.limit = limit
        self.buffer = b""

    def fill(self):
        if not select.select([self.out], [], [], self.limit)[0]:
            print(f"the machine says nothing for {self.limit} s", file=sys.stderr)
            sys.exit(LOST)
        data = os.read(self.out, 65536)
        if not data:
            print("the machine is gone", file=sys.stderr)
            sys.exit(LOST)
        self.buffer += data

    def line(self):
        while b"\n" not in self.buffer:
            self.fill()
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.split(b" ")


def main():
    path, limit, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    requests = os.open(path + ".in", os.O_RDWR)
    fcntl.flock(requests, fcntl.LOCK_EX)
    name = str(os.getpid())
    request = json.dumps({"id": name, "command": command, "limit": limit})
    # The machine has a little more time than its command, so that the command's end is told.
    machine = Machine(path + ".out", limit + 20)
    os.write(requests, f"\n{request}\n".encode())
    while True:
        of, kind, *data = machine.line() + [b""]
        if of != name.encode():
            continue
        said = base64.b64decode(data[0])
        if kind == b"end":
            sys.exit(int(said))
        stream = sys.stdout.buffer if kind == b"out" else sys.stderr.buffer
        stream.write(said)
        stream.flush()


main()
