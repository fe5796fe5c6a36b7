/** The UTF-16 code units of a text. */
export function inCodes(text: string): string {
  const codes: string[] = [];
  for (let at = 0; at < text.length; at++) codes.push(`${text.charCodeAt(at)}`);
  return codes.join(' ');
}
