import type { LoadBalancer } from '../../../lambda/core/estate';
import { policiesFor } from '../../../lambda/core/impact/move-ahead';
import { several } from '../../../lambda/core/impact/several';
import { logSteps } from '../../../lambda/core/steps/logs';
import { logsFrom } from '../../../lambda/aws/log-attributes';
import { LogText } from '../../../lambda/core/impact/log-text';
import { Reading } from '../../../lambda/core/impact/reading';
import { makeLogs } from '../../../scripts/impact-logs/generate';
import { mixNamed } from '../../../scripts/impact-logs/mixes';
import { anEntry } from '../../report/fixtures';
import { alb, classic } from '../estate';
import { policyOf, OLD, RES_PQ, tallyFor } from './read';

/** What the handshakes of a listener are held against, and where they come from. */

const { posture: old } = policyOf(OLD);
const { posture: target } = policyOf(RES_PQ);
const ORDERED = 'Server-Defined-Cipher-Order';

function own(attributes: readonly string[]): LoadBalancer {
  const policy = {
    name: 'own',
    type: 'SSLNegotiationPolicyType',
    reference: null,
    protocols: [],
    ciphers: [],
  };
  return classic([['own']], [{ ...policy, attributes }]);
}

describe('whose order of ciphers decides', () => {
  it.each<[string, LoadBalancer, boolean]>([
    ['an ALB', alb([OLD]), true],
    ['a Classic one whose policy says so', own(['Protocol-TLSv1.2', ORDERED]), true],
    ['a Classic one whose policy does not', own(['Protocol-TLSv1.2']), false],
  ])('on %s', (_, loadBalancer, decides) => {
    const { from, type } = policiesFor(
      { port: 443, current: old },
      target,
      loadBalancer,
      '2026-11-22T06:00:00Z',
    );
    expect(from?.decides).toBe(decides);
    expect(type).toBe(loadBalancer.type === 'classic' ? 'classic' : 'elbv2');
  });

  it('of a policy that nobody can read, nobody knows', () => {
    expect(policiesFor({ port: 443, current: null }, target, alb([OLD]), '').from).toBeNull();
  });
});

it('a line that does not count for one move still counts for the other', () => {
  const tallies = [tallyFor(), tallyFor({ target: OLD })];
  const refusing = { add: () => 'too-many-listeners' as const };
  const lines = new LogText('a.log', several([refusing, ...tallies]), new Reading().counts);
  for (const part of makeLogs({ mix: mixNamed('connections'), seed: 1, bytes: 3000 }).parts)
    lines.add(Buffer.from(part));
  lines.end();
  for (const { listeners } of tallies) expect(listeners.length).toBeGreaterThan(0);
});

const said = (enabled: string, prefix: string) =>
  logsFrom(
    [
      { Key: 'access_logs.s3.enabled', Value: enabled },
      { Key: 'access_logs.s3.bucket', Value: 'logs' },
      { Key: 'access_logs.s3.prefix', Value: prefix },
    ],
    'network',
  );

describe('where logs go', () => {
  it.each([
    ['true', '', ''],
    ['True', 'web/prod', 'web/prod'],
    ['true', '/web/prod/', 'web/prod'],
  ])('enabled "%s" below "%s"', (enabled, prefix, expected) => {
    expect(said(enabled, prefix)).toEqual([
      { log: 'connections', bucket: 'logs', prefix: expected, names: '' },
    ]);
  });

  it.each(['false', '', 'yes'])('enabled "%s" is off', (enabled) => {
    expect(said(enabled, '')).toEqual([]);
  });
});

it('more commands than five are a page of their own', () => {
  const listeners = Array.from({ length: 8 }, (_, index) =>
    anEntry({ name: `shop-${index}`, evidence: { status: 'no-log' } }),
  );
  const [step] = logSteps({ listeners });
  expect(step?.commands).toHaveLength(5);
  expect(step?.items).toHaveLength(8);
});
