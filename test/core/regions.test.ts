import { partition } from '@aws-sdk/core/client';
import PARTITIONS from '../../lambda/core/partitions.json';
import { isKnownRegion, partitionOf } from '../../lambda/core/regions';
import { partitionsOfSdk } from '../../scripts/partitions';

it('partitions.json says what the SDK says', () => {
  const advice = 'lambda/core/partitions.json is not what @aws-sdk/core has; run: npm run partitions';
  const current = JSON.stringify(PARTITIONS) === JSON.stringify(partitionsOfSdk());

  expect(current ? 'current' : advice).toBe('current');
});

it.each([
  ['eu-west-1', true],
  ['us-gov-west-1', true],
  ['cn-north-1', true],
  ['aws-global', false],
  ['eu-west-9', false],
  ['EU-WEST-1', false],
  ['', false],
  ['all', false],
])('the Region "%s" is known: %s', (name, known) => {
  expect(isKnownRegion(name)).toBe(known);
});

/** Regions of every partition, and names that no list has yet. */
const NAMES = [...PARTITIONS.flatMap(({ regions }) => regions), 'eu-west-9', 'us-gov-north-7', 'nowhere', ''];

it.each(NAMES)('the partition of "%s" is the one that the SDK takes', (name) => {
  const { name: id, dnsSuffix } = partition(name);

  expect(partitionOf(name)).toMatchObject({ id, dnsSuffix });
});
