import type { Entry } from '../../lambda/core/report';
import { lossesOf, type Naming } from '../../lambda/report/losses';
import { anEntry, aReport } from './fixtures';

/** A move that loses these ciphers, and locks out these clients. */
function moving(name: string, ciphers: readonly string[], locksOut: readonly string[]): Entry {
  return anEntry({ name, id: name, drops: { protocols: [], ciphers }, locksOut });
}

function said(entries: readonly Entry[], clients: Naming['clients'] = 'together'): string {
  const losses = lossesOf(aReport({ listeners: entries }), false, { clients });
  return losses.lockedOutBy(entries.map((entry, index) => ({ number: entries.length - index, entry })));
}

const OLD = ['Java 7u25', 'IE 8 Win 7', 'IE 8 XP', 'Android 4.3'];

describe('a line that names whom all moves lock out', () => {
  it.each<[string, readonly Entry[], string]>([
    [
      'those that lock out the same clients first stand together, the largest set first',
      [
        moving('a', ['X'], ['Safari 8', 'Safari 7']),
        moving('b', ['X', 'Y'], OLD.slice(0, 3)),
        moving('c', ['X', 'Z'], OLD),
      ],
      'Java 7u25, IE 8 Win 7 and up to 2 more (1 2); Safari 8 and 1 more (3)',
    ],
    [
      'of as many nobody says "up to"',
      [moving('a', ['X'], OLD), moving('b', ['Y'], OLD)],
      'Java 7u25, IE 8 Win 7 and 2 more (1 2)',
    ],
    [
      'where all are named there are no more',
      [moving('a', ['X'], ['Java 7u25']), moving('b', ['Y'], [])],
      'Java 7u25 (2)',
    ],
    [
      'what stands in brackets behind a name is left to show',
      [moving('a', ['X'], ['axTLS 2.1 (ESP8266 devices)']), moving('b', ['Y'], [])],
      'axTLS 2.1 (2)',
    ],
    ['nobody is locked out', [moving('a', ['X'], []), moving('b', ['Y'], [])], ''],
    ['one loss alone is said beside its move', [moving('a', ['X'], OLD), moving('b', ['X'], OLD)], ''],
  ])('%s', (_, entries, expected) => {
    expect(said(entries)).toBe(expected);
  });

  it.each(['by-move', 'none'] as const)('is not there with %s', (clients) => {
    expect(said([moving('a', ['X'], OLD), moving('b', ['Y'], OLD)], clients)).toBe('');
  });
});
