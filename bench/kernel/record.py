#!/usr/bin/env python3
"""What the Linux kernel makes of scenarios of system calls. docs/kernel-truth.md describes it.

    record.py [--jobs N] OUT_DIR SCENARIO.json...

Each host becomes a network namespace, each interface a TAP device, each process a process. Needs
root, Linux 6, iproute2, nftables and a C compiler. Writes OUT_DIR/ID.json.
"""

import ctypes
import fcntl
import json
import os
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import time

import agent
from capture import Reader, open_capture, open_diag, read_capture, read_sockets

HERE = os.path.dirname(os.path.abspath(__file__))
NEWNET = 0x40000000
QUICK = {"socket", "bind", "listen", "setsockopt", "getsockopt", "getsockname", "getpeername", "poll",
         "firewall_add", "firewall_clear"}
CLOCKS = {"net.ipv4.tcp_syn_retries": 2, "net.ipv4.tcp_syn_linear_timeouts": 0,
          "net.ipv4.tcp_congestion_control": "reno", "net.ipv4.tcp_rmem": "4096 131072 6291456",
          "net.ipv4.conf.all.rp_filter": 0, "net.ipv4.conf.default.rp_filter": 0}
REJECT4 = {"port": "port-unreachable", "host": "host-unreachable", "net": "net-unreachable",
           "admin": "admin-prohibited"}
REJECT6 = {"port": "port-unreachable", "host": "addr-unreachable", "net": "no-route",
           "admin": "admin-prohibited"}
USER = 1000
libc = ctypes.CDLL(None, use_errno=True)


def enter(ns):
    if libc.setns(ns, NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def run(*words, text=None):
    done = subprocess.run(words, input=text, text=True, capture_output=True)
    if done.returncode:
        raise RuntimeError("%s: %s" % (" ".join(words), done.stderr.strip()))


def nft_rules(rules):
    """The rules as two nft tables, one for each family: the first that fits decides."""
    lines = ["flush ruleset"]
    for family, reject, kind in (("ip", REJECT4, "icmp"), ("ip6", REJECT6, "icmpv6")):
        lines.append("table %s pf {" % family)
        for hook, chain in (("in", "input"), ("out", "output"), ("forward", "forward")):
            lines.append("chain %s { type filter hook %s priority 0;" % (chain, chain))
            for rule in rules:
                ends = [rule[k] for k in ("src", "dst") if k in rule]
                if rule["hook"] != hook or any((":" in e) != (family == "ip6") for e in ends):
                    continue
                lines.append(nft_rule(rule, family, reject, kind))
            lines.append("}")
        lines.append("}")
    return "\n".join(lines) + "\n"


def nft_rule(rule, family, reject, kind):
    proto, action = rule.get("proto", "any"), rule["action"]
    words = [] if proto == "any" else ["meta l4proto", proto]
    if proto == "any" and action == "reject-rst":
        words = ["meta l4proto tcp"]
    for key in ("sport", "dport"):
        if key in rule:
            words += ["th" if proto == "any" else proto, key, str(rule[key])]
    if proto == "any" and ("sport" in rule or "dport" in rule) and action != "reject-rst":
        words = ["meta l4proto { tcp, udp }"] + words
    for key, name in (("src", "saddr"), ("dst", "daddr")):
        if key in rule:
            words += [family, name, rule[key]]
    if action == "drop":
        words.append("drop")
    elif action == "reject-rst":
        words.append("reject with tcp reset")
    else:
        words.append("reject with %s type %s" % (kind, reject[action[7:]]))
    return " ".join(words)


class Host:
    """One network namespace."""

    def __init__(self, name, spec):
        self.name, self.spec, self.taps = name, spec, {}
        self.rules = list(spec.get("firewall", []))
        self.begin()

    def begin(self):
        if libc.unshare(NEWNET):
            raise OSError(ctypes.get_errno(), "unshare")
        self.ns = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self.capture, self.diag = open_capture(), open_diag()
        self.sysctl({**CLOCKS, "net.ipv6.conf.all.disable_ipv6": 0})
        run("ip", "link", "set", "lo", "up")

    def sysctl(self, values):
        for name, value in values.items():
            with open("/proc/sys/" + name.replace(".", "/"), "w") as file:
                file.write(str(value))

    def add_interface(self, iface, mac):
        """A new TAP device, as an open file."""
        tap = os.open("/dev/net/tun", os.O_RDWR)
        flags = 0x0002 | 0x1000 | 0x4000  # IFF_TAP, IFF_NO_PI, IFF_VNET_HDR
        fcntl.ioctl(tap, 0x400454CA, struct.pack("16sH22x", iface.encode(), flags))
        # TUNSETOFFLOAD: checksums only, or the packets would be larger than those on a wire.
        fcntl.ioctl(tap, 0x400454D0, 0x01)
        run("ip", "link", "set", iface, "address", mac)
        self.taps[iface] = tap

    def configure(self):
        """Addresses, routes, parameters and rules."""
        enter(self.ns)
        for iface, spec in self.spec["interfaces"].items():
            six = ":" in spec["addr"]
            self.sysctl({"net.ipv6.conf.%s.accept_dad" % iface: 0,
                         "net.ipv6.conf.%s.router_solicitations" % iface: 0,
                         "net.ipv6.conf.%s.disable_ipv6" % iface: 0 if six else 1,
                         "net.ipv4.neigh.%s.retrans_time_ms" % iface: 800})
            run("ip", "addr", "add", spec["addr"], "dev", iface, *(["nodad"] if six else ["brd", "+"]))
            run("ip", "link", "set", iface, "up")
        for route in self.spec.get("routes", []):
            words = [route["kind"], route["to"]] if "kind" in route else [route["to"], "via", route["via"]]
            six = ["-6"] if ":" in route["to"] + route.get("via", "") else []
            run("ip", *six, "route", "add", *words)
        low, high = self.spec.get("ephemeral_range", (32768, 60999))
        values = {"net.ipv4.ip_local_port_range": "%d %d" % (low, high),
                  "net.ipv4.ip_forward": int(bool(self.spec.get("forward"))),
                  "net.ipv6.conf.all.forwarding": int(bool(self.spec.get("forward"))), **self.spec.get("sysctl", {})}
        self.sysctl(values)
        if self.rules:
            self.apply_rules()

    def apply_rules(self):
        enter(self.ns)
        run("nft", "-f", "-", text=nft_rules(self.rules))

    def renew(self):
        """The same cables in a new namespace: the power was cut."""
        self.capture.close()
        self.diag.close()
        old = self.ns
        self.begin()
        for iface in self.taps:
            enter(old)
            subprocess.run(["ip", "link", "set", iface, "netns", "/proc/%d/fd/%d" % (os.getpid(), self.ns)],
                           check=True)
        self.configure()
        return old


class Process:
    def __init__(self, host, user):
        mine, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        enter(host.ns)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                door = os.dup2(other.fileno(), 3, False)
                os.closerange(4, 4096)
                if user != "root":
                    os.setgroups([])
                    os.setresgid(USER, USER, USER)
                    os.setresuid(USER, USER, USER)
                agent.serve(socket.socket(fileno=door))
            finally:
                os._exit(1)
        other.close()
        self.door = mine

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.door.close()


class Case:
    def __init__(self, spec):
        self.spec, self.procs, self.calls, self.reader = spec, {}, {}, Reader()
        self.hosts, ports, self.cables, self.used = {}, [], {}, set()
        self.numbers = 0
        for name, host in spec["hosts"].items():
            self.hosts[name] = made = Host(name, host)
            for iface, place in host["interfaces"].items():
                mac = "02:00:00:00:%02x:%02x" % (len(self.hosts), len(made.taps) + 1)
                made.add_interface(iface, mac)
                self.cables[name, iface] = len(ports)
                ports.append("%d,%s,%s" % (made.taps[iface], place["lan"], mac))
        fds = [fd for host in self.hosts.values() for fd in host.taps.values()]
        self.lan = subprocess.Popen([os.path.join(HERE, ".lan"), *ports], pass_fds=fds,
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for host in self.hosts.values():
            host.configure()
        for name, proc in spec["procs"].items():
            self.procs[name] = Process(self.hosts[proc["host"]], proc["user"])
        time.sleep(0.5)
        self.packets()

    def tell_lan(self, host, iface, word):
        self.lan.stdin.write(b"%s %d" % (word, self.cables[host, iface]))
        self.lan.stdin.flush()
        self.lan.stdout.readline()

    def listen_until(self, until, done=lambda: False):
        """Takes in replies until a time, or until `done` says so."""
        while not done() and (left := until - time.monotonic()) > 0:
            doors = {proc.door: name for name, proc in self.procs.items()}
            for door in select.select(list(doors), [], [], left)[0]:
                try:
                    raw = door.recv(1 << 20)
                except ConnectionError:
                    raw = b""
                if not raw:
                    self.procs.pop(doors[door]).end()
                    continue
                told = json.loads(raw)
                self.calls[told.pop("call")].update(told, done=True)

    def packets(self):
        raw = sorted((p for host in self.hosts.values() for p in read_capture(host.capture, host.name)),
                     key=lambda p: p[0])
        return [p for _, host, lo, data in raw if (p := self.reader.read(host, lo, data))]

    def run(self):
        steps = []
        for index, step in enumerate(self.spec["steps"]):
            before = {n for n, call in self.calls.items() if not call.get("done")}
            told = self.do(step, index)
            self.listen_until(time.monotonic() + (0.01 if step["op"] in QUICK else 0.22))
            finished = sorted(self.calls[n]["index"] for n in before if self.calls[n].get("done")
                              and self.calls[n]["step"].get("id", "") != step.get("of"))
            outcome = {"step": index, **told, **({"finished": finished} if finished else {})}
            packets = self.packets()
            if not self.spec.get("no_packets"):
                outcome["packets"] = packets
            if not self.spec.get("no_sockets"):
                outcome["sockets"] = {name: read_sockets(host.diag) for name, host in self.hosts.items()}
            steps.append(outcome)
        release = ".".join(os.uname().release.split(".")[:2])
        return {"id": self.spec["id"], "kernel": release, "steps": steps}

    def do(self, step, index):
        op = step["op"]
        if op == "sleep":
            self.listen_until(time.monotonic() + step["ms"] / 1000)
            return {"result": "ok"}
        if op == "await":
            call = next(c for c in self.calls.values() if c["step"].get("id") == step["of"])
            limit = step.get("limit_ms", 20000) / 1000
            self.listen_until(time.monotonic() + limit, lambda: "done" in call)
            return {**self.told(call), "took_s": round(call["took"])} if "done" in call else {"result": "blocked"}
        if "host" in step:
            self.on_host(self.hosts[step["host"]], step)
            return {"result": "ok"}
        return self.in_process(step, index)

    def told(self, call):
        return {key: call[key] for key in ("result", "value") if key in call}

    def on_host(self, host, step):
        op = step["op"]
        if op == "firewall_add":
            host.rules.append(step["rule"])
            host.apply_rules()
        elif op == "firewall_clear":
            host.rules.clear()
            host.apply_rules()
        elif op == "link":
            up = step["state"] == "up"
            if not up:
                self.tell_lan(host.name, step["iface"], b"d")
            fcntl.ioctl(host.taps[step["iface"]], 0x400454E2, struct.pack("i", up))  # TUNSETCARRIER
            if up:
                self.tell_lan(host.name, step["iface"], b"u")
        elif op in ("addr_add", "addr_del"):
            enter(host.ns)
            tail = ["nodad"] if ":" in step["addr"] else ["brd", "+"]
            run("ip", "addr", op[5:], step["addr"], "dev", step["iface"], *(tail if op == "addr_add" else []))
        elif op == "power_cut":
            old = host.renew()
            for name in [n for n in self.procs if self.spec["procs"][n]["host"] == host.name]:
                self.procs.pop(name).end()
                if name not in self.used:
                    self.procs[name] = Process(host, self.spec["procs"][name]["user"])
            os.close(old)
        else:
            raise ValueError("no such action of a host: " + op)

    def in_process(self, step, index):
        name = step["proc"]
        self.used.add(name)
        if name not in self.procs:
            return {"result": "ESRCH"}
        proc = self.procs[name]
        if step["op"] in ("exit", "kill"):
            if step["op"] == "exit":
                proc.door.send(json.dumps({"call": 0, "step": step}).encode())
                proc.door.recv(1)
            self.procs.pop(name).end()
            return {"result": "ok"}
        self.numbers += 1
        call = self.calls[self.numbers] = {"step": step, "index": index}
        proc.door.send(json.dumps({"call": self.numbers, "step": step}).encode())
        limit = 30 if step["op"] == "drain" else 0.35
        self.listen_until(time.monotonic() + limit, lambda: "done" in call)
        if "done" in call:
            return self.told(call)
        if step["op"] != "connect":
            return {"result": "blocked"}
        self.numbers += 1
        asked = self.calls[self.numbers] = {"step": {}, "index": index}
        order = {"call": self.numbers, "step": {"op": "getsockname", "sock": step["sock"]}}
        proc.door.send(json.dumps(order).encode())
        self.listen_until(time.monotonic() + 1, lambda: "done" in asked)
        return {"result": "blocked", **({"value": asked["value"]} if "value" in asked else {})}

    def end(self):
        for proc in self.procs.values():
            proc.end()
        self.lan.stdin.close()
        self.lan.wait()


def name_ports(outcome, spec):
    """Ephemeral ports become E1, E2, ... in the order in which they are first seen."""
    named = {step.get("port") for step in spec["steps"]}
    ranges = [host.get("ephemeral_range", (32768, 60999)) for host in spec["hosts"].values()]
    ranges.append((32768, 60999))
    addresses = {i["addr"].split("/")[0]: n for n, h in spec["hosts"].items() for i in h["interfaces"].values()}
    seen = {}

    def rename(match):
        addr, port = match[1], int(match[2])
        if port in named or not any(low <= port <= high for low, high in ranges):
            return match[0]
        bare = addr.strip("[]").removeprefix("::ffff:")
        key = (addresses.get(bare), port)
        key = next((k for k in seen if k[1] == port), key)
        return "%s:%s" % (addr, seen.setdefault(key, "E%d" % (len(seen) + 1)))

    def walk(value, key=""):
        if isinstance(value, dict):
            return {k: walk(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [walk(v, key) for v in value]
        if isinstance(value, str) and key in ("local", "peer", "from", "src", "dst", "about"):
            return re.sub(r"(\[[0-9a-f:.]*\]|[0-9.*]+):(\d+)\b", rename, value)
        return value

    return {**outcome, "steps": [walk(step) for step in outcome["steps"]]}


def record(path, out):
    with open(path) as file:
        spec = json.load(file)
    # Punctual on a busy machine as well; all of it together needs little of a processor.
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(10))
    case = Case(spec)
    try:
        outcome = name_ports(case.run(), spec)
    finally:
        case.end()
    with open(os.path.join(out, spec["id"] + ".json"), "w") as file:
        json.dump(outcome, file)
        file.write("\n")


def main():
    words = sys.argv[1:]
    if words[:1] == ["--one"]:
        return record(words[1], words[2])
    jobs = 8
    if words[:1] == ["--jobs"]:
        jobs, words = int(words[1]), words[2:]
    if len(words) < 2:
        raise SystemExit(__doc__)
    out, paths = words[0], words[1:]
    os.makedirs(out, exist_ok=True)
    subprocess.run(["cc", "-O2", "-o", os.path.join(HERE, ".lan"), os.path.join(HERE, "lan.c")], check=True)
    running, failed = {}, 0
    while paths or running:
        while paths and len(running) < jobs:
            path = paths.pop(0)
            child = subprocess.Popen([sys.executable, __file__, "--one", path, out])
            running[path] = child
            time.sleep(0.2)
        for path in [path for path, child in running.items() if child.poll() is not None]:
            if running.pop(path).returncode:
                failed += 1
                print("record: %s failed" % path, file=sys.stderr)
        time.sleep(0.05)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
