import { version } from '../package.json';

/** The release. package.json is where it is set; both bundles have it from there, and nothing else of that file. */
export const VERSION: string = version;
