import { collectsYoung } from '../../bin/young-garbage';

const MIB = 1024 * 1024;
/** Less than what V8 would look at of its own accord. */
const READ = 28 * MIB;
const PART = 256 * 1024;

/** The most memory of buffers at once, beyond what there was, while parts are read that nobody keeps. */
function mostWhile(told: (bytes: number) => void): number {
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let bytes = PART; bytes <= READ; bytes += PART) {
    Buffer.allocUnsafeSlow(PART);
    told(bytes);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  return most;
}

it('frees buffers that nobody keeps while it reads on', () => {
  expect(mostWhile(collectsYoung())).toBeLessThan(10 * MIB);
});
