import { Turns } from '../../probe/net/turns';

/** A clock that moves only while somebody waits. */
function virtualClock(): { elapsed: () => number; pause: (milliseconds: number) => Promise<void> } {
  let now = 0;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    elapsed: () => now,
    pause: (milliseconds) =>
      new Promise((wake) => {
        sleepers.push({ at: now + milliseconds, wake });
        setImmediate(() => {
          const [next] = sleepers.toSorted((a, b) => a.at - b.at);
          if (next === undefined) return;
          sleepers.splice(sleepers.indexOf(next), 1);
          now = Math.max(now, next.at);
          next.wake();
        });
      }),
  };
}

async function startsOf(rate: number, wanted: number, most = 1000): Promise<readonly number[]> {
  const clock = virtualClock();
  const turns = new Turns(clock, rate, most);
  const starts: number[] = [];
  await Promise.all(
    Array.from({ length: wanted }, async () => {
      if (await turns.take()) starts.push(clock.elapsed());
    }),
  );
  return starts;
}

it.each([1, 10, 25])('no second sees more than %d, however many ask at once', async (rate) => {
  const starts = await startsOf(rate, 60);

  expect(starts).toHaveLength(60);
  for (const start of starts)
    expect(
      starts.filter((other) => other >= start && other < start + 1000 - 1e-6).length,
    ).toBeLessThanOrEqual(rate);
});

it('without a limit nobody waits', async () => {
  expect(await startsOf(0, 60)).toEqual(Array.from({ length: 60 }, () => 0));
});

it('there are no more than so many at all', async () => {
  expect(await startsOf(0, 60, 7)).toHaveLength(7);
});
