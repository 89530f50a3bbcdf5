import { diagnose } from '../../lambda/core/doctor/diagnose';
import type { Finding } from '../../lambda/core/doctor/checks';
import type { Deployment } from '../../lambda/core/doctor/facts';
import type { Aws } from '../../lambda/aws/connect';
import type { Records } from '../../lambda/records/records';
import { systemClock } from '../../lambda/runs/system-clock';
import { contextFor, ensureAccount, ensureRegion, terminalAws } from '../context';
import { deployedIn, gather, known, onlyOne, openRegions } from '../doctor/gather';
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
  const deployed = await deployedIn(stackRegions);
  const only = onlyOne(deployed.deployments);
  const settings = await settingsFrom({ ...flagsOf(only), ...flags }, aws);
  const { scope, target } = settings;
  const regions = settings.regions === 'all' ? await openRegions(aws, account, scope) : settings.regions;
  const records = await known(async () => recordsFor(flags, aws, { regions, only }));
  const now = systemClock.now();
  const facts = await gather({ account, aws, scope, regions, records, stackRegions, now, ...deployed });
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
function flagsOf(only: Deployment | null): Flags {
  if (only === null) return {};
  const { TagKey, TagValues, Regions, TargetPolicy } = only.parameters;
  return {
    region: [Regions || only.region],
    ...(TagKey && TagValues ? { tag: TagValues.split(',').map((value) => `${TagKey}=${value}`) } : {}),
    ...(TargetPolicy ? { target: TargetPolicy } : {}),
  };
}

/** Where nobody says which record it is, the one of the function that is deployed. */
async function recordsFor(
  flags: Flags,
  aws: Aws,
  { regions, only }: { readonly regions: readonly string[]; readonly only: Deployment | null },
): Promise<Records> {
  const record = flags.record ?? (process.env['ELB_TLS_RECORD'] || (only && `s3://${only.recordBucket}`));
  const said = record === null ? flags : { ...flags, record };
  return (await contextFor(said, aws, { isNeeded: false, regions })).records;
}
