/** A mail, shorter and shorter: all of it; groups and the notes of the run; state and footer alone, whose counts are the groups. */
export type Length = 'whole' | 'brief' | 'shortest';
