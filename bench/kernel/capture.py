"""What a case's outcome tells of the kernel: packets from AF_PACKET, sockets from sock_diag(7)."""

import socket
import struct
from ipaddress import ip_address

ETH_P_ALL, OUTGOING = 3, 4
STATES = ("", "ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "UNCONN",
          "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING", "SYN-RECV")
ICMP4 = {(3, 0): "net-unreachable", (3, 1): "host-unreachable", (3, 3): "port-unreachable",
         (3, 4): "too-big", (3, 10): "admin-prohibited", (3, 13): "admin-prohibited",
         (11, 0): "time-exceeded", (8, 0): "echo-request", (0, 0): "echo-reply"}
ICMP6 = {(1, 0): "net-unreachable", (1, 1): "admin-prohibited", (1, 3): "host-unreachable",
         (1, 4): "port-unreachable", (2, 0): "too-big", (3, 0): "time-exceeded"}


def open_capture():
    """A socket that hears all interfaces of the network namespace it is opened in."""
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    tap.setsockopt(socket.SOL_SOCKET, 33, 1 << 24)  # SO_RCVBUFFORCE
    tap.setsockopt(socket.SOL_SOCKET, 35, 1)  # SO_TIMESTAMPNS
    tap.setblocking(False)
    return tap


def read_capture(tap, host):
    """The packets that left since the last time: (time, host, lo, bytes of the IP packet)."""
    seen = []
    while True:
        try:
            raw, notes, _, (_, proto, kind, _, _) = tap.recvmsg(256, 256)
        except BlockingIOError:
            return seen
        if kind != OUTGOING or proto not in (0x0800, 0x86DD):
            continue
        at = next((struct.unpack("=qq", d[:16]) for _, t, d in notes if t == 35), (0, 0))
        seen.append((at, host, raw[:12] == bytes(12), raw[14:]))


def show(addr, port):
    return "[%s]:%d" % (addr, port) if ":" in addr else "%s:%d" % (addr, port)


def parse_ip(raw):
    """(source, destination, protocol, time to live, payload, its full length) of an IP packet."""
    if raw[0] >> 4 == 4:
        size = (raw[0] & 15) * 4
        total = struct.unpack("!H", raw[2:4])[0]
        if struct.unpack("!H", raw[6:8])[0] & 0x1FFF:  # a later fragment
            return socket.inet_ntoa(raw[12:16]), socket.inet_ntoa(raw[16:20]), raw[9], raw[8], b"", 0
        return (socket.inet_ntoa(raw[12:16]), socket.inet_ntoa(raw[16:20]), raw[9], raw[8],
                raw[size:], total - size)
    ends = [socket.inet_ntop(socket.AF_INET6, raw[at:at + 16]) for at in (8, 24)]
    return (*ends, raw[6], raw[7], raw[40:], struct.unpack("!H", raw[4:6])[0])


class Reader:
    """Turns raw packets into the oracle's words; remembers each direction's numbers."""

    def __init__(self):
        self.first, self.most, self.opening = {}, {}, set()

    def read(self, host, lo, raw):
        src, dst, proto, ttl, body, length = parse_ip(raw)
        if not body:
            return None
        base = {"from": host}
        ends = {"lo": True} if lo else {}
        # A multicast datagram begins with a time to live of 1.
        passed = {"forwarded": True} if not lo and ttl < 64 and not ip_address(dst).is_multicast else {}
        if proto in (1, 58):
            names = ICMP4 if proto == 1 else ICMP6
            kind = names.get((body[0], body[1]))
            if kind is None:
                return None
            about = {}
            if not kind.startswith("echo"):
                s, d, p, _, inner, _ = parse_ip(body[8:])
                ports = struct.unpack("!HH", inner[:4]) if p in (6, 17) else (0, 0)
                name = {6: "tcp", 17: "udp"}.get(p, "icmp")
                about = {"about": "%s %s > %s" % (name, show(s, ports[0]), show(d, ports[1]))}
            return {**base, "proto": "icmp", "src": src, "dst": dst, "type": kind, **about, **ends, **passed}
        if proto not in (6, 17):
            return None
        sport, dport = struct.unpack("!HH", body[:4])
        src, dst = show(src, sport), show(dst, dport)
        if proto == 17:
            return {**base, "proto": "udp", "src": src, "dst": dst, "len": struct.unpack("!H", body[4:6])[0] - 8, **ends, **passed}
        seq, ack = struct.unpack("!II", body[4:12])
        bits, size = body[13], length - (body[12] >> 4) * 4
        flags = "".join(name for name, bit in (("S", 2), ("F", 1), ("R", 4), ("A", 16)) if bits & bit)
        role = self.role(src, dst, flags, seq, size, bool(passed))
        since = lambda key, number: (number - self.first.get(key, number)) % 2**32
        return {**base, "proto": "tcp", "src": src, "dst": dst, "flags": flags,
                "seq": since((src, dst), seq), "ack": since((dst, src), ack) if bits & 16 else 0,
                "len": size, **({"role": role} if role else {}), **ends, **passed}

    def role(self, src, dst, flags, seq, size, passed):
        """What the segment is beyond its numbers; remembers how far its direction has come."""
        key = (src, dst)
        ahead = lambda a, b: (a - b + 2**31) % 2**32 - 2**31
        end = (seq + size + ("S" in flags) + ("F" in flags)) % 2**32
        if key not in self.first or ("S" in flags and self.first[key] != seq):
            self.first[key] = self.most[key] = seq
            self.opening.add(key)
        # One direction has both a SYN and a SYN-ACK where both sides called at once.
        second = "S" in flags and "A" in flags and (key, "S") in self.opening and (key, "SA") not in self.opening
        old, before = ahead(end, self.most[key]) <= 0, ahead(seq, self.most[key]) < 0
        if not passed:
            self.most[key] = self.most[key] if old else end
            if "S" in flags:
                self.opening.add((key, flags))
        if second:
            self.opening.discard(key)
        if "R" in flags or second:
            return None
        if size or "S" in flags or "F" in flags:
            if "S" not in flags or "A" in flags:
                self.opening.discard(key)
            return "retransmit" if old else None
        if before:
            return "keepalive"
        if key in self.opening:
            if not passed:
                self.opening.discard(key)
            return "handshake-ack"
        return "ack"


def open_diag():
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4)  # NETLINK_SOCK_DIAG


def read_sockets(diag):
    """The rows that `ss -tuan` shows for the namespace that `diag` was opened in."""
    rows = []
    for family in (socket.AF_INET, socket.AF_INET6):
        for name, proto in (("tcp", 6), ("udp", 17)):
            query = struct.pack("=BBBxI48x", family, proto, 0, 0xFFF)
            head = struct.pack("=IHHII", 16 + len(query), 20, 0x301, 1, 0)
            diag.send(head + query)
            rows += [row for raw in dump(diag) if (row := read_row(name, family, raw))]
    return rows


def dump(diag):
    while True:
        raw = diag.recv(1 << 18)
        while len(raw) >= 16:
            size, kind = struct.unpack("=IH", raw[:6])
            if kind in (2, 3):  # error, done
                return
            yield raw[16:size]
            raw = raw[(size + 3) & ~3:]


def read_row(proto, family, raw):
    _, state = struct.unpack("=BB", raw[:2])
    sport, dport = struct.unpack("!HH", raw[4:8])
    cut = 4 if family == socket.AF_INET else 16
    local, peer = (socket.inet_ntop(family, raw[at:at + cut]) for at in (8, 24))
    recv_q, send_q = struct.unpack("=II", raw[56:64])
    only, rest = False, raw[72:]
    while len(rest) >= 4:
        size, kind = struct.unpack("=HH", rest[:4])
        if kind == 11:  # INET_DIAG_SKV6ONLY
            only = rest[4] != 0
        rest = rest[(size + 3) & ~3:]
    dual = family == socket.AF_INET6 and local == "::" and not only
    mapped = local.startswith("::ffff:")
    mine = "*:%d" % sport if dual else show(local, sport)
    none = "*" if dual or mapped else "[::]" if family == socket.AF_INET6 else "0.0.0.0"
    count = lambda n: "big" if n > 65536 else n
    return {"proto": proto, "state": STATES[state], "recv_q": count(recv_q), "send_q": count(send_q),
            "local": mine, "peer": show(peer, dport) if dport else none + ":*"}
