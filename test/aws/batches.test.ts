import { inBatches, onDemand } from '../../lambda/aws/batches';
import { many } from '../helpers';

/** Something that can be asked for many things at once, like DescribeTags, and remembers how it was asked. */
function askable(known: ReadonlySet<string>, refuses: (batch: readonly string[]) => string | undefined) {
  const asked: (readonly string[])[] = [];
  const ask = (batch: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    asked.push(batch);
    const name = refuses(batch);
    if (name !== undefined) return Promise.reject(Object.assign(new Error('asked to fail'), { name }));
    return Promise.resolve(new Map(batch.filter((id) => known.has(id)).map((id) => [id, id.toUpperCase()])));
  };
  return { ask, asked };
}

const ids = (count: number): readonly string[] => many(count, (index) => `id${index}`);

it.each([
  [0, []],
  [1, [1]],
  [20, [20]],
  [21, [20, 1]],
  [45, [20, 20, 5]],
])('asks for %d things in batches of %j', async (count, sizes) => {
  const { ask, asked } = askable(new Set(ids(count)), () => undefined);

  const answers = await inBatches(ids(count), ask);

  expect(asked.map(({ length }) => length)).toEqual(sizes);
  expect([...answers]).toEqual(ids(count).map((id) => [id, { status: 'read', value: id.toUpperCase() }]));
});

it('what AWS leaves out of its answer has failed', async () => {
  const { ask } = askable(new Set(['id0']), () => undefined);

  const answers = await inBatches(ids(2), ask);

  expect(answers.get('id0')).toEqual({ status: 'read', value: 'ID0' });
  expect(answers.get('id1')).toMatchObject({ status: 'failed', error: { code: 'PartialAnswer' } });
});

it.each([
  ['LoadBalancerNotFoundException', 'gone'],
  ['AccessPointNotFoundException', 'gone'],
  ['ValidationErrorException', 'failed'],
  ['InvalidParameterValue', 'failed'],
])('the one thing that answers %s is found by halving, and is %s', async (name, status) => {
  const { ask, asked } = askable(new Set(ids(20)), (batch) => (batch.includes('id13') ? name : undefined));

  const answers = await inBatches(ids(20), ask);

  const others = [...answers].filter(([id]) => id !== 'id13');
  expect(answers.get('id13')).toMatchObject({ status });
  expect(others.every(([, answer]) => answer.status === 'read')).toBe(true);
  expect(answers.size).toBe(20);
  // 20 -> 10 + 10 -> 5 + 5 -> 3 + 2 -> 2 + 1 -> 1 + 1 at most.
  expect(asked.length).toBeLessThanOrEqual(11);
});

it.each([
  'AccessDenied',
  'InternalFailure',
  'InternalError',
  'ServiceUnavailable',
  'Throttling',
  'ThrottlingException',
  'TimeoutError',
  'ECONNRESET',
  'OutOfTime',
])('what no member can cause costs one call: %s', async (name) => {
  const { ask, asked } = askable(new Set(), () => name);

  const answers = await inBatches(ids(20), ask);

  expect(asked).toHaveLength(1);
  expect(answers.size).toBe(20);
  expect([...answers.values()].every(({ status }) => status === 'failed')).toBe(true);
});

describe('(17) onDemand', () => {
  it('asks for each batch once, and a batch that hangs keeps no other waiting', async () => {
    const asked: (readonly string[])[] = [];
    const wanted = onDemand(ids(45), (batch) => {
      asked.push(batch);
      const answers = batch.map((id) => [id, { status: 'read', value: id }] as const);
      return batch.includes('id0') ? new Promise(() => undefined) : Promise.resolve(new Map(answers));
    });

    void wanted('id0');

    for (const id of ['id20', 'id39', 'id44'])
      expect(await wanted(id)).toEqual({ status: 'read', value: id });
    expect(asked.map(({ length }) => length)).toEqual([20, 20, 5]);
  });
});

it('one refused batch leaves the next alone', async () => {
  const { ask } = askable(new Set(ids(40)), (batch) => (batch.includes('id3') ? 'AccessDenied' : undefined));

  const answers = await inBatches(ids(40), ask);

  expect([...answers.values()].filter(({ status }) => status === 'read')).toHaveLength(20);
});
