import { writeSync } from 'node:fs';
import { Authority, type Made } from '../certificates';
import { aCall, anUpload } from '../calls';
import { OLD } from '../vocabulary';
import { printTable } from '../../bench/print';
import { startEventStack, type EventStack } from './event-stack';

/** `npm run bench:events`: how long it takes from an event to its mail, for each kind of call, on the deployed emulator. */

/** More of each would only measure the same machine again. */
const TURNS = 3;

const GIVE_UP_MS = 60_000;

/** When a call is completed, and what tells its event from all others. */
function now(): { readonly at: string; readonly id: string } {
  const at = new Date().toISOString();
  return { at, id: at };
}

const call = (name: string, parameters: object) => async () =>
  aCall({ name, parameters: { ...parameters }, ...now() });

/** Each event behind the one before it, so that no two are folded. */
function kindsOn(
  deployed: EventStack,
  authority: Authority,
): readonly (readonly [string, () => Promise<object>])[] {
  const classic = { apiVersion: '2012-06-01', parameters: { loadBalancerName: 'portal' } } as const;
  const listener = { loadBalancerArn: deployed.arnOf('shop'), protocol: 'HTTPS' };
  const policy = { listenerArn: deployed.listenerOf('till'), sslPolicy: OLD };
  const tags = { resourceArns: [deployed.arnOf('shop')], tags: [{ key: 'Tier', value: 'web' }] };
  return [
    ['CreateListener', call('CreateListener', listener)],
    ['ModifyListener', call('ModifyListener', policy)],
    ...['CreateLoadBalancer', 'CreateLoadBalancerListeners', 'SetLoadBalancerPoliciesOfListener'].map(
      (name) => [name, async () => aCall({ name, ...classic, ...now() })] as const,
    ),
    ['AddTags', call('AddTags', tags)],
    [
      'UploadServerCertificate, forwarded',
      async () => {
        const certificate = `weak-${Date.now()}`;
        const made: Made = authority.issue({ key: ['rsa:1024'], until: new Date(Date.now() + 2e10) });
        await deployed.upload(certificate, { pem: made.pem, key: authority.keyOf(made) });
        return anUpload({ certificate, ...now() });
      },
    ],
  ];
}

/** Seconds from when EventBridge gets an event to when its mail is there. */
async function secondsTo(event: object, { account }: EventStack): Promise<number> {
  const since = performance.now();
  account.ministack.record([event]);
  while (performance.now() - since < GIVE_UP_MS) {
    if ((await account.inbox.messages()).length > 0) return (performance.now() - since) / 1_000;
  }
  throw new Error(`no mail in ${GIVE_UP_MS / 1_000} s; the account said:\n${account.log()}`);
}

async function main(): Promise<void> {
  const authority = new Authority();
  const deployed = await startEventStack();
  try {
    // The mail of the first run.
    while ((await deployed.account.inbox.messages()).length === 0);
    const rows = [];
    for (const [kind, make] of kindsOn(deployed, authority)) {
      const seconds: number[] = [];
      for (let turns = 0; turns < TURNS; turns += 1) seconds.push(await secondsTo(await make(), deployed));
      const [least = 0, middle = 0, most = 0] = seconds.toSorted((a, b) => a - b);
      rows.push({ kind, median: middle.toFixed(1), least: least.toFixed(1), most: most.toFixed(1) });
    }
    printTable(rows);
  } finally {
    authority.clear();
    await deployed.stop();
  }
}

// Whatever a client of this process still holds open: nothing of the account is left.
void main().then(
  () => process.exit(0),
  (error: unknown) => {
    writeSync(2, `bench:events: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
