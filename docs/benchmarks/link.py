#!/usr/bin/env python3
"""A slow, lossy link between this network namespace (10.0.0.1) and a new one (10.0.0.2), as netem makes it, for kernels without netem.

    link.py DELAY LOSS RATE     seconds one way, share of packets lost each way, bytes a second each way (0: no limit)

Works on IP packets of 1500 bytes, so TCP meets the delay and the losses as on a real link. Prints a line when the link is up;
it and the new namespace, which is this process's, are gone when this process ends. Needs root, or the like of `unshare -rn`.
"""
import ctypes
import fcntl
import os
import random
import select
import struct
import subprocess
import sys
import time
from collections import deque
from itertools import islice

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
PACKET = 1500
BUFFER = 1000  # packets that wait for a link with a rate before more are dropped, netem's default
SETTINGS = [f"/proc/sys/net/ipv4/{name}" for name in ("tcp_congestion_control", "tcp_no_metrics_save")]


class End:
    """One end of the link: packets that are read here leave at the other end."""

    def __init__(self, address):
        self.device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.device, TUNSETIFF, struct.pack("16sH22x", b"wire", IFF_TUN | IFF_NO_PI))
        for command in (f"addr add {address}/24 dev wire", "link set wire up txqueuelen 2000", "link set lo up"):
            subprocess.run(["ip", *command.split()], check=True)
        self.leaving = deque()  # (when, packet)
        self.busy_until = 0.0

    def fileno(self):
        return self.device

    def read(self):
        try:
            return os.read(self.device, 65536)
        except BlockingIOError:
            return None

    def accept(self, packet, now, delay, rate):
        if rate:
            begin = max(now, self.busy_until)
            if begin - now > BUFFER * PACKET / rate:
                return
            now = self.busy_until = begin + len(packet) / rate
        self.leaving.append((now + delay, packet))

    def release(self, now):
        while self.leaving and self.leaving[0][0] <= now:
            os.write(self.device, self.leaving.popleft()[1])


def main(delay, loss, rate):
    near = End("10.0.0.1")
    settings = [open(path).read() for path in SETTINGS]
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "no new network namespace")
    far = End("10.0.0.2")
    for path, value in zip(SETTINGS, settings):
        open(path, "w").write(value)
    print("up", flush=True)
    other = {near: far, far: near}
    chance = random.Random(1).random
    while True:
        first = min((end.leaving[0][0] for end in other if end.leaving), default=None)
        readable, _, _ = select.select(list(other), [], [], None if first is None else max(0.0, first - time.monotonic()))
        now = time.monotonic()
        for end in readable:
            for packet in islice(iter(end.read, None), 64):
                if chance() >= loss:
                    other[end].accept(packet, now, delay, rate)
        now = time.monotonic()
        for end in other:
            end.release(now)


if __name__ == "__main__":
    try:
        main(*map(float, sys.argv[1:4]))
    except KeyboardInterrupt:
        pass
