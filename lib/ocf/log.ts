/** The log of an action. */
export abstract class Log {
  abstract error(text: string): void;
  abstract warn(text: string): void;
  abstract info(text: string): void;
  abstract debug(text: string): void;
}
