import { buildAll } from './bundle';

void buildAll();
