/** crm_mon truncates an exit reason after about 127 characters. */
const MAX_LENGTH = 120;

/** Throws if the error does not fit into what crm_mon shows. Advice, after the first `; `, may be cut. */
export function checkReasonLength(reason: string): void {
  const [error = ''] = reason.split('; ');
  if (error.length <= MAX_LENGTH) return;
  throw new Error(`crm_mon truncates this reason (${error.length} characters): ${error}`);
}
