/** What hexadecimal digits say. @throws RangeError where they are anything else */
export function hexNumber(digits: string): number {
  const number = Number(`0x${digits}`);
  if (Number.isNaN(number)) throw new RangeError(`"${digits}" is no hexadecimal number`);
  return number;
}
