import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { until } from './until';

export interface Frame {
  opcode: number;
  data: Buffer;
}

/** A WebSocket without manners: sends any frame at all, well formed or not. */
export class RawWebSocket {
  readonly frames: Frame[] = [];
  closed = false;
  private pending = Buffer.alloc(0);

  private constructor(
    readonly socket: Socket,
    readonly status: number,
    rest: Buffer,
  ) {
    socket.on('data', (b) => this.read(b));
    socket.on('close', () => {
      this.closed = true;
    });
    socket.on('error', () => {});
    this.read(rest);
  }

  /** Connects and asks for the upgrade; status is 101 if it was granted. */
  static open(url: string, path: string, headers: Record<string, string> = {}): Promise<RawWebSocket> {
    const { hostname, port, host } = new URL(url);
    const lines = {
      Host: host,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...headers,
    };
    const text = Object.entries(lines).map(([k, v]) => `${k}: ${v}\r\n`);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let got = Buffer.alloc(0);
      socket.once('error', reject);
      socket.write(`GET ${path} HTTP/1.1\r\n${text.join('')}\r\n`);
      const head = (b: Buffer) => {
        got = Buffer.concat([got, b]);
        const end = got.indexOf('\r\n\r\n');
        if (end < 0) return;
        socket.off('data', head);
        resolve(new RawWebSocket(socket, Number(got.toString('latin1', 9, 12)), got.subarray(end + 4)));
      };
      socket.on('data', head);
      socket.once('close', () => reject(new Error('closed before an answer')));
    });
  }

  /** A frame as a client sends it: masked. */
  send(data: string | Buffer, opcode = typeof data === 'string' ? 1 : 2, fin = true): void {
    this.socket.write(frame(Buffer.from(data as string), opcode, fin));
  }

  /** Bytes as they are. */
  bytes(data: Buffer): void {
    this.socket.write(data);
  }

  /** The text frames so far. */
  texts(): string[] {
    return this.frames.filter((f) => f.opcode === 1).map((f) => f.data.toString());
  }

  text(prefix: string): Promise<string> {
    return until(`a frame ${prefix}…`, () => this.texts().find((t) => t.startsWith(prefix)));
  }

  /** The code of the close frame, 0 if the connection ended without one. */
  async ended(): Promise<number> {
    await until('the WebSocket to end', () => this.closed || this.frames.some((f) => f.opcode === 8));
    const last = this.frames.find((f) => f.opcode === 8);
    return last && last.data.length >= 2 ? last.data.readUInt16BE(0) : 0;
  }

  close(): void {
    this.socket.destroy();
  }

  private read(b: Buffer): void {
    this.pending = Buffer.concat([this.pending, b]);
    for (;;) {
      if (this.pending.length < 2) return;
      let size = (this.pending[1] ?? 0) & 127;
      let at = 2;
      if (size === 126) {
        if (this.pending.length < 4) return;
        size = this.pending.readUInt16BE(2);
        at = 4;
      } else if (size === 127) {
        if (this.pending.length < 10) return;
        size = Number(this.pending.readBigUInt64BE(2));
        at = 10;
      }
      if (this.pending.length < at + size) return;
      this.frames.push({
        opcode: (this.pending[0] ?? 0) & 15,
        data: Buffer.from(this.pending.subarray(at, at + size)),
      });
      this.pending = this.pending.subarray(at + size);
    }
  }
}

/** A frame; unmasked ones are what no client may send. */
export function frame(data: Buffer, opcode: number, fin = true, masked = true): Buffer {
  const head = Buffer.alloc(data.length < 126 ? 2 : data.length < 65_536 ? 4 : 10);
  head[0] = (fin ? 0x80 : 0) | opcode;
  const bit = masked ? 0x80 : 0;
  if (head.length === 2) head[1] = bit | data.length;
  else if (head.length === 4) {
    head[1] = bit | 126;
    head.writeUInt16BE(data.length, 2);
  } else {
    head[1] = bit | 127;
    head.writeBigUInt64BE(BigInt(data.length), 2);
  }
  if (!masked) return Buffer.concat([head, data]);
  const mask = randomBytes(4);
  const body = Buffer.from(data);
  for (let i = 0; i < body.length; i++) body[i] = (body[i] ?? 0) ^ (mask[i % 4] ?? 0);
  return Buffer.concat([head, mask, body]);
}
