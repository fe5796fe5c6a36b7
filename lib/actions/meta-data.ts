/** meta-data: the XML that is rendered at build time (tools/render-meta-data.ts). */
export { META_DATA } from '../../build/meta-data.ts';
