/** Waits, in milliseconds: on the real clock in production, in no time in a test. */
export type Pause = (milliseconds: number) => Promise<void>;
