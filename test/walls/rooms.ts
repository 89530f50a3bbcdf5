/**
 * The rooms of the house and the walls between them. A new folder gets a room here; a wall that is in the way is a
 * question of design, and not of this list.
 */

/** A part of the code with a door policy of its own. */
export interface Room {
  readonly name: string;
  /** Its folders (with a slash at the end) and files. Where two rooms claim a file, the longer claim counts. */
  readonly paths: readonly string[];
  /** The rooms that its files may import; its own goes without saying. */
  readonly imports: readonly string[];
  /** Packages and parts of Node, `*` at the end for all that begin so. */
  readonly packages: readonly string[];
  /** Whether it may use the AWS SDK. */
  readonly sdk?: true;
  /** Its wall in one sentence, told when it breaks. */
  readonly wall: string;
}

/** What runs in Lambda and at a terminal, below its doors. */
const ENGINE = ['core', 'aws', 'records', 'settings', 'report', 'runs', 'logs', 'system clock', 'version'];

const NOT_A_DOOR = 'nobody imports a door';

export const ROOMS: readonly Room[] = [
  {
    name: 'core',
    paths: ['lambda/core/'],
    imports: [],
    packages: [],
    wall: 'core imports core alone',
  },
  {
    name: 'report',
    paths: ['lambda/report/'],
    imports: ['core'],
    // How wide a text is on a screen, and its colours: both are pure.
    packages: ['node:util', 'string-width'],
    wall: 'report imports core alone',
  },
  {
    // What a certificate says of itself: of a server that is probed, and of one that ACM or IAM keeps.
    name: 'x509',
    paths: ['lambda/x509/'],
    imports: [],
    packages: ['node:crypto', 'node:tls'],
    wall: 'x509 imports what Node has for certificates',
  },
  {
    name: 'aws',
    paths: ['lambda/aws/'],
    imports: ['core', 'x509'],
    // So many calls at a time, and how long to wait between two; proxies at a terminal.
    packages: ['p-map', 'node:timers/promises', 'hpagent', 'node:http', 'proxy-from-env'],
    sdk: true,
    wall: 'aws imports core, x509 and the SDK',
  },
  {
    name: 'records',
    paths: ['lambda/records/'],
    imports: ['core'],
    // So many pages at a time.
    packages: ['p-map'],
    wall: 'records import core alone',
  },
  {
    name: 'settings',
    paths: ['lambda/settings/'],
    imports: ['core'],
    packages: [],
    wall: 'settings import core alone',
  },
  {
    // Reads logs from wherever they lie, for the command and for runs: who lists and opens them hands them in.
    name: 'logs',
    paths: ['lambda/logs/'],
    imports: ['core'],
    packages: ['node:zlib'],
    wall: 'logs import core and what Node has to unpack',
  },
  {
    name: 'runs',
    paths: ['lambda/runs/', 'lambda/sweep.ts'],
    imports: ['core', 'aws', 'records', 'settings', 'report', 'logs', 'version'],
    packages: ['p-map', 'node:timers/promises'],
    wall: `runs import core, aws, records, settings, report and logs; ${NOT_A_DOOR}`,
  },
  {
    // The one file of runs that asks the machine what time it is: the doors hand it on.
    name: 'system clock',
    paths: ['lambda/runs/system-clock.ts'],
    imports: ['core'],
    packages: ['node:events', 'node:timers/promises'],
    wall: 'the system clock imports core alone',
  },
  {
    // The release, which package.json says and nobody else.
    name: 'version',
    paths: ['lambda/version.ts', 'package.json'],
    imports: [],
    packages: [],
    wall: 'version.ts imports package.json alone',
  },
  {
    name: 'handler',
    paths: ['lambda/handler.ts'],
    imports: [...ENGINE, 'equip', 'event', 'tell', 'work'],
    packages: ['@aws-lambda-powertools/*', 'node:*'],
    wall: `the handler imports what is in lambda/; ${NOT_A_DOOR}`,
  },
  {
    // What the handler takes from its surroundings, before anything is done.
    name: 'equip',
    paths: ['lambda/equip.ts'],
    // The probe makes the handshakes that runs ask for through a port of core: whoever equips a run hands it on.
    imports: [...ENGINE, 'event', 'tell', 'work', 'probe'],
    packages: ['@aws-lambda-powertools/*', 'node:crypto'],
    wall: `equip.ts imports what is below the handler, and the probe; ${NOT_A_DOOR}`,
  },
  {
    // The handler's other half: what is done for an event, and told.
    name: 'work',
    paths: ['lambda/work.ts', 'lambda/wake.ts'],
    imports: [...ENGINE, 'event', 'tell'],
    packages: [],
    wall: `work.ts imports what is below the handler; ${NOT_A_DOOR}`,
  },
  {
    name: 'event',
    paths: ['lambda/event.ts', 'lambda/batch.ts'],
    imports: ENGINE,
    // A name for what is delivered twice.
    packages: ['node:crypto'],
    wall: `event.ts imports what is below the handler; ${NOT_A_DOOR}`,
  },
  {
    name: 'tell',
    paths: ['lambda/tell.ts', 'lambda/tell/'],
    imports: ENGINE,
    packages: ['@aws-lambda-powertools/*'],
    wall: `tell imports what is below the handler; ${NOT_A_DOOR}`,
  },
  {
    name: 'probe',
    paths: ['probe/'],
    imports: ['core', 'x509'],
    packages: ['node:crypto', 'node:dns/promises', 'node:net', 'node:tls', 'node:url'],
    wall: 'the probe imports core, x509 and what Node has for networks',
  },
  {
    name: 'command',
    paths: ['bin/'],
    imports: [...ENGINE, 'folder store', 'probe'],
    packages: ['*'],
    wall: `the command imports what is in lambda/, and the probe; ${NOT_A_DOOR}`,
  },
  {
    // No door: a place for records, which the demo keeps its own in too.
    name: 'folder store',
    paths: ['bin/folder-store.ts'],
    imports: ['core'],
    packages: ['*'],
    wall: 'the folder store imports core alone',
  },
  {
    name: 'app',
    paths: ['bin/app.ts'],
    imports: ['lib'],
    packages: ['*'],
    wall: 'the CDK app imports lib alone',
  },
  {
    name: 'lib',
    paths: ['lib/'],
    imports: ['core'],
    packages: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'node:*'],
    wall: "lib imports core's tables and the CDK",
  },
  {
    name: 'sandbox',
    paths: ['sandbox/'],
    imports: [],
    packages: ['node:*'],
    wall: 'the sandbox imports nothing of the product',
  },
  {
    name: 'demo',
    paths: ['demo/'],
    imports: [...ENGINE, 'folder store', 'sandbox'],
    packages: ['*'],
    wall: `the demo imports what is in lambda/ and the sandbox; ${NOT_A_DOOR}`,
  },
  {
    name: 'scripts',
    paths: ['scripts/'],
    imports: ['lib', 'version', 'core'],
    packages: ['*'],
    wall: 'scripts build, print and make tables: they import lib and core alone',
  },
  {
    name: 'bench',
    paths: ['bench/'],
    imports: [...ENGINE, 'handler', 'sandbox', 'scripts'],
    packages: ['*'],
    sdk: true,
    wall: 'benchmarks import what they measure and the sandbox',
  },
];

/** Rooms from which no file that uses the SDK can be reached, by however many steps. */
export const WITHOUT_SDK: readonly string[] = [
  'core',
  'report',
  'settings',
  'logs',
  'lib',
  'sandbox',
  'probe',
  'x509',
];

/** The floors of core, lowest first: a file imports its own floor and those below. */
export const FLOORS: readonly string[] = [
  'lambda/core/policy/',
  'lambda/core/',
  'lambda/core/wording/',
  'lambda/core/steps/',
  'lambda/core/doctor/',
  'lambda/core/explain/',
  'lambda/core/certificates/',
  'lambda/core/impact/',
  'lambda/core/plan/',
  'lambda/core/gates/',
];
