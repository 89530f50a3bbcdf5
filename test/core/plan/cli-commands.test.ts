import { cliCommands, undoText } from '../../../lambda/core/plan/cli-commands';
import type { Entry } from '../../../lambda/core/report';
import { notReadBack } from '../../../lambda/core/wording/plan';
import { anEntry, aFineEntry, aReport } from '../../report/fixtures';
import { present } from '../../helpers';
import { OLD, PQ } from '../../vocabulary';

const OWN = 'elb-tls-TLS-1-2-2017-01';

const classic = (
  before: readonly string[],
  contents?: NonNullable<Parameters<typeof cliCommands>[0]['classic']>['contents'],
) =>
  anEntry({
    type: 'classic',
    outcome: 'changed',
    classic: {
      before,
      after: before.map((name) => (name === 'sticky' ? name : OWN)),
      creates: OWN,
      ...(contents === undefined ? {} : { contents }),
    },
  });

const lines = (entry: Parameters<typeof cliCommands>[0]): readonly string[] =>
  cliCommands(entry).map((words) => words.join(' '));

describe('the way back with the AWS CLI', () => {
  it('of an ALB or NLB is one call, which names the listener and its former policy', () => {
    const entry = anEntry({ outcome: 'changed' });

    expect(lines(entry)).toEqual([
      `aws elbv2 modify-listener --region eu-west-1 --listener-arn ${entry.id} --ssl-policy ${OLD}`,
    ]);
  });

  it('of Classic sets the whole list, a predefined policy by one that is made from it', () => {
    expect(lines(classic(['sticky', OLD]))).toEqual([
      'aws elb create-load-balancer-policy --region eu-west-1 --load-balancer-name shop --policy-name ' +
        'elb-tls-2016-08 --policy-type-name SSLNegotiationPolicyType --policy-attributes ' +
        `AttributeName=Reference-Security-Policy,AttributeValue=${OLD}`,
      'aws elb set-load-balancer-policies-of-listener --region eu-west-1 --load-balancer-name shop ' +
        '--load-balancer-port 443 --policy-names sticky elb-tls-2016-08',
    ]);
  });

  it('of Classic creates a custom policy from what the record says it was', () => {
    const attributes = ['Protocol-TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256'];
    const [create = '', set] = lines(
      classic(['bank'], [{ policyName: 'bank', reference: null, attributes }]),
    );

    expect(create).toMatch(
      /--policy-name bank .* AttributeName=Protocol-TLSv1\.2,AttributeValue=true AttributeName=ECDHE-RSA-AES128-GCM-SHA256,AttributeValue=true$/,
    );
    expect(set).toMatch(/--policy-names bank$/);
  });

  it('of Classic sets a custom policy by its name where nobody recorded what it was', () => {
    expect(lines(classic(['bank']))).toEqual([expect.stringMatching(/ --policy-names bank$/)]);
  });
});

describe('undo.txt', () => {
  it('has the changes alone, by their numbers, and says of what was not read back that it may not be there', () => {
    const error = { code: 'Throttling', message: 'no' };
    const text = undoText(
      aReport({
        mode: 'apply',
        listeners: [
          aFineEntry({ name: 'a' }),
          anEntry({ name: 'b', outcome: 'changed' }),
          anEntry({ name: 'c', ...notReadBack(error), unconfirmed: true }),
          anEntry({ name: 'd', outcome: 'held', reason: 'change-limit' }),
        ],
        record: 's3://records',
      }),
    );

    expect(text?.split('\n').filter((line) => /^# \d/.test(line))).toEqual([
      `# 2 eu-west-1 b :443: from ${PQ} back to ${OLD}`,
      `# 3 eu-west-1 c :443: from ${PQ} back to ${OLD}; not read back, so run it only if the listener has ${PQ}`,
    ]);
    expect(text?.split('\n').filter((line) => line.startsWith('aws '))).toHaveLength(2);
    expect(text).toContain('# elb-tls undo 20261122T060000Z-3f9c --forget --record s3://records\n');
  });

  it('is not there where nothing was changed', () => {
    expect(undoText(aReport({ mode: 'apply', listeners: [aFineEntry()] }))).toBeNull();
  });
});

/** The head of undo.txt, and the heads of its entries, in one line. */
function headOf(listeners: readonly Entry[]): string {
  return present(undoText(aReport({ mode: 'apply', listeners })) ?? undefined).replaceAll('\n# ', ' ');
}

describe('the head of undo.txt', () => {
  const changed = anEntry({ name: 'shop', outcome: 'changed' });
  const maybe = anEntry({ name: 'till', outcome: 'changed', unconfirmed: true });
  it('says that sweeps keep off what the run is known to have changed', () => {
    const head = headOf([changed]);
    expect(head).toContain('changed on 1 listener in account');
    expect(head).toContain('do not change them again until you clear them');
    expect(head).not.toContain('moves again');
  });

  it('says that sweeps move again what nobody has read back, and how to keep it', () => {
    const head = headOf([maybe]);
    expect(head).toContain('may have changed on 1 listener in account');
    expect(head).toContain('the next sweep moves again. To keep it back, exempt its load balancer');
    expect(head).not.toContain('until you clear them');
    expect(headOf([changed, maybe])).toContain('changed on 1 listener, and may have changed on 1 listener');
  });
});
