/** meta-data: the XML that was rendered at build time. Loaded only when it is asked for. */
export async function embeddedMetaData(): Promise<string> {
  const { default: text } = await import('../../build/meta-data.xml', { with: { type: 'text' } });
  return text as unknown as string;
}
