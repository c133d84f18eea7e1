"""The small Python programs that students write: what socketlab must get on with. Each is as simple as the lesson has it, faults included:
one recv is taken for one message, and nothing marks a message's end.

Use: peers.py NAME ARGUMENT...
"""
import socket
import struct
import sys
import time

IP_RECVTTL = 12  # ip(7); older Pythons do not name it


def stream_to(port):
    peer = socket.socket()
    peer.connect(("127.0.0.1", int(port)))
    return peer


def listen():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(5)
    print("port", server.getsockname()[1])
    return server


def datagrams():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def echo_client(port, text):
    with stream_to(port) as peer:
        peer.sendall(text.encode())
        print(peer.recv(1024).decode())


def echo_client_udp(port, text):
    with datagrams() as peer:
        peer.sendto(text.encode(), ("127.0.0.1", int(port)))
        print(peer.recvfrom(4096)[0].decode())


def echo_server():
    """One recv, one reply in capitals without the blanks around it, and close."""
    with listen() as server:
        while True:
            peer, _ = server.accept()
            with peer:
                text = peer.recv(1024).strip()
                print("wrote", text.decode())
                peer.sendall(text.upper())


def echo_server_udp():
    with datagrams() as server:
        server.bind(("127.0.0.1", 0))
        print("port", server.getsockname()[1])
        while True:
            text, sender = server.recvfrom(4096)
            print("wrote", text.decode())
            server.sendto(text.strip().upper(), sender)


def greet_client(port, count="1"):
    """As many recvs as messages are expected; the second waits until a line is typed."""
    with stream_to(port) as peer:
        for call in range(int(count)):
            if call == 1:
                input()
            print(call + 1, peer.recv(1024).decode())


def greet_server(*messages):
    with listen() as server:
        while True:
            peer, _ = server.accept()
            with peer:
                for message in messages:
                    peer.send(message.encode())


def pingpong_client(port):
    with stream_to(port) as peer:
        while (text := input()) != "SAIR":
            peer.send(text.encode())
            print("answer", peer.recv(1024).decode())
    print("closed")


def pingpong_server():
    with listen() as server:
        while True:
            peer, _ = server.accept()
            with peer:
                while text := peer.recv(1024):
                    print("message", text.decode())
                    peer.send(input().encode())
            print("closed")


def pingpong_client_udp(port, *texts):
    """Answers must come to the socket that asked."""
    with datagrams() as peer:
        for text in texts:
            peer.sendto(text.encode(), ("127.0.0.1", int(port)))
            print("answer", peer.recvfrom(4096)[0].decode())


def flood_client(port, count, pause_every="0"):
    with datagrams() as peer:
        for number in range(1, int(count) + 1):
            peer.sendto(f"{number} of {count}".encode(), ("127.0.0.1", int(port)))
            if int(pause_every) and number % int(pause_every) == 0:
                time.sleep(0.001)
    print("sent", count)


def datagrams_client(port, *texts):
    with datagrams() as peer:
        for text in texts:
            peer.sendto(text.encode(), ("127.0.0.1", int(port)))


def flood_server(count):
    with datagrams() as server:
        server.bind(("127.0.0.1", 0))
        print("port", server.getsockname()[1])
        seen = {server.recv(4096) for _ in range(int(count))}
        print("different", len(seen))


def multicast_receiver(group, port, interface="0.0.0.0"):
    with datagrams() as receiver:
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        receiver.bind(("", int(port)))
        member = struct.pack("4s4s", socket.inet_aton(group), socket.inet_aton(interface))
        receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        print("joined")
        while True:
            print("received", receiver.recv(10240).decode())


def multicast_ttl(group, port, interface):
    """Shows with what TTL a datagram arrives."""
    with datagrams() as receiver:
        receiver.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
        receiver.bind(("", int(port)))
        member = struct.pack("4s4s", socket.inet_aton(group), socket.inet_aton(interface))
        receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        print("joined")
        _, extra, _, _ = receiver.recvmsg(1024, 64)
        print("ttl", struct.unpack("i", extra[0][2])[0])


def multicast_sender(group, port, text, interface="0.0.0.0"):
    with datagrams() as sender:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 2)
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        sender.sendto(text.encode(), (group, int(port)))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
