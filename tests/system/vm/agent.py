"""Runs in the virtual machine: agent.py PORT. Takes commands from the port, one at a time, and sends back what they say and how they end.

A request is one line of JSON: {"id": text, "command": [text...], "limit": seconds without a word}. An answer is lines `ID KIND BASE64`: kind
`out` and `err` as the command writes, then `end` with the exit status. A line that is none is left out, here and there: it is what a client that
was killed had begun to write, or to read.
"""
import base64
import json
import os
import select
import subprocess
import sys

ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/", "TERM": "dumb",
    "SYSTEMD_PAGER": "cat", "SYSTEMD_COLORS": "0", "DEBIAN_FRONTEND": "noninteractive",
}
TIMED_OUT = 124


def run(command, limit, send):
    """Passes on what the command writes until it has ended; what it left in the background may keep the pipes open."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT, cwd="/")
    except OSError as error:
        send("err", f"{command[0]}: {error.strerror}\n".encode())
        return 127
    kinds = {process.stdout.fileno(): "out", process.stderr.fileno(): "err"}
    ended = os.pidfd_open(process.pid)
    poll = select.poll()
    for descriptor in (*kinds, ended):
        poll.register(descriptor, select.POLLIN)
    status = None
    while status is None:
        ready = [descriptor for descriptor, _ in poll.poll(limit * 1000)]
        if not ready:
            process.kill()
            send("err", f"no word for {limit} s\n".encode())
            status = TIMED_OUT
        for descriptor in ready:
            if descriptor in kinds and not pass_on(descriptor, kinds[descriptor], send):
                poll.unregister(descriptor)
        if ready == [ended]:
            status = process.wait()
    process.wait()
    os.close(ended)
    process.stdout.close()
    process.stderr.close()
    return status if status >= 0 else 128 - status


def pass_on(descriptor, kind, send):
    data = os.read(descriptor, 65536)
    if data:
        send(kind, data)
    return bool(data)


def main():
    with open(sys.argv[1], "r+b", buffering=0) as port:
        rest = b""
        while True:
            line, newline, rest = rest.partition(b"\n")
            if not newline:
                rest = line + port.read(65536)
                continue
            try:
                request = json.loads(line)
            except ValueError:
                continue

            def send(kind, data, name=request["id"]):
                frame = memoryview(f"{name} {kind} ".encode() + base64.b64encode(data) + b"\n")
                while frame:
                    frame = frame[port.write(frame):]

            status = run(request["command"], request["limit"], send)
            send("end", str(status).encode())


main()
