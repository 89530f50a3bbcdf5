import { diagnose } from '../../lambda/core/doctor/diagnose';
import type { Finding } from '../../lambda/core/doctor/checks';
import type { Deployment, Known } from '../../lambda/core/doctor/facts';
import type { Aws } from '../../lambda/aws/connect';
import type { Records } from '../../lambda/records/records';
import { systemClock } from '../../lambda/runs/system-clock';
import { contextFor, ensureAccount, ensureRegion, terminalAws } from '../context';
import { deploymentsIn, gather, known } from '../doctor/gather';
import { STATUS } from '../exit-status';
import { settingsFrom, type Flags } from '../flags';
import { doctorText } from '../terminal/doctor-text';
import { jsonText, print } from '../terminal/output';

/** The flags of `elb-tls doctor`. */
export type DoctorFlags = Pick<Flags, 'region' | 'tag' | 'target' | 'record' | 'json'>;

/** `elb-tls doctor`: whether all is there that this tool needs, and what to do where it is not. Changes nothing. */
export async function doctor(flags: DoctorFlags): Promise<number> {
  const aws = terminalAws();
  const typed = await settingsFrom(flags, aws);
  await ensureRegion(aws, typed.regions);
  await ensureAccount(aws);
  const account = await aws.account();
  const stackRegions = await regionsToAsk(typed.regions, aws);
  const deployments = await deploymentsIn(stackRegions);
  const settings = await settingsFrom({ ...flagsOf(deployments), ...flags }, aws);
  const regions = settings.regions === 'all' ? await aws.enabledRegions() : settings.regions;
  const records = await known(async () => recordsFor(flags, aws, regions));
  const { scope, target } = settings;
  const now = systemClock.now();
  const facts = await gather({ account, aws, scope, regions, records, stackRegions, deployments, now });
  const findings = diagnose(facts, { scope, target });
  const report = { schema: 'elb-tls-doctor/1', account, at: facts.at, regions, findings } as const;
  await (flags.json ? print(jsonText(report)) : print(doctorText(report)));
  return statusOf(findings);
}

/** What could not be told comes before what is to be done. */
function statusOf(findings: readonly Finding[]): number {
  const ends = new Set(findings.map(({ isFine }) => isFine));
  if (ends.has(null)) return STATUS.failed;
  return ends.has(false) ? STATUS.open : STATUS.done;
}

/** Where a stack may be: the Regions that are asked about, and the one of the settings. */
async function regionsToAsk(regions: readonly string[] | 'all', aws: Aws): Promise<readonly string[]> {
  if (regions === 'all') return aws.enabledRegions();
  const own = await aws.defaultRegion();
  return [...new Set([...(own === null ? [] : [own]), ...regions])];
}

/** What the one stack is set to: it is looked at as its function looks at it, unless a flag says otherwise. */
function flagsOf(deployments: Known<readonly Deployment[]>): Flags {
  const [only, ...others] = 'is' in deployments ? deployments.is : [];
  if (only === undefined || others.length > 0) return {};
  const { TagKey, TagValues, Regions, TargetPolicy } = only.parameters;
  return {
    region: [Regions || only.region],
    ...(TagKey && TagValues ? { tag: TagValues.split(',').map((value) => `${TagKey}=${value}`) } : {}),
    ...(TargetPolicy ? { target: TargetPolicy } : {}),
  };
}

async function recordsFor(flags: Flags, aws: Aws, regions: readonly string[]): Promise<Records> {
  return (await contextFor(flags, aws, { isNeeded: false, regions })).records;
}
