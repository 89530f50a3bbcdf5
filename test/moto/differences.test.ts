import { startSandbox } from '../../sandbox';
import { benchOnMoto, benchOnSandbox } from './bench';
import { DIFFERENCES } from './differences';
import { classicInTagIndex, networkArns, predefinedOnShelf } from './repairs';
import { startMoto, type MotoServer } from './server';

Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

const TABLE = DIFFERENCES.map((difference) => [difference.topic, difference] as const);

describe('what moto does unlike AWS', () => {
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await startMoto();
  }, 30_000);

  afterAll(async () => {
    await moto?.stop();
  });

  it.each(TABLE)(
    'moto: %s',
    async (_, { probe, onMoto }) => {
      expect(await probe(benchOnMoto(moto.url))).toEqual(onMoto);
    },
    20_000,
  );

  it.each(TABLE)("the sandbox has AWS's side: %s", async (_, { probe, onSandbox, sandboxOptions }) => {
    const sandbox = await startSandbox({ pageSize: 400, ...sandboxOptions });
    try {
      expect(await probe(benchOnSandbox(sandbox))).toEqual(onSandbox);
    } finally {
      await sandbox.stop();
    }
  });

  it('is listed once each, with a source', () => {
    const topics = DIFFERENCES.map(({ topic }) => topic);

    expect(new Set(topics).size).toBe(topics.length);
    expect(DIFFERENCES.filter(({ source }) => source === '')).toEqual([]);
  });

  it('is mended where the list says so, and nowhere else', () => {
    const mended = [networkArns(new Set()), classicInTagIndex, predefinedOnShelf].map(({ mends }) => mends);
    const repaired = DIFFERENCES.filter(({ coping }) => coping === 'repaired').map(({ topic }) => topic);

    expect(mended.toSorted()).toEqual(repaired.toSorted());
  });
});
