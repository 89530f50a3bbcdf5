import { NO_DEADLINE } from '../../lambda/core/deadline';
import type { RecordStore } from '../../lambda/core/record-store';
import { boundedStore } from '../../lambda/runs/bounded';
import { memoryStore } from '../../lambda/records/memory-store';
import { virtualTime } from '../records/virtual-time';

/** A store whose calls to one key hang. */
function hanging(on: string): RecordStore {
  const store = memoryStore();
  const hangs = <T>(key: string, work: () => Promise<T>): Promise<T> =>
    key === on ? new Promise(() => undefined) : work();
  return {
    ...store,
    get: (key) => hangs(key, () => store.get(key)),
    put: (key, text, only) => hangs(key, () => store.put(key, text, only)),
    list: (prefix) => hangs(prefix, () => store.list(prefix)),
  };
}

describe('(17) a bounded store', () => {
  it.each<[string, (store: RecordStore) => Promise<unknown>]>([
    ['a read', (store) => store.get('a')],
    ['a write', (store) => store.put('a', 'text')],
    ['a listing', (store) => store.list('a')],
  ])('gives up %s that hangs after a minute, and goes on', async (_, call) => {
    const time = virtualTime();
    const store = boundedStore(hanging('a'), NO_DEADLINE.signal, time.machine());
    const answer = call(store).catch((error: unknown) => String(error));
    time.advance(60_000);
    expect(await answer).toBe('NoAnswer: no answer came within 60 s');
    await store.put('b', 'text');
    expect(await store.get('b')).toMatchObject({ text: 'text' });
  });

  it('gives it up earlier when the time of the run is over', async () => {
    const end = new AbortController();
    const store = boundedStore(hanging('a'), end.signal, virtualTime().machine());
    const answer = store.get('a').catch((error: unknown) => String(error));
    end.abort();
    expect(await answer).toBe('OutOfTime: no time was left to wait for an answer');
    await expect(store.get('b')).rejects.toThrow('no time was left');
  });
});
