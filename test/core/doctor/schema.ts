import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { DoctorReport } from '../../../bin/terminal/doctor-text';
import schema from '../../../lambda/core/doctor/doctor.schema.json';

const isDoctorReport = addFormats(
  new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true }),
).compile<DoctorReport>(schema);

/** What is wrong with what the doctor found by the published schema, one line a fault. */
export function faultsOf(report: unknown): readonly string[] {
  if (isDoctorReport(report)) return [];
  return (isDoctorReport.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
