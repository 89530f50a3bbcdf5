import { isInScope } from '../../lambda/core/scope';

const SCOPE = { tagKey: 'Tier', tagValues: ['web', 'edge'] };

describe('isInScope', () => {
  it.each([
    { tags: { Tier: 'web' }, expected: true },
    { tags: { Tier: 'edge', Name: 'shop' }, expected: true },
    { tags: {}, expected: false },
    { tags: { Tier: '' }, expected: false },
    { tags: { Tier: 'app' }, expected: false },
    { tags: { Tier: 'Web' }, expected: false },
    { tags: { Tier: ' web' }, expected: false },
    { tags: { Tier: 'web2' }, expected: false },
    { tags: { Tier: 'web,edge' }, expected: false },
    { tags: { tier: 'web' }, expected: false },
    { tags: { 'Tier ': 'web' }, expected: false },
    { tags: { Name: 'web' }, expected: false },
  ])('$tags: $expected', ({ tags, expected }) => {
    expect(isInScope(tags, SCOPE)).toBe(expected);
  });

  it('takes no value for the empty scope', () => {
    expect(isInScope({ Tier: 'web' }, { tagKey: 'Tier', tagValues: [] })).toBe(false);
  });

  it('reads tags and not what every object has', () => {
    expect(isInScope({}, { tagKey: 'constructor', tagValues: [String(Object)] })).toBe(false);
  });
});
