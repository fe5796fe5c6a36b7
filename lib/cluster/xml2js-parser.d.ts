/** The part of xml2js that is compiled into the executable; @types/xml2js describes only the whole. */
declare module 'xml2js/lib/parser.js' {
  export function parseStringPromise(
    text: string,
    options: {
      readonly explicitChildren: boolean;
      readonly preserveChildrenOrder: boolean;
      readonly explicitRoot: boolean;
    },
    // biome-ignore lint/suspicious/noExplicitAny: values of the engine
  ): Promise<any>;
}
