"""A process of a case: does the system calls it is told, each in a thread of its own."""

import ctypes
import json
import os
import select
import socket
import struct
import threading
import time

libc = ctypes.CDLL(None, use_errno=True)
SOCKADDR = 28
FAMILIES = {"tcp": (socket.AF_INET, socket.SOCK_STREAM), "udp": (socket.AF_INET, socket.SOCK_DGRAM),
            "tcp6": (socket.AF_INET6, socket.SOCK_STREAM), "udp6": (socket.AF_INET6, socket.SOCK_DGRAM)}
PLAIN = {"SO_REUSEADDR": (socket.SOL_SOCKET, socket.SO_REUSEADDR),
         "SO_REUSEPORT": (socket.SOL_SOCKET, socket.SO_REUSEPORT),
         "SO_BROADCAST": (socket.SOL_SOCKET, socket.SO_BROADCAST),
         "IPV6_V6ONLY": (socket.IPPROTO_IPV6, socket.IPV6_V6ONLY),
         "TCP_USER_TIMEOUT": (socket.IPPROTO_TCP, 18)}
POLLS = (("IN", select.POLLIN), ("OUT", select.POLLOUT), ("ERR", select.POLLERR),
         ("HUP", select.POLLHUP), ("RDHUP", select.POLLRDHUP))


def errno_name(number):
    import errno
    return {"EWOULDBLOCK": "EAGAIN", "ENOTSUP": "EOPNOTSUPP"}.get(
        errno.errorcode[number], errno.errorcode[number])


class Failed(Exception):
    pass


def check(result):
    if result < 0:
        raise Failed(errno_name(ctypes.get_errno()))
    return result


def pack_address(addr, port):
    """A sockaddr for the family that the text has."""
    port &= 0xFFFF
    if ":" in addr:
        return struct.pack("=HHI16sI", socket.AF_INET6, socket.htons(port), 0,
                           socket.inet_pton(socket.AF_INET6, addr), 0)
    return struct.pack("=HH4s8x", socket.AF_INET, socket.htons(port), socket.inet_aton(addr))


def show_address(raw):
    family, port = struct.unpack("=HH", raw[:4])
    port = socket.ntohs(port)
    if family == socket.AF_INET6:
        return "[%s]:%d" % (socket.inet_ntop(socket.AF_INET6, raw[8:24]), port)
    return "%s:%d" % (socket.inet_ntoa(raw[4:8]), port)


def name_of(fd, call):
    raw, size = ctypes.create_string_buffer(SOCKADDR), ctypes.c_uint32(SOCKADDR)
    check(call(fd, raw, ctypes.byref(size)))
    return show_address(raw.raw)


def data_of(step):
    return step["data"].encode("latin-1") if "data" in step else b"x" * step.get("size", 0)


class Agent:
    def __init__(self):
        self.fds = {}

    def fd(self, step):
        return self.fds.get(step.get("sock"), -1)

    def ends(self, fd):
        return {"local": name_of(fd, libc.getsockname), "peer": name_of(fd, libc.getpeername)}

    def do(self, step):
        """The outcome of one action: result and value."""
        try:
            value = getattr(self, "do_" + step["op"])(step)
            return {"result": "ok", **({"value": value} if value else {})}
        except Failed as failed:
            return {"result": str(failed)}

    def do_socket(self, step):
        self.fds[step["sock"]] = check(libc.socket(*FAMILIES[step["type"]], 0))

    def do_setsockopt(self, step):
        option, value = step["option"], step["value"]
        if option == "O_NONBLOCK":
            fd = self.fd(step)
            flags = check(libc.fcntl(fd, 3, 0))
            check(libc.fcntl(fd, 4, flags | os.O_NONBLOCK if value else flags & ~os.O_NONBLOCK))
        elif option == "SO_LINGER":
            self.set(step, socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", *value))
        elif option == "SO_RCVTIMEO":
            raw = struct.pack("ll", value // 1000, value % 1000 * 1000)
            self.set(step, socket.SOL_SOCKET, socket.SO_RCVTIMEO, raw)
        elif option == "SO_KEEPALIVE":
            value = value if isinstance(value, list) else [value]
            self.set(step, socket.SOL_SOCKET, socket.SO_KEEPALIVE, struct.pack("i", value[0]))
            for name, number in zip((4, 5, 6), value[1:]):
                self.set(step, socket.IPPROTO_TCP, name, struct.pack("i", number))
        else:
            self.set(step, *PLAIN[option], struct.pack("i", value))

    def set(self, step, level, name, raw):
        check(libc.setsockopt(self.fd(step), level, name, raw, len(raw)))

    def do_getsockopt(self, step):
        number, size = ctypes.c_int(0), ctypes.c_uint32(4)
        level, name = PLAIN.get(step["option"], (socket.SOL_SOCKET, socket.SO_ERROR))
        check(libc.getsockopt(self.fd(step), level, name, ctypes.byref(number), ctypes.byref(size)))
        if step["option"] != "SO_ERROR":
            return {"value": number.value}
        return {"value": errno_name(number.value) if number.value else "none"}

    def do_bind(self, step):
        raw, fd = pack_address(step["addr"], step["port"]), self.fd(step)
        check(libc.bind(fd, raw, len(raw)))
        return {"local": name_of(fd, libc.getsockname)}

    def do_listen(self, step):
        check(libc.listen(self.fd(step), step["backlog"]))

    def do_connect(self, step):
        raw, fd = pack_address(step["addr"], step["port"]), self.fd(step)
        check(libc.connect(fd, raw, len(raw)))
        return self.ends(fd)

    def do_accept(self, step):
        raw, size = ctypes.create_string_buffer(SOCKADDR), ctypes.c_uint32(SOCKADDR)
        fd = check(libc.accept(self.fd(step), raw, ctypes.byref(size)))
        self.fds[step["as"]] = fd
        return {"local": name_of(fd, libc.getsockname), "peer": show_address(raw.raw)}

    def sent(self, step, n):
        return {"n": n if n == len(data_of(step)) else "part"}

    def do_send(self, step):
        data = data_of(step)
        return self.sent(step, check(libc.send(self.fd(step), data, len(data), socket.MSG_NOSIGNAL)))

    def do_sendto(self, step):
        data, raw = data_of(step), pack_address(step["addr"], step["port"])
        n = libc.sendto(self.fd(step), data, len(data), socket.MSG_NOSIGNAL, raw, len(raw))
        return self.sent(step, check(n))

    def do_recv(self, step):
        most = step.get("max", 65536)
        buffer = ctypes.create_string_buffer(max(1, most))
        n = check(libc.recv(self.fd(step), buffer, most, 2 if step.get("peek") else 0))
        return {"n": n, "data": buffer.raw[: min(n, 200)].decode("latin-1")}

    def do_recvfrom(self, step):
        most = step.get("max", 65536)
        buffer = ctypes.create_string_buffer(max(1, most))
        raw, size = ctypes.create_string_buffer(SOCKADDR), ctypes.c_uint32(SOCKADDR)
        n = check(libc.recvfrom(self.fd(step), buffer, most, 0, raw, ctypes.byref(size)))
        value = {"n": n, "data": buffer.raw[: min(n, 200)].decode("latin-1")}
        return {**value, "from": show_address(raw.raw)} if size.value else value

    def do_drain(self, step):
        fd, total = self.fd(step), 0
        buffer = ctypes.create_string_buffer(65536)
        if fd < 0:
            raise Failed("EBADF")
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        while poll.poll(200):
            n = libc.recv(fd, buffer, 65536, socket.MSG_DONTWAIT)
            if n < 0 and not total:
                raise Failed(errno_name(ctypes.get_errno()))
            if n <= 0:
                break
            total += n
        return {"n": total}

    def do_shutdown(self, step):
        check(libc.shutdown(self.fd(step), {"rd": 0, "wr": 1, "rdwr": 2}[step["how"]]))

    def do_close(self, step):
        check(libc.close(self.fds.pop(step.get("sock"), -1)))

    def do_getsockname(self, step):
        return {"local": name_of(self.fd(step), libc.getsockname)}

    def do_getpeername(self, step):
        return {"peer": name_of(self.fd(step), libc.getpeername)}

    def do_poll(self, step):
        if self.fd(step) < 0:
            raise Failed("EBADF")
        poll = select.poll()
        poll.register(self.fd(step), select.POLLIN | select.POLLOUT | select.POLLRDHUP)
        seen = dict(poll.poll(0)).get(self.fd(step), 0)
        return {"events": [name for name, bit in POLLS if seen & bit]}


def serve(door):
    """Reads actions from `door`, a SEQPACKET socket, until it closes or one says `exit`."""
    agent, lock = Agent(), threading.Lock()

    def act(number, step):
        since = time.monotonic()
        told = agent.do(step)
        text = json.dumps({"call": number, "took": time.monotonic() - since, **told})
        with lock:
            door.send(text.encode())

    while True:
        raw = door.recv(1 << 20)
        if not raw:
            os._exit(0)
        order = json.loads(raw)
        if order["step"]["op"] == "exit":
            os._exit(0)
        threading.Thread(target=act, args=(order["call"], order["step"]), daemon=True).start()
