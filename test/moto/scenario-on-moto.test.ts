import { describeScenario } from '../scenario/scenario';
import { startMotoEmulator } from './emulator';

describeScenario('moto', startMotoEmulator);
