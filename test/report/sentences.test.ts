import type { Report } from '../../lambda/core/report';
import { digest } from '../../lambda/report/digest/digest';
import { table } from '../../lambda/report/table/table';
import { aFineEntry, anEntry, aReport } from './fixtures';

/** What the heads and totals of every rendering for people say. */

const RENDERINGS: readonly (readonly [string, (report: Report) => string])[] = [
  ['table', (report) => table(report, { color: false })],
  ['digest', (report) => digest(report).body.replaceAll(/\n *\| /g, ' ')],
];

const FAILED = { region: 'us-east-1', status: 'failed', error: { code: 'X', message: 'no' } } as const;
const scope = { tagKey: 'Tier', tagValues: ['web'], regions: ['eu-west-1'] };
const UNDONE_BEFORE = aFineEntry({ name: 'a', reason: 'nothing-to-undo' });

describe.each(RENDERINGS)('the %s', (_, render) => {
  it.each<[string, Partial<Report>, string | null]>([
    ['the target that is not the default', { target: 'classical' }, 'target classical,'],
    ['a policy that somebody named', { target: 'ELBSecurityPolicy-X' }, 'target ELBSecurityPolicy-X,'],
    ['not the default', { target: 'recommended' }, null],
    ['not that of an undo, which has none', { mode: 'undo', target: 'classical' }, null],
  ])('names %s', (_name, patch, expected) => {
    const text = render(aReport({ listeners: patch.mode === 'undo' ? [UNDONE_BEFORE] : [], ...patch }));
    expect(/target \S+,/.exec(text)?.[0] ?? null).toBe(expected);
  });

  it('names the load balancers that a run kept to', () => {
    const text = render(aReport({ scope: { ...scope, only: ['shop', 'till'] } }));
    expect(text).toContain('Tier=web, only shop till, eu-west-1, ');
  });

  it('says where nobody carries the tag, and not where nobody knows', () => {
    const said = 'No load balancer has the tag Tier=web.';
    expect(render(aReport())).toContain(said);
    expect(render(aReport({ regions: [FAILED] }))).not.toContain(said);
    expect(render(aReport({ listeners: [anEntry()] }))).not.toContain(said);
    expect(render(aReport({ mode: 'undo' }))).not.toContain(said);
  });

  it('calls nothing fine that an undo has not judged', () => {
    const undone = render(aReport({ mode: 'undo', listeners: [UNDONE_BEFORE] }));
    expect(undone).toContain('1 already put back');
    expect(undone).not.toContain('fine');
    expect(render(aReport({ listeners: [aFineEntry()] }))).toContain('0 planned, 1 fine');
  });
});
