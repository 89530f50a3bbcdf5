import { beforeAbort, deadlineIn, NO_DEADLINE, OutOfTimeError } from '../../lambda/core/deadline';
import { virtualTime } from '../records/virtual-time';

const NEVER = (): Promise<string> => new Promise(() => undefined);

describe('deadlineIn', () => {
  it('is past when its time has gone by, whatever the wall clock says', () => {
    const time = virtualTime();
    const machine = time.machine();
    const deadline = deadlineIn(1000, machine);
    machine.setWall(3_600_000);
    time.advance(999);
    expect([deadline.isPast(), deadline.isPast(1), deadline.signal.aborted]).toEqual([false, true, false]);
    time.advance(1);
    expect([deadline.isPast(), deadline.signal.aborted]).toEqual([true, true]);
  });

  it('is never past where nobody has to stop', () => {
    expect([NO_DEADLINE.isPast(1e15), NO_DEADLINE.signal.aborted]).toEqual([false, false]);
  });
});

describe('beforeAbort', () => {
  it('is what the work answers, or throws', async () => {
    const { signal } = new AbortController();
    await expect(beforeAbort(async () => 'done', signal)).resolves.toBe('done');
    await expect(beforeAbort(() => Promise.reject(new TypeError('no')), signal)).rejects.toThrow(TypeError);
  });

  it('gives up what hangs when the signal comes', async () => {
    const abort = new AbortController();
    const answer = beforeAbort(NEVER, abort.signal);
    abort.abort();
    await expect(answer).rejects.toThrow(OutOfTimeError);
  });

  it('begins nothing behind the signal', async () => {
    let begun = 0;
    const work = (): Promise<string> => {
      begun += 1;
      return NEVER();
    };
    await expect(beforeAbort(work, AbortSignal.abort())).rejects.toThrow(OutOfTimeError);
    expect(begun).toBe(0);
  });
});
