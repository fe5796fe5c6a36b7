/** Tests that cannot pass with sanitizers in the executable. */
export interface LeftOut {
  /** The file, from the root of the project. */
  readonly file: string;
  /** How the name of the test begins, those of the groups around it included; all of the file where there is none. */
  readonly test?: string;
  readonly reason: string;
}

export const LEFT_OUT: readonly LeftOut[] = [
  {
    file: 'test/netns/confinement.test.ts',
    reason: 'AddressSanitizer reserves terabytes of addresses, and reads /proc before main()',
  },
];
