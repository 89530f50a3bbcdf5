import { systemClock } from '../../lambda/runs/system-clock';
import { exchange } from '../../probe/net/exchange';
import { Line } from '../../probe/net/line';
import { Turns } from '../../probe/net/turns';
import { FlightReader } from '../../probe/wire/flight';
import { rawServer } from './servers';

it('a fault in our own reader is an answer that tells nothing, and does not end the process', async () => {
  const server = await rawServer((socket) => socket.write(Buffer.of(22, 3, 3, 0, 4)));
  const reader = jest.spyOn(FlightReader.prototype, 'push').mockImplementation(() => {
    throw new RangeError('out of bounds');
  });
  try {
    const place = { host: '127.0.0.1', port: server.port };
    const line = await Line.to(place, systemClock, new Turns(systemClock, 0, 9));
    if (typeof line === 'string') throw new Error(line);

    expect(await exchange(line, Buffer.of(22, 3, 1, 0, 0))).toEqual({
      kind: 'untold',
      why: 'the answer could not be read, by a fault of elb-tls: out of bounds',
    });
  } finally {
    reader.mockRestore();
    await server.stop();
  }
});
