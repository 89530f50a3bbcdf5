import * as fc from 'fast-check';
import { FlightReader } from '../../probe/wire/flight';
import { MalformedError } from '../../probe/wire/malformed';
import { DerError, signatureIdentifier } from '../../lambda/x509/der';
import { anyFlight, flightOf } from './fuzz';

/** The server's side of the handshake can say anything. `npm run fuzz` plays a hundred thousand cases. */

const RUNS = { numRuns: 1000 };

it('whatever comes, in whatever pieces, is read or refused with one kind of error', () => {
  fc.assert(
    fc.property(anyFlight, (pieces) => {
      expect(() => flightOf(pieces)).not.toThrow();
    }),
    RUNS,
  );
});

it('how the bytes are cut changes nothing', () => {
  fc.assert(
    fc.property(anyFlight, (pieces) => {
      const whole = Buffer.concat(pieces);
      const bytes = [...whole].map((byte) => Buffer.of(byte));
      expect(flightOf(bytes)).toEqual(flightOf([whole]));
    }),
    { numRuns: 300 },
  );
});

it('bytes that are no DER are refused with an error of their own', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(identifierIn(bytes)).toMatch(/^(?:\d+(?:\.\d+)+|DerError)$/);
    }),
    RUNS,
  );
});

function identifierIn(bytes: Uint8Array): string {
  try {
    return signatureIdentifier(bytes);
  } catch (error) {
    if (error instanceof DerError) return error.name;
    throw error;
  }
}

it('a flight without end is cut off', () => {
  const reader = new FlightReader();
  const record = Buffer.concat([Buffer.of(22, 3, 3, 64, 0), Buffer.alloc(16_384)]);
  record[5] = 2;
  record[6] = 8;
  expect(() => {
    for (let sent = 0; sent < 2_000_000; sent += record.length) reader.push(record);
  }).toThrow(MalformedError);
});
