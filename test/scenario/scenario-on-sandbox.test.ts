import { startSandboxEmulator } from './sandbox-emulator';
import { describeScenario } from './scenario';

describeScenario('the sandbox', startSandboxEmulator);
