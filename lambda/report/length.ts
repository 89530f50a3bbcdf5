/**
 * A mail, shorter and shorter: all of it; without notes on single listeners; with what was done, and what is different, alone;
 * state and footer, whose counts are the groups.
 */
export type Length = 'whole' | 'brief' | 'short' | 'shortest';
