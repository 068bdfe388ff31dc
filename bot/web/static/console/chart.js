/* A line chart of some figures by day; the library is loaded when the first one is shown. */
import { defineComponent, onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { html } from './html.js';

const COLORS = ['#b5452a', '#3f7d6e', '#c08a2d', '#5b6c9d', '#8a5a83', '#6b6159', '#2f8fa8'];
const FONT = 'PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif';

export const Chart = defineComponent({
  props: { days: Array, series: Array, label: String },
  setup(props) {
    const box = ref(null);
    let chart = null;
    let watcher = null;

    function draw() {
      chart?.setOption({
        color: COLORS,
        textStyle: { fontFamily: FONT },
        animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
        aria: { enabled: true },
        grid: { left: 8, right: 16, top: 40, bottom: 4, containLabel: true },
        legend: { type: 'scroll', selected: Object.fromEntries(props.series.map(({ title, isShown }) => [title, isShown !== false])), top: 4, left: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 6 },
        tooltip: { trigger: 'axis', valueFormatter: (value) => (value === null || value === undefined ? '—' : String(value)) },
        xAxis: { type: 'category', data: props.days.map((day) => day.slice(5).replace('-', '/')), axisTick: { show: false } },
        yAxis: { type: 'value', splitLine: { lineStyle: { color: '#eee6dc' } } },
        series: props.series.map(({ title, points }) => ({ name: title, type: 'line', data: points, smooth: 0.2, symbolSize: 5, connectNulls: false })),
      }, true);
    }

    onMounted(async () => {
      const { init } = await import('echarts');
      if (!box.value) return;
      chart = init(box.value, null, { renderer: 'svg' });
      watcher = new ResizeObserver(() => chart.resize());
      watcher.observe(box.value);
      draw();
    });
    watch(() => [props.days, props.series], draw);
    onBeforeUnmount(() => { watcher?.disconnect(); chart?.dispose(); });
    return () => html`<div class="chart" ref=${box} role="img" aria-label=${props.label} />`;
  },
});
