import { TurnQueue } from '../../lambda/aws/turn-queue';

const RATE = { burst: 1, least: 1, first: 10, most: 50 };

it('gives those behind a turn that could not be waited for theirs, in their order', async () => {
  let now = 0;
  let pauses = 0;
  const pause = async (milliseconds: number): Promise<void> => {
    pauses += 1;
    if (pauses === 1) throw new Error('called off');
    now += milliseconds;
  };
  const queue = new TurnQueue(RATE, { scale: 1, pause, now: () => now });
  const order: number[] = [];

  const taken = await Promise.allSettled(
    [0, 1, 2, 3].map(async (place) => {
      await queue.take();
      order.push(place);
    }),
  );

  expect(taken.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(order).toEqual([0, 2, 3]);
  expect(now).toBe(200);
});
