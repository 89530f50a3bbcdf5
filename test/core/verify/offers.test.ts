import { expectationsOf } from '../../../lambda/core/verify/offers';
import { dropsOf, type Posture } from '../../../lambda/core/policy/posture';
import { posture } from '../catalogue';

const told = (from: Posture | null, to: Posture | null, drops = { protocols: [], ciphers: [] } as const) =>
  expectationsOf({ from, to, drops: from === null || to === null ? drops : dropsOf(from, to) }).map(
    ({ protocol, of, after, ciphers }) => `${protocol} ${of} ${after} ${ciphers.length}`,
  );
const OLD = posture('2016-08');
const NEW = posture('TLS13-1-2-Res-PQ-2025-09');

describe('the handshakes that tell whether a move has happened', () => {
  it('are one for each protocol that goes or is there, and one for ciphers that leave a protocol that stays', () => {
    expect(told(OLD, NEW)).toEqual([
      `TLSv1 protocol refused ${OLD.ciphers.size}`,
      `TLSv1.1 protocol refused ${OLD.ciphers.size}`,
      `TLSv1.2 protocol accepted ${NEW.ciphers.size}`,
      `TLSv1.2 ciphers refused ${dropsOf(OLD, NEW).ciphers.length}`,
      `TLSv1.3 protocol accepted ${NEW.ciphers.size}`,
    ]);
  });

  it('are one for each protocol where nothing goes', () => {
    const { size } = NEW.ciphers;
    expect(told(NEW, NEW)).toEqual([
      `TLSv1.2 protocol accepted ${size}`,
      `TLSv1.3 protocol accepted ${size}`,
    ]);
  });

  it('are made from what goes where the old policy is not on offer', () => {
    const drops = { protocols: ['TLSv1'], ciphers: ['AES128-SHA'] } as const;
    const { size } = NEW.ciphers;
    expect(expectationsOf({ from: null, to: NEW, drops })).toMatchObject([
      { protocol: 'TLSv1', of: 'protocol', after: 'refused', ciphers: ['AES128-SHA', ...NEW.ciphers] },
      { protocol: 'TLSv1.2', of: 'protocol', after: 'accepted' },
      { protocol: 'TLSv1.2', of: 'ciphers', after: 'refused', ciphers: ['AES128-SHA'] },
      { protocol: 'TLSv1.3', of: 'protocol', after: 'accepted' },
      { protocol: 'TLSv1.3', of: 'ciphers', after: 'refused', ciphers: ['AES128-SHA'] },
    ]);
    expect(size).toBeGreaterThan(0);
  });

  it('are those for what goes alone where the new policy is not on offer', () => {
    expect(
      expectationsOf({ from: OLD, to: null, drops: { protocols: ['TLSv1'], ciphers: ['RC4-SHA'] } }),
    ).toEqual([{ protocol: 'TLSv1', of: 'protocol', after: 'refused', ciphers: [...OLD.ciphers] }]);
  });

  it('leave out what is no protocol of TLS that anybody speaks', () => {
    expect(told(null, null, { protocols: [], ciphers: [] })).toEqual([]);
    expect(expectationsOf({ from: null, to: null, drops: { protocols: ['SSLv2'], ciphers: [] } })).toEqual(
      [],
    );
  });
});
