/** Renders SVG with echarts, which needs no browser for it. */
import { type EChartsOption, init } from 'echarts';

/** The drawing has its own white background: README.md may be shown on black. */
const THEME: EChartsOption = {
  animation: false,
  backgroundColor: '#ffffff',
  textStyle: { fontFamily: 'sans-serif', color: '#222222' },
};

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** echarts keeps the process alive afterwards: the caller must call process.exit(). */
export function renderSvg(option: EChartsOption, { width, height }: Size): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...THEME, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
