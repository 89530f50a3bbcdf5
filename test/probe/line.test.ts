import { systemClock } from '../../lambda/runs/system-clock';
import { Line } from '../../probe/net/line';
import { Turns } from '../../probe/net/turns';
import { rawServer, type Running } from './servers';

/** A name with several addresses, all of loopback: nothing listens on any of them but 127.0.0.1. */

async function lineTo(addresses: readonly string[], port: number, turns: Turns): Promise<Line> {
  const place = { host: 'shop.example.com', port };
  const found = addresses.map((address) => ({ address }));
  const line = await Line.to(place, systemClock, turns, undefined, () => Promise.resolve(found));
  if (typeof line === 'string') throw new Error(line);
  return line;
}

async function withServer(work: (server: Running) => Promise<void>): Promise<void> {
  const server = await rawServer(() => undefined);
  try {
    await work(server);
  } finally {
    await server.stop();
  }
}

const anyNumber = (): Turns => new Turns(systemClock, 0, 1000);

/** Whether it connected, or why not. */
async function opened(line: Line): Promise<true | string> {
  const it = await line.open();
  if (!it.isOpen) return it.why;
  it.socket.destroy();
  return true;
}

it('the next address is tried where the first does not answer, and stays the one that is spoken to', async () => {
  await withServer(async ({ port }) => {
    const turns = anyNumber();
    const line = await lineTo(['127.0.0.2', '127.0.0.3', '127.0.0.1'], port, turns);

    expect(await opened(line)).toBe(true);
    expect([line.address, turns.count]).toEqual(['127.0.0.1', 3]);
    expect(await opened(line)).toBe(true);
    expect(turns.count).toBe(4);
  });
});

it('handshakes side by side give an address up once, and all speak to the same one', async () => {
  await withServer(async ({ port }) => {
    const turns = anyNumber();
    const line = await lineTo(['127.0.0.2', '127.0.0.1', '127.0.0.3'], port, turns);

    expect(await Promise.all([1, 2, 3, 4, 5].map(() => opened(line)))).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect([line.address, turns.count]).toEqual(['127.0.0.1', 10]);
  });
});

it('once an address has answered, no other one is asked: it could be another server', async () => {
  const turns = anyNumber();
  const gone = await rawServer(() => undefined);
  const line = await lineTo(['127.0.0.1', '127.0.0.2'], gone.port, turns);
  expect(await opened(line)).toBe(true);
  await gone.stop();

  expect(await opened(line)).toBe(`127.0.0.1 port ${gone.port} cannot be reached: nothing listens there`);
  expect([line.address, turns.count]).toEqual(['127.0.0.1', 2]);
});

it('of many addresses three are tried, and the last is named', async () => {
  await withServer(async ({ port }) => {
    const turns = anyNumber();
    const line = await lineTo(['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.1'], port, turns);

    expect(await opened(line)).toBe(`127.0.0.4 port ${port} cannot be reached: nothing listens there`);
    expect(turns.count).toBe(3);
  });
});
