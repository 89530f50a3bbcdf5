import * as fc from 'fast-check';
import { type Flight, FlightReader } from '../../probe/wire/flight';
import { MalformedError } from '../../probe/wire/malformed';
import { alert, extension, handshake, message, u16, u8, vector } from './simulated';

/** First flights as servers might send them: sound ones, with bytes changed, cut, doubled, and noise. */

const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((each) => Buffer.from(each));
const number16 = fc.oneof(
  fc.constantFrom(0x0300, 0x0303, 0x0304, 0x1301, 0xc02f, 29, 43, 51),
  fc.nat(0xffff),
);

const extensions = fc.array(
  fc.oneof(
    number16.map((version) => extension(43, u16(version))),
    fc
      .tuple(number16, bytes(40))
      .map(([group, key]) => extension(51, Buffer.concat([u16(group), vector(2, key)]))),
    bytes(10).map((name) => extension(16, vector(2, vector(1, name)))),
    fc.tuple(fc.nat(0xffff), bytes(20)).map(([type, body]) => extension(type, body)),
  ),
  { maxLength: 4 },
);

const random = fc.oneof(
  fc.constant(Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex')),
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((each) => Buffer.from(each)),
);

const hello = fc
  .tuple(number16, random, bytes(32), number16, extensions)
  .map(([version, own, session, suite, all]) =>
    message(2, u16(version), own, vector(1, session), u16(suite), u8(0), vector(2, ...all)),
  );

const certificate = fc
  .array(bytes(60), { maxLength: 4 })
  .map((chain) => message(11, vector(3, ...chain.map((each) => vector(3, each)))));

const anyMessage = fc.oneof(
  certificate,
  number16.map((curve) => message(12, u8(3), u16(curve), vector(1, Buffer.alloc(32)))),
  fc.constant(message(14)),
  fc.tuple(fc.nat(255), bytes(30)).map(([type, body]) => message(type, body)),
);

const flight = fc
  .tuple(hello, fc.array(anyMessage, { maxLength: 5 }))
  .map(([first, more]) => handshake(0x0303, first, ...more));

const warned = fc
  .tuple(fc.nat(255), fc.constantFrom(1 as const, 2 as const))
  .map(([what, level]) => alert(what, level));

/** A sound one, and what became of it on the way. */
const damaged = fc
  .tuple(
    fc.oneof(
      flight,
      warned,
      fc.tuple(warned, flight).map((both) => Buffer.concat(both)),
    ),
    fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 3 }),
    fc.nat(600),
  )
  .map(([sound, changes, end]) => {
    const copy = Buffer.from(sound);
    for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
    return end > 500 ? copy : copy.subarray(0, Math.max(1, end));
  });

/** Pieces, as a network delivers them. */
export const anyFlight: fc.Arbitrary<readonly Buffer[]> = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: damaged },
      { weight: 2, arbitrary: flight },
      { weight: 1, arbitrary: bytes(80) },
    ),
    fc.array(fc.nat(300), { maxLength: 4 }),
  )
  .map(([all, cuts]) => {
    const places = [0, ...cuts.filter((cut) => cut < all.length).toSorted((a, b) => a - b), all.length];
    return places.slice(1).map((end, index) => all.subarray(places[index] ?? 0, end));
  });

/** What is read, or why it is not. Any other error is a fault, and goes through. */
export function flightOf(pieces: readonly Uint8Array[]): Flight | string {
  const reader = new FlightReader();
  try {
    for (const piece of pieces) reader.push(piece);
    return reader.flight;
  } catch (error) {
    if (error instanceof MalformedError) return error.name;
    throw error;
  }
}

function main(cases: number): void {
  const outcomes = new Map<string, number>();
  fc.assert(
    fc.property(anyFlight, (pieces) => {
      const read = flightOf(pieces);
      const outcome = typeof read === 'string' ? 'refused' : read.isComplete ? 'read' : 'cut off';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
    { numRuns: cases },
  );
  process.stdout.write(`${cases} cases: ${JSON.stringify(Object.fromEntries(outcomes))}\n`);
}

if (require.main === module) main(Number(process.argv[2] ?? 100_000));
