import { withAccount, elbTls, workshop, type Workshop } from './command';

/** What a terminal of 80 columns shows without a break. */

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());

it.each([[], ['plan'], ['apply'], ['undo'], ['runs'], ['show'], ['explain'], ['probe']])(
  'no line of "elb-tls %s --help" is over 80 columns',
  async (...command: string[]) => {
    const { stdout } = await withAccount([], (sandbox) =>
      elbTls(shop, [...command, '--help'], sandbox.environment()),
    );

    expect(stdout).toContain('Examples:');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  },
);
