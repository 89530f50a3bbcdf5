import { mkdtemp, rm } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Call, WantedLoadBalancer } from '../scenario/emulator';
import { startMotoEmulator } from '../moto/emulator';
import { ACCOUNT } from '../moto/server';
import { openInbox, type Inbox } from './inbox';
import { startMiniStack, VENV, type MiniStack } from './ministack';
import type { Environment } from './shell';
import { startTagIndex } from './tag-index';

/** An AWS account on loopback that the stack can be deployed to: MiniStack, and moto for the load balancers. */
export interface Account {
  /** What a shell needs for `cdk`, `aws` and `elb-tls` to go there, and nowhere else. */
  readonly environment: Environment;
  readonly ministack: MiniStack;
  readonly inbox: Inbox;
  /** Where the load balancers are. */
  readonly elb: { readonly endpoint: string; calls(): readonly Call[]; forgetCalls(): void };
  /** What both said lately. */
  log(): string;
  stop(): Promise<void>;
}

export const REGION = 'eu-west-1';

/** MiniStack takes a key of twelve digits for the number of the account; moto takes any. */
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: ACCOUNT,
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
};

/**
 * @param loadBalancers what is in the account when it opens
 * @param ending when it is aborted, nothing more starts
 * @throws when something does not start, or it was aborted; what had started has ended by then
 */
export async function startAccount(
  loadBalancers: readonly WantedLoadBalancer[],
  ending: AbortSignal = new AbortController().signal,
): Promise<Account> {
  meetNothingElse();
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const moto = await startMotoEmulator();
    ends.push(() => moto.stop());
    for (const loadBalancer of loadBalancers) {
      ending.throwIfAborted();
      await moto.add(REGION, loadBalancer);
    }
    ending.throwIfAborted();
    const ministack = await startMiniStack(REGION, {
      // The SDK's own settings: the stack and the bundle are what AWS gets, without a variable for tests.
      AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING: moto.endpoint,
      AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: moto.endpoint,
      AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: moto.endpoint,
      // MiniStack's IAM has no server certificates.
      AWS_ENDPOINT_URL_IAM: moto.endpoint,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    ends.push(() => ministack.stop());
    const tagIndex = await startTagIndex({ buckets: ministack.url, loadBalancers: moto.endpoint });
    ends.push(() => tagIndex.stop());
    const home = await mkdtemp(join(tmpdir(), 'elb-tls-home-'));
    ends.push(() => rm(home, { recursive: true, force: true }));
    const inbox = await openInbox(ministack.url);
    moto.forgetCalls();
    ending.throwIfAborted();
    return {
      environment: {
        ...environmentOf(home),
        AWS_ENDPOINT_URL: ministack.url,
        AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING: moto.endpoint,
        AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: moto.endpoint,
        AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: tagIndex.endpoint,
      },
      ministack,
      inbox,
      elb: moto,
      log: () => `MiniStack:\n${ministack.log()}\nmoto:\n${moto.log()}`,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Of this machine's environment, shells keep the path alone. */
function environmentOf(home: string): Environment {
  return {
    ...CREDENTIALS,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    PATH: [VENV, process.env['PATH']].join(delimiter),
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
  };
}

/** The SDK clients of this process find credentials here, and no profile of this machine. */
function meetNothingElse(): void {
  Object.assign(process.env, {
    ...CREDENTIALS,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
}
