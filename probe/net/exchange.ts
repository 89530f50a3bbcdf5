import type { Socket } from 'node:net';
import { FlightReader } from '../wire/flight';
import { MalformedError } from '../wire/malformed';
import { TIME_LIMIT, type Line } from './line';
import type { Answer } from './answer';

/** Sends a hello and reads the server's first flight, on a connection of its own. Never throws. */
export async function exchange(line: Line, hello: Uint8Array): Promise<Answer> {
  const opened = await line.open();
  if (!opened.isOpen) return { kind: 'untold', why: opened.why };
  const { socket, alarm } = opened;
  try {
    return await answerTo(socket, alarm, hello);
  } finally {
    socket.destroy();
  }
}

type End = 'closed' | 'late';

function answerTo(socket: Socket, alarm: AbortSignal, hello: Uint8Array): Promise<Answer> {
  const reader = new FlightReader();
  return new Promise((resolve) => {
    const end = (how: End) => () => resolve(cutOff(reader, how));
    socket.on('data', (bytes) => {
      const answer = answerIn(reader, bytes);
      if (answer !== null) resolve(answer);
    });
    socket.once('end', end('closed'));
    socket.once('close', end('closed'));
    // A reset, or a write to somebody who has hung up: `close` follows.
    socket.on('error', () => undefined);
    alarm.addEventListener('abort', end('late'));
    socket.write(hello);
  });
}

/** `null`: not all is there yet. */
function answerIn(reader: FlightReader, bytes: Uint8Array): Answer | null {
  try {
    reader.push(bytes);
  } catch (error) {
    return { kind: 'untold', why: whyUnread(error) };
  }
  const { isComplete, alert } = reader.flight;
  if (!isComplete) return null;
  if (alert === 0) return cutOff(reader, 'closed');
  return alert === null ? chosen(reader, null) : { kind: 'refused', alert };
}

/** Any other error than those of a malformed answer is a fault of ours. Thrown in a socket's handler, it would end the process. */
function whyUnread(error: unknown): string {
  if (error instanceof MalformedError) return error.message;
  return `the answer could not be read, by a fault of elb-tls: ${error instanceof Error ? error.message : String(error)}`;
}

/** What an answer is that ended too soon. */
function cutOff(reader: FlightReader, how: End): Answer {
  const { hello } = reader.flight;
  const seconds = TIME_LIMIT / 1000;
  if (hello !== null)
    return chosen(reader, how === 'late' ? `no more within ${seconds} seconds` : 'it hung up');
  return how === 'late'
    ? { kind: 'untold', why: `no answer within ${seconds} seconds` }
    : { kind: 'hung-up' };
}

function chosen({ flight }: FlightReader, brokenOff: string | null): Answer {
  const { hello, certificates, curve } = flight;
  if (hello === null) return { kind: 'hung-up' };
  return { kind: 'chose', hello, certificates, curve, brokenOff };
}
