"""Switches the LED on and off on one connection: many.py COMMANDS, and says how many replies came."""
import socket
import sys

wanted = int(sys.argv[1])
replies = 0
with socket.create_connection(("127.0.0.1", 5555), timeout=10) as connection:
    lines = connection.makefile()
    try:
        for number in range(wanted):
            connection.sendall(b"LED ON\n" if number % 2 else b"LED OFF\n")
            if not lines.readline().startswith("OK"):
                break
            replies += 1
    except OSError as error:
        print(f"after {replies}: {error}")
print(f"{replies} replies")
