/** Drawings by echarts, which needs no browser for SVG. */
import { type EChartsOption, init } from 'echarts';

/** Readable on white, which the drawing brings along: a README may be shown on black. */
const THEME: EChartsOption = {
  animation: false,
  backgroundColor: '#ffffff',
  textStyle: { fontFamily: 'sans-serif', color: '#222222' },
};

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** echarts keeps the process alive from then on: whoever draws must end it. */
export function renderSvg(option: EChartsOption, { width, height }: Size): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...THEME, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
