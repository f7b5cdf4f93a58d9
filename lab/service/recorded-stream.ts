/**
 * A stream that writes down what passes. Node's servers read a bare socket's handle below any
 * listener, so a wrapper without a handle is what keeps every byte in view.
 */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { WireStream } from './service';
import type { Scribe } from './wire-record';

export type StreamEnds = Pick<
  WireStream,
  'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'
>;

/** What libraries ask of a socket besides being a stream; passed on where the inner one has it. */
class RecordedStream extends Duplex {
  constructor(
    private readonly inner: Duplex,
    private readonly scribe: Scribe,
    ends: StreamEnds,
  ) {
    super({ allowHalfOpen: true });
    Object.assign(this, ends, { encrypted: 'encrypted' in inner });
    inner.on('data', (bytes: Buffer) => {
      scribe.say('client', bytes);
      if (!this.push(bytes)) inner.pause();
    });
    inner.on('end', () => {
      scribe.end('client closed');
      this.push(null);
    });
    inner.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') scribe.end('reset');
      this.destroy(error);
    });
    inner.on('close', () => this.destroy());
    inner.on('timeout', () => this.emit('timeout'));
    // A peer that goes is an everyday event; a library that does not listen for it must not die.
    this.on('error', () => {});
  }

  override _read() {
    this.inner.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    this.scribe.say('server', bytes);
    this.inner.write(bytes, done);
  }

  override _final(done: () => void) {
    this.scribe.end('server closed');
    this.inner.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void) {
    this.scribe.end(error ? 'reset' : 'server closed');
    this.inner.destroy();
    done(error);
  }

  private get socket(): Partial<Socket> {
    return this.inner as Partial<Socket>;
  }

  setTimeout(ms: number, then?: () => void) {
    this.socket.setTimeout?.(ms);
    if (then) this.once('timeout', then);
    return this;
  }

  setNoDelay(on?: boolean) {
    this.socket.setNoDelay?.(on);
    return this;
  }

  setKeepAlive(on?: boolean, ms?: number) {
    this.socket.setKeepAlive?.(on, ms);
    return this;
  }

  get readyState() {
    return this.socket.readyState ?? 'open';
  }

  ref() {
    return this;
  }

  unref() {
    return this;
  }

  destroySoon() {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  address() {
    return this.socket.address?.() ?? {};
  }
}

/** `inner` is read and written through the result alone from now on. */
export const recordStream = (inner: Duplex, scribe: Scribe, ends: StreamEnds): WireStream =>
  new RecordedStream(inner, scribe, ends) as unknown as WireStream;
