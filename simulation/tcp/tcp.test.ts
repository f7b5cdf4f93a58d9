import { describe, expect, it } from 'vitest';
import { connectTcp } from './open';
import { Bench, here, incoming, settings, there } from './script.test-helper';
import { createClosed, isStream, type Settings } from './tcb';
import { findTransition, transitions } from './transition';
import { abort, closeTcp, receiveData, sendData, shutdownTcp } from './user';

const ends = { local: here, peer: there, iss: 100, localMss: 1460 };

function calling(own: Partial<Settings> = {}): Bench {
  const bench = new Bench(createClosed(), { ...settings, ...own });
  bench.do((tcb, turn) => connectTcp(tcb, ends, turn));
  return bench;
}

function connected(own: Partial<Settings> = {}): Bench {
  const bench = calling(own);
  bench.now = 2;
  bench.receive(incoming({ flags: 'SA', seq: 900, ack: 101 }));
  bench.take();
  return bench;
}

const send = (bench: Bench, data: string) =>
  bench.do((tcb, turn) => (isStream(tcb) ? sendData(tcb, data, turn) : tcb));
const close = (bench: Bench) => bench.do((tcb, turn) => closeTcp(tcb, { abortive: false }, turn));
const shut = (bench: Bench) =>
  bench.do((tcb, turn) => (isStream(tcb) ? shutdownTcp(tcb, 'wr', turn) : tcb));

describe('the transition table', () => {
  it('names the section behind each of its rules and no rule twice', () => {
    for (const row of transitions) expect(row.rfc).toMatch(/^(RFC \d+|tcp\(7\))/);
    const keys = transitions.map(({ from, event }) => `${from} ${event}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('leads from every state to CLOSED', () => {
    const states = new Set(transitions.map(({ from }) => from));
    for (const state of states) {
      const seen = new Set([state]);
      for (const one of seen)
        for (const { from, to } of transitions) if (from === one) seen.add(to);
      expect(seen.has('CLOSED'), state).toBe(true);
    }
  });

  it('refuses an event that a state has no rule for', () => {
    expect(() => findTransition('LISTEN', 'receive FIN')).toThrow('no transition');
  });
});

describe('opening', () => {
  it('shakes hands in three steps', () => {
    const bench = calling();
    bench.now = 2;
    bench.receive(incoming({ flags: 'SA', seq: 900, ack: 101 }));
    expect(bench.take()).toEqual([
      '0 CLOSED -> SYN-SENT',
      '0 > S 100:0',
      '2 SYN-SENT -> ESTABLISHED',
      '2 > A 101:901 handshake-ack',
    ]);
  });

  it('asks again after 1, 2, 3, 4, 5, 7, 11, 19, 35 and 67 s, and gives up after 131 s', () => {
    const bench = calling();
    bench.sleep(200_000);
    const times = bench.take().filter((line) => line.includes('retransmit'));
    expect(times.map((line) => Number.parseInt(line, 10) / 1000)).toEqual([
      1, 2, 3, 4, 5, 7, 11, 19, 35, 67,
    ]);
    expect(bench.tcb).toMatchObject({ state: 'CLOSED', error: 'ETIMEDOUT' });
  });

  it('doubles from the start where tcp_syn_linear_timeouts is 0', () => {
    const bench = calling({ synRetries: 2, synLinearTimeouts: 0 });
    bench.sleep(10_000);
    expect(bench.take().slice(2)).toEqual([
      '1000 > S 100:0 retransmit',
      '3000 > S 100:0 retransmit',
      '7000 SYN-SENT -> CLOSED',
    ]);
  });

  it('is refused by RST, and not by one that answers another segment', () => {
    const bench = calling();
    bench.receive(incoming({ flags: 'RA', seq: 0, ack: 50 }));
    expect(bench.tcb.state).toBe('SYN-SENT');
    bench.receive(incoming({ flags: 'RA', seq: 0, ack: 101 }));
    expect(bench.tcb).toMatchObject({ state: 'CLOSED', error: 'ECONNREFUSED' });
  });

  it('meets the other side in the middle when both call at once', () => {
    const bench = calling();
    bench.take();
    bench.receive(incoming({ flags: 'S', seq: 900 }));
    bench.receive(incoming({ flags: 'SA', seq: 900, ack: 101 }));
    expect(bench.take()).toEqual([
      '0 SYN-SENT -> SYN-RECEIVED',
      '0 > SA 100:901',
      '0 SYN-RECEIVED -> ESTABLISHED',
      '0 > A 101:901 ack',
    ]);
  });

  it('throws out an old connection that answers, and calls again at once', () => {
    const bench = calling();
    bench.take();
    bench.receive(incoming({ flags: 'A', seq: 7000, ack: 8000 }));
    bench.sleep(2);
    expect(bench.take()).toEqual(['0 > R 8000:0', '2 > S 100:0 retransmit']);
  });
});

describe('data', () => {
  it('goes in segments of the MSS, ten at first', () => {
    const bench = connected();
    send(bench, 'x'.repeat(20_000));
    const sizes = bench.out.map(({ data }) => data.length).filter((size) => size > 0);
    expect(sizes).toEqual(Array(10).fill(1448));
  });

  it('is probed for after 0.2 s, then sent again with doubled waits', () => {
    const bench = connected();
    send(bench, 'hello');
    bench.sleep(3500);
    const times = bench.take().filter((line) => line.includes('retransmit'));
    expect(times.map((line) => Number.parseInt(line, 10))).toEqual([206, 410, 818, 1634, 3266]);
  });

  it('is given up after about 15 minutes, or after TCP_USER_TIMEOUT', () => {
    const long = connected();
    send(long, 'hello');
    long.sleep(900_000);
    expect(long.tcb.state).toBe('ESTABLISHED');
    long.sleep(200_000);
    expect(long.tcb).toMatchObject({ state: 'CLOSED', error: 'ETIMEDOUT' });
    const short = connected({ userTimeout: 1000 });
    send(short, 'hello');
    short.sleep(1600);
    expect(short.tcb).toMatchObject({ state: 'CLOSED', error: 'ETIMEDOUT' });
  });

  it('is put in order, and its ACK is delayed by 40 ms once both sides talk', () => {
    const bench = connected();
    bench.receive(incoming({ flags: 'A', seq: 904, ack: 101, data: 'def' }));
    bench.receive(incoming({ flags: 'A', seq: 901, ack: 101, data: 'abc' }));
    expect(bench.tcb.received).toBe('abcdef');
    expect(bench.take()).toEqual(['2 > A 101:901 ack', '2 > A 101:907 ack']);
    send(bench, 'reply');
    bench.receive(incoming({ flags: 'A', seq: 907, ack: 106, data: 'more' }));
    bench.take();
    bench.sleep(40);
    expect(bench.take()).toEqual(['42 > A 106:911 ack']);
  });

  it('waits at a closed window, which is asked about again and again', () => {
    const bench = connected();
    bench.receive(incoming({ flags: 'A', seq: 901, ack: 101, window: 0 }));
    send(bench, 'hello');
    expect(bench.take()).toEqual([]);
    bench.sleep(1000);
    expect(bench.take()).toEqual(['206 > A 100:901 keepalive', '614 > A 100:901 keepalive']);
    bench.receive(incoming({ flags: 'A', seq: 901, ack: 101, window: 1000 }));
    expect(bench.take()).toEqual(['1002 > PA 101:901 (5)']);
  });
});

describe('closing', () => {
  it('goes through FIN-WAIT-1, FIN-WAIT-2 and TIME-WAIT for 60 s', () => {
    const bench = connected();
    shut(bench);
    bench.receive(incoming({ flags: 'A', seq: 901, ack: 102 }));
    bench.receive(incoming({ flags: 'FA', seq: 901, ack: 102 }));
    bench.sleep(60_000);
    expect(bench.take()).toEqual([
      '2 ESTABLISHED -> FIN-WAIT-1',
      '2 > FA 101:901',
      '2 FIN-WAIT-1 -> FIN-WAIT-2',
      '2 > A 102:902 ack',
      '2 FIN-WAIT-2 -> TIME-WAIT',
      '60002 TIME-WAIT -> CLOSED',
    ]);
  });

  it('crosses with the other side by CLOSING', () => {
    const bench = connected();
    close(bench);
    bench.receive(incoming({ flags: 'FA', seq: 901, ack: 101 }));
    bench.receive(incoming({ flags: 'A', seq: 902, ack: 102 }));
    expect(bench.take().filter((line) => line.includes('->'))).toEqual([
      '2 ESTABLISHED -> FIN-WAIT-1',
      '2 FIN-WAIT-1 -> CLOSING',
      '2 CLOSING -> TIME-WAIT',
    ]);
  });

  it('answers a FIN late enough for its own FIN to carry the ACK', () => {
    const bench = connected();
    bench.receive(incoming({ flags: 'FA', seq: 901, ack: 101 }));
    close(bench);
    bench.receive(incoming({ flags: 'A', seq: 902, ack: 102 }));
    expect(bench.take()).toEqual([
      '2 ESTABLISHED -> CLOSE-WAIT',
      '2 CLOSE-WAIT -> LAST-ACK',
      '2 > FA 101:902',
      '2 LAST-ACK -> CLOSED',
    ]);
  });

  it('lets data in after shutdown(wr), and resets it after close', () => {
    const half = connected();
    shut(half);
    half.receive(incoming({ flags: 'A', seq: 901, ack: 102, data: 'late' }));
    expect(half.tcb.received).toBe('late');
    const gone = connected();
    close(gone);
    gone.receive(incoming({ flags: 'A', seq: 901, ack: 102 }));
    gone.take();
    gone.receive(incoming({ flags: 'A', seq: 901, ack: 102, data: 'late' }));
    expect(gone.take()).toEqual(['2 > R 102:0', '2 FIN-WAIT-2 -> CLOSED']);
  });

  it('is a RST where unread data is thrown away, and none where all was read', () => {
    const unread = connected();
    unread.receive(incoming({ flags: 'A', seq: 901, ack: 101, data: 'abc' }));
    unread.take();
    close(unread);
    expect(unread.take()[0]).toBe('2 > RA 101:904');
    const read = connected();
    read.receive(incoming({ flags: 'A', seq: 901, ack: 101, data: 'abc' }));
    read.do((tcb, turn) => receiveData(tcb, 100, turn).tcb);
    read.take();
    close(read);
    expect(read.take()[1]).toBe('2 > FA 101:904');
  });

  it('forgets a half-closed connection that nobody holds after tcp_fin_timeout', () => {
    const bench = connected({ finTimeout: 5000 });
    close(bench);
    bench.receive(incoming({ flags: 'A', seq: 901, ack: 102 }));
    bench.take();
    bench.sleep(10_000);
    expect(bench.take()).toEqual(['5002 FIN-WAIT-2 -> CLOSED']);
  });
});

describe('resets', () => {
  it('end a connection only with the number that is next; others are challenged', () => {
    const bench = connected();
    bench.receive(incoming({ flags: 'R', seq: 905 }));
    expect(bench.take()).toEqual(['2 > A 101:901 ack']);
    bench.receive(incoming({ flags: 'R', seq: 901 }));
    expect(bench.tcb).toMatchObject({ state: 'CLOSED', error: 'ECONNRESET' });
  });

  it('are EPIPE to a side that has had the FIN, and leave what was received', () => {
    const bench = connected();
    bench.receive(incoming({ flags: 'FA', seq: 901, ack: 101, data: 'bye' }));
    bench.receive(incoming({ flags: 'R', seq: 905 }));
    expect(bench.tcb).toMatchObject({ state: 'CLOSED', error: 'EPIPE', received: 'bye' });
  });

  it('are sent by ABORT', () => {
    const bench = connected();
    bench.do(abort);
    expect(bench.take()).toEqual(['2 > RA 101:901', '2 ESTABLISHED -> CLOSED']);
  });
});

describe('keepalive', () => {
  const keepalive = { idle: 2000, interval: 1000, probes: 3 };

  it('asks a silent other side and gives up after the last probe', () => {
    const bench = connected({ keepalive });
    bench.sleep(6000);
    expect(bench.take()).toEqual([
      '2002 > A 100:901 keepalive',
      '3002 > A 100:901 keepalive',
      '4002 > A 100:901 keepalive',
      '5002 > RA 101:901',
      '5002 ESTABLISHED -> CLOSED',
    ]);
    expect(bench.tcb.error).toBe('ETIMEDOUT');
  });

  it('starts over when the other side answers', () => {
    const bench = connected({ keepalive });
    bench.sleep(2500);
    bench.receive(incoming({ flags: 'A', seq: 901, ack: 101 }));
    bench.take();
    bench.sleep(1900);
    expect(bench.take()).toEqual([]);
  });
});
