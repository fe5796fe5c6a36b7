/** What people see of a reason: crm_mon cuts it after about 127 characters. */

const SEEN = 120;

/** A reason as it is; throws where what is wrong does not come first and within what is seen. Advice may follow. */
export function brief(reason: string): string {
  const [essential = ''] = reason.split('; ');
  if (essential.length <= SEEN) return reason;
  throw new Error(`crm_mon cuts this reason (${essential.length} characters): ${essential}`);
}
