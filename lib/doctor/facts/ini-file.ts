/** Files of sections with name=value: systemd.syntax(7), and the keyfiles of NetworkManager. */

export interface Setting {
  readonly section: string;
  readonly name: string;
  readonly value: string;
}

/** In the order of the text. */
export function readSettings(text: string): Setting[] {
  const settings: Setting[] = [];
  let section = '';
  for (const whole of text.split('\n')) {
    const line = whole.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[') && line.endsWith(']')) {
      section = line.slice(1, -1);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    const value = line.slice(equals + 1).trim();
    settings.push({ section, name: line.slice(0, equals).trim(), value });
  }
  return settings;
}

export function valuesOf(settings: readonly Setting[], section: string, name: string): string[] {
  const values: string[] = [];
  for (const one of settings) {
    if (one.section === section && one.name === name) values.push(one.value);
  }
  return values;
}

/** Whether a name fits a pattern with `*` and `?`. */
export function fits(name: string, pattern: string): boolean {
  let at = 0;
  let start = 0;
  let star = -1;
  let mark = 0;
  while (at < name.length) {
    const wanted = pattern.at(start);
    if (start < pattern.length && (wanted === '?' || wanted === name.at(at)) && wanted !== '*') {
      at++;
      start++;
    } else if (start < pattern.length && wanted === '*') {
      star = start;
      mark = at;
      start++;
    } else if (star >= 0) {
      start = star + 1;
      mark++;
      at = mark;
    } else {
      return false;
    }
  }
  while (start < pattern.length && pattern.at(start) === '*') start++;
  return start === pattern.length;
}
