/** The arguments of a command, as manual page and completion show them. */
import type { Command, CommandOption } from '../../ocf-metadata/commands.ts';

export function argumentsOf({ takes, options = [] }: Command): string {
  const optional = options.map((option) => `[${optionText(option)}]`);
  if (takes === 'nothing') return optional.join(' ');
  return [...optional, takes === 'address' ? 'RESOURCE | NAME=VALUE...' : '[RESOURCE...]'].join(
    ' ',
  );
}

export function optionText({ flag, value }: CommandOption): string {
  return value === undefined ? flag : `${flag} ${value.toUpperCase()}`;
}
