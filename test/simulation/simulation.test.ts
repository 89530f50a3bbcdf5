import { tell } from './story';

/** A few stories, always the same ones; `npm run soak` tells thousands. */

jest.setTimeout(120_000);

const SEEDS = Array.from({ length: 30 }, (_, index) => index + 1);

describe('fourteen days in which everything happens that can', () => {
  it.each(SEEDS)('keep every promise, seed %i', async (seed) => {
    const { findings, text } = await tell(seed);

    const [first] = findings;
    expect(first === undefined ? '' : text(first)).toBe('');
  });

  it('are told alike by one seed, to the last call', async () => {
    const [one, again] = [await tell(11), await tell(11)];

    expect(again.all()).toBe(one.all());
  });
});
