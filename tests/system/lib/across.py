"""Asks on one connection before and after a command: across.py COMMAND... ends as the command does, or with 99 when the connection broke."""
import socket
import subprocess
import sys


def ask(connection, line):
    connection.sendall(line.encode() + b"\n")
    reply = connection.makefile().readline().strip()
    if not reply:
        print("the connection is closed")
        sys.exit(99)
    print(f"{line} -> {reply}")


with socket.create_connection(("127.0.0.1", 5555), timeout=10) as held:
    try:
        ask(held, "LED ON")
        status = subprocess.run(sys.argv[1:]).returncode
        print(f"{' '.join(sys.argv[1:])} -> {status}")
        ask(held, "LED OFF")
    except OSError as error:
        print(f"the connection broke: {error}")
        sys.exit(99)
sys.exit(status)
