import { alb, elbTls, OLD, PQ, reportIn, WEB, withAccount, workshop, type Workshop } from '../bin/command';
import { PAGE } from './clients/page';
import { wordsOf } from './shell';
import { textOf } from './tree';

/** The way out that docs/client-cannot-connect.md describes, carried out as it is written. */

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());

const SECTION = /^## Put one listener back$.*?(?=^## )/ms.exec(textOf(PAGE))?.[0] ?? '';
const COMMANDS = [...SECTION.matchAll(/^elb-tls .*$/gm)].map(([command]) => command);
const TAG = /^`tls-remediation` = `(.*)`$/m.exec(SECTION)?.[1] ?? '';

it('the way out does, in its order, what the page says', () =>
  withAccount([alb('edge', [OLD]), alb('lost', [OLD]), alb('shop', [OLD])], async (sandbox) => {
    const run = (command: string) => elbTls(shop, wordsOf(command).slice(1), sandbox.environment());
    const now = async (command = 'elb-tls plan --json') => {
      const { listeners } = reportIn((await run(command)).stdout);
      return Object.fromEntries(
        listeners.map(({ loadBalancer, from, outcome }) => [loadBalancer.name, [from, outcome]]),
      );
    };
    const { runId } = reportIn((await run('elb-tls apply --yes --json')).stdout);
    const [show = '', dry = '', undo = '', forget = '', halfway = '', ...more] = COMMANDS.map((command) =>
      command.replace('RUN', runId),
    );
    expect(more).toEqual([]);

    expect((await run(show)).stdout).toMatch(/3 .*shop/);
    await run(dry);
    expect(await now()).toMatchObject({ shop: [PQ, 'compliant'] });

    await run(`${undo} --yes`);
    expect(await now()).toMatchObject({ edge: [PQ, 'compliant'], shop: [OLD, 'held'] });

    await run(forget);
    await run(`${halfway} --yes`);
    const target = halfway.split(' ').at(-1);
    expect(await now()).toMatchObject({ shop: [target, 'planned'] });

    sandbox.region('eu-west-1').setTags('shop', { ...WEB, 'tls-remediation': TAG });
    await run('elb-tls apply --yes');
    expect(await now()).toMatchObject({ edge: [PQ, 'compliant'], shop: [target, 'exempt'] });
  }));
