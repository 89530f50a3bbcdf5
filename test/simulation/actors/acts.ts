import { addListener, type Listener, type LoadBalancer } from '../account/estate';
import { DAY } from '../clock';
import { loadBalancerOf } from '../estate';
import { ATTACK } from '../observer/messages';
import { CLASSIC_BEST, goTogether, OLD, ONLY_13, RES_PQ, V2_NAMES } from '../policies';
import type { Random } from '../random';
import type { World } from '../world';
import { addSticky, deleteUnused, setPolicies } from './by-hand';

/** What owners do, one act a function. */

interface Hand {
  readonly world: World;
  readonly random: Random;
  readonly loadBalancer: LoadBalancer;
  readonly listener: Listener;
}

type Act = (hand: Hand) => void;

const anyPolicy: Act = ({ world, random, loadBalancer, listener }) =>
  setPolicies(world, loadBalancer, listener, random.pick(V2_NAMES));

/** By hand what the product would do. */
const theTarget: Act = ({ world, loadBalancer, listener }) =>
  setPolicies(world, loadBalancer, listener, loadBalancer.type === 'classic' ? CLASSIC_BEST : RES_PQ);

const stricter: Act = ({ world, loadBalancer, listener }) =>
  setPolicies(world, loadBalancer, listener, ONLY_13);

const sticky: Act = ({ world, loadBalancer, listener }) => addSticky(world, loadBalancer, listener);

const tidy: Act = ({ world, loadBalancer }) => deleteUnused(world, loadBalancer);

const noListener: Act = ({ world, loadBalancer, listener }) => {
  if (loadBalancer.listeners.length < 2) return;
  loadBalancer.listeners.splice(loadBalancer.listeners.indexOf(listener), 1);
  loadBalancer.touchedAt = world.time.now;
  say(world, `deletes ${loadBalancer.name} :${listener.port}`);
};

const anotherListener: Act = ({ world, loadBalancer }) => {
  const port = 9000 + loadBalancer.listeners.length;
  const names = loadBalancer.listeners.flatMap(({ policies }) => policies);
  if (loadBalancer.type === 'application' && !goTogether([OLD, ...names])) return;
  if (loadBalancer.listeners.some((one) => one.port === port)) return;
  addListener(loadBalancer, world.time.now, { port, policies: [OLD] });
  loadBalancer.touchedAt = world.time.now;
  say(world, `adds ${loadBalancer.name} :${port} with ${OLD}`);
};

/** Deleted and made again under its old name: on Classic, under its old ARN as well. */
const again: Act = ({ world, loadBalancer, listener: { port } }) => {
  const { name, region, type, tags } = loadBalancer;
  world.account.remove(loadBalancer);
  world.account.add({ name, region, type, tags, listeners: [{ port, policies: [OLD] }], policies: [] });
  say(world, `makes ${name} again, with ${OLD}`);
};

const away: Act = ({ world, loadBalancer }) => {
  if (world.account.loadBalancers.length < 3) return;
  world.account.remove(loadBalancer);
  say(world, `deletes ${loadBalancer.name}`);
};

const scope: Act = (hand) =>
  retag(hand, { Tier: hand.loadBalancer.tags['Tier'] === 'web' ? 'batch' : 'web' });

const exemption: Act = (hand) => {
  const { random, world } = hand;
  const until = new Date(world.time.now + random.between(1, 6) * DAY).toISOString().slice(0, 10);
  retag(hand, { 'tls-remediation': random.pick(['exempt', `exempt until ${until}`, ATTACK, '', '']) });
};

const controlled: Act = (hand) => retag(hand, { 'elbv2.k8s.aws/cluster': hand.random.pick(['main', '']) });

const wave: Act = (hand) => retag(hand, { Env: hand.random.pick(['dev', 'staging', 'prod']) });

/** A new load balancer, in the first wave. */
export function grow({ world, random }: Pick<Hand, 'world' | 'random'>): void {
  const name = `new-${world.time.now.toString(36)}`;
  const wanted = loadBalancerOf(random, name, world.deployment.regions);
  world.onTouch(world.account.add({ ...wanted, tags: { ...wanted.tags, Env: 'dev' } }));
  say(world, `makes ${name} (${wanted.type})`);
}

/** An empty value takes the tag away. */
function retag({ world, loadBalancer }: Hand, change: LoadBalancer['tags']): void {
  const tags = Object.entries({ ...loadBalancer.tags, ...change }).filter(([, value]) => value !== '');
  loadBalancer.touchedAt = world.time.now;
  world.account.tag(loadBalancer, Object.fromEntries(tags));
  say(world, `tags ${loadBalancer.name} ${JSON.stringify(change)}`);
}

function say(world: World, what: string): void {
  world.log.event(world.time.now, 'an owner', what);
}

/** Those that are there twice are done twice as often. */
export const ACTS: readonly Act[] = [
  anyPolicy,
  anyPolicy,
  theTarget,
  stricter,
  anotherListener,
  noListener,
  again,
  away,
  grow,
  scope,
  exemption,
  sticky,
  tidy,
  wave,
  controlled,
];
