import { aBatch, aCall } from '../../calls';
import type { LoadBalancer } from '../account/estate';
import { MINUTE, SECOND } from '../clock';
import type { Process } from '../process';
import { callFunction, comeAgainIn } from '../product';
import type { Random } from '../random';
import type { World } from '../world';

/**
 * What owners do, CloudTrail records and EventBridge puts into a queue: it gathers calls, hands them to the function, hides
 * them meanwhile, and hands on again what was not dealt with; now and then twice.
 */

/** How long calls are gathered, and how long they are hidden once they were handed on. */
const GATHERED_FOR = 20 * SECOND;
const HIDDEN_FOR = 20 * MINUTE;

/** As often a call is handed on, and then put aside. */
const TRIES = 5;

export interface Haste {
  readonly kills: number;
  readonly doubles: number;
}

interface Waiting {
  readonly call: ReturnType<typeof aCall>;
  readonly tries: number;
}

export function calls(world: World, until: number, haste: Haste): void {
  const queue = new Queue(world, world.random.fork('calls'), haste);
  world.onTouch = (loadBalancer) => {
    // CloudTrail takes its time.
    if (world.time.now < until) queue.sendLater(loadBalancer);
  };
}

class Queue {
  private waiting: readonly Waiting[] = [];
  private isGathering = false;

  constructor(
    private readonly world: World,
    private readonly random: Random,
    private readonly haste: Haste,
  ) {}

  sendLater(loadBalancer: LoadBalancer): void {
    const call = callOn(loadBalancer, this.world.time.now, `call-${this.world.nextEvent()}`);
    this.world.time.after(this.random.between(1, 90) * SECOND, () => this.send([{ call, tries: 0 }]));
  }

  private send(more: readonly Waiting[]): void {
    this.waiting = [...this.waiting, ...more];
    if (this.isGathering || this.waiting.length === 0) return;
    this.isGathering = true;
    this.world.time.after(GATHERED_FOR, () => this.handOn());
  }

  private handOn(): void {
    this.isGathering = false;
    const batch = this.waiting;
    this.waiting = [];
    const event = this.world.nextEvent();
    const process = this.wake(batch, event, this.random.chance(this.haste.kills));
    if (this.random.chance(this.haste.doubles)) {
      this.world.time.after(this.random.between(0, 90) * SECOND, () => void this.wake(batch, event, false));
    }
    this.world.time.after(HIDDEN_FOR, () => {
      const left = leftBy(process, batch).map(({ call, tries }) => ({ call, tries: tries + 1 }));
      this.send(left.filter(({ tries }) => tries < TRIES));
    });
  }

  private wake(batch: readonly Waiting[], event: number, isKilled: boolean): Process {
    const { isDry } = this.world.deployment;
    const purpose = { kind: 'sweep', where: 'function', isDry, event } as const;
    const input = aBatch(batch.map(({ call }) => call));
    return this.world.start(purpose, (machine) => callFunction(machine, input), {
      killAt: isKilled ? this.random.between(1, 40) : undefined,
    });
  }
}

function callOn({ arn, name, region, type }: LoadBalancer, now: number, id: string): Waiting['call'] {
  const at = `${new Date(now).toISOString().slice(0, 19)}Z`;
  return type === 'classic'
    ? aCall({
        name: 'CreateLoadBalancerListeners',
        apiVersion: '2012-06-01',
        parameters: { loadBalancerName: name },
        region,
        at,
        id,
      })
    : aCall({ name: 'CreateListener', parameters: { loadBalancerArn: arn }, region, at, id });
}

/** What is to be handed on again. */
function leftBy(process: Process, batch: readonly Waiting[]): readonly Waiting[] {
  if (process.end !== 'returned') return batch;
  return comeAgainIn(process.answer).flatMap((index) => batch[index] ?? []);
}
