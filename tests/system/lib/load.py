"""Many clients, each connecting anew all the while: load.py CLIENTS STOP-FILE. Runs until the file is there, then prints what became of
every attempt: answered, refused (the connection), lost (the connection or the replies did not come), and the slowest answer."""
import asyncio
import os
import sys
import time

PAUSE = 0.2     # seconds between two connections of one client
PATIENCE = 60   # seconds that a client waits for its connection, and then for its replies

counts = {"answered": 0, "refused": 0, "lost": 0}
faults = {}
slowest = 0.0


async def attempt():
    """One connection, one command; returns what became of it."""
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", 5555), PATIENCE)
    except asyncio.TimeoutError:
        return "lost", f"no connection after {PATIENCE} s"
    except OSError as error:
        return "refused", str(error)
    try:
        writer.write(b"LED ON\nQUIT\n")
        replies = await asyncio.wait_for(reader.read(), PATIENCE)
        return ("answered", "") if replies.startswith(b"OK LED On") else ("lost", f"replies {replies!r}")
    except (OSError, asyncio.TimeoutError) as error:
        return "lost", repr(error)
    finally:
        writer.close()


async def client(number, clients, stop):
    global slowest
    await asyncio.sleep(PAUSE * number / clients)
    while not os.path.exists(stop):
        begin = time.monotonic()
        what, why = await attempt()
        slowest = max(slowest, time.monotonic() - begin)
        counts[what] += 1
        if why:
            faults[why] = faults.get(why, 0) + 1
        await asyncio.sleep(PAUSE)


async def main():
    clients, stop = int(sys.argv[1]), sys.argv[2]
    with open(stop + ".running", "w", encoding="utf-8"):
        pass
    await asyncio.gather(*(client(number, clients, stop) for number in range(clients)))
    print(" ".join(f"{what}={count}" for what, count in counts.items()), f"slowest_ms={slowest * 1000:.0f}")
    for why, count in faults.items():
        print(f"{count} times: {why}")


asyncio.run(main())
