/** Nothing has ever come from a host, and nobody waits for it any longer. Without a code of the network's: it is not tried again. */
export class SilentHostError extends Error {
  override readonly name = 'SilentHost';
  constructor(
    host: string,
    /** What the last try has said. */
    override readonly cause: Error,
  ) {
    super(`nothing has come from ${host}: ${cause.message}, at each try`);
  }
}

/** When a host that has never answered is given up, in milliseconds after it was first asked. */
export interface GiveUp {
  /** It takes no connection, of which each try waits five seconds. */
  readonly connectMs: number;
  /** It takes connections and says nothing: two tries of half a minute. */
  readonly answerMs: number;
}

const GIVE_UP: GiveUp = { connectMs: 14_000, answerMs: 55_000 };

/**
 * The hosts that a command asks, whichever of its clients asks them. One that has answered once is slow and not silent: it is
 * waited for as long as ever. One that never has is a proxy that is not named, a VPN that is off, a wrong address: a person need
 * not sit through four tries of each call to hear that.
 */
export class Hosts {
  private readonly living = new Set<string>();
  private readonly askedAt = new Map<string, number>();
  private readonly givenUp = new Map<string, SilentHostError>();

  constructor(
    private readonly giveUp: GiveUp = GIVE_UP,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws SilentHostError for one that was given up: the next call would wait as long again */
  ask(host: string): void {
    const known = this.givenUp.get(host);
    if (known !== undefined) throw known;
    if (!this.askedAt.has(host)) this.askedAt.set(host, this.now());
  }

  answered(host: string): void {
    this.living.add(host);
  }

  /** What to say of a try that has waited in vain. */
  silent(host: string, error: Error, isConnected: boolean): Error {
    if (this.living.has(host)) return error;
    const waited = this.now() - (this.askedAt.get(host) ?? this.now());
    if (waited < (isConnected ? this.giveUp.answerMs : this.giveUp.connectMs)) return error;
    const silent = new SilentHostError(host, error);
    this.givenUp.set(host, silent);
    return silent;
  }
}
