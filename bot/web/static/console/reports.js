/* Reports: tables and charts by day, group and agent, the definition beside each figure, CSV and Excel to take away. */
import { ElDatePicker, ElEmpty, ElIcon, ElMenu, ElMenuItem, ElOption, ElSelect, ElSkeleton, ElTabPane, ElTable, ElTableColumn, ElTabs, ElTooltip } from 'element-plus';
import { Download, InfoFilled } from '@element-plus/icons-vue';
import { defineComponent, onMounted, reactive, watch } from 'vue';
import { attempt, get, linkTo } from './api.js';
import { Chart } from './chart.js';
import { html, model } from './html.js';
import { store } from './store.js';
import { isoDay, span } from './times.js';

const DAY = 86_400_000;
const SHEETS = { consultations: '客户咨询表', sales: '成交记录表' };
const dayAgo = (days) => isoDay(Date.now() - days * DAY);
const SPANS = [['今天', 0, 0], ['昨天', 1, 1], ['近 7 天', 6, 0], ['近 30 天', 29, 0]];

/** A value as its unit is read; shares come as fractions, money as fen, times as seconds. */
export function shownValue(value, unit) {
  if (value === null || value === undefined) return '—';
  if (unit === 'share') return `${(value * 100).toFixed(1)}%`;
  if (unit === 'seconds') return span(value);
  if (unit === 'fen') return `¥${(value / 100).toFixed(2)}`;
  return unit === 'score' ? value.toFixed(2) : String(value);
}

/** The same as a number for a chart. */
function plotted(value, unit) {
  if (value === null || value === undefined) return null;
  if (unit === 'share') return Number((value * 100).toFixed(1));
  return unit === 'fen' ? value / 100 : value;
}

export const ReportsPage = defineComponent({
  setup() {
    const state = reactive({ reports: [], name: '', days: [dayAgo(6), dayAgo(0)], group: '', agent: '', report: null, busy: false, by: '', sheetDay: dayAgo(1) });
    let asked = 0;

    const filters = () => ({ from: state.days[0], to: state.days[1], group: state.group, agent: state.agent });
    async function load() {
      if (!state.name || !state.days) return;
      const mark = asked += 1;
      state.busy = true;
      const answer = await attempt(get(`reports/${state.name}`, filters()));
      if (mark !== asked) return;
      state.busy = false;
      if (!answer) return;
      state.report = answer.report ?? answer;
      if (!state.report.tables.some(({ by }) => by === state.by)) state.by = state.report.tables[0]?.by;
    }
    onMounted(async () => {
      const answer = await attempt(get('reports'));
      if (!answer) return;
      state.reports = answer.reports;
      state.name = answer.reports[0]?.name ?? '';
    });
    watch(() => [state.name, state.days, state.group, state.agent], load);

    const definition = ({ title, definition: text }) => html`
      <span class="figure-title">${title}<${ElTooltip} content=${text} placement="top"><${ElIcon} class="why" aria-label=${`${title}：${text}`}><${InfoFilled} /></${ElIcon}></${ElTooltip}></span>`;

    function figures({ figures: all, total }) {
      return html`<div class="figures paper">${all.slice(0, 8).map((figure, index) => html`
        <div class="figure" key=${figure.key}><b>${shownValue(total?.[index], figure.unit)}</b>${definition(figure)}</div>`)}</div>`;
    }

    function charts(report) {
      const drawn = report.figures.filter(({ key }) => (report.charted ?? []).includes(key));
      const units = [...new Set(drawn.map(({ unit }) => unit))];
      return units.map((unit) => {
        const series = drawn.filter((figure) => figure.unit === unit).map(({ key, title, unit: of }) => ({
          title: of === 'share' ? `${title}（%）` : of === 'seconds' ? `${title}（秒）` : title,
          points: (report.series.find(({ figure }) => figure === key)?.points ?? []).map((point) => plotted(point, of)),
        }));
        return html`<section class="paper" key=${unit || 'count'}><${Chart} days=${report.days} series=${series} label=${series.map(({ title }) => title).join('、')} /></section>`;
      });
    }

    const table = (report, { rows, title }) => html`
      <${ElTable} data=${rows} rowKey="key" maxHeight="520" stripe=${true}>${{
        default: () => [
          html`<${ElTableColumn} label=${title} prop="title" fixed=${true} minWidth=${120} />`,
          ...report.figures.map((figure, index) => html`
            <${ElTableColumn} key=${figure.key} minWidth=${118} align="right">${{
              header: () => definition(figure), default: ({ row }) => html`<span class="digits">${shownValue(row.values[index], figure.unit)}</span>`,
            }}</${ElTableColumn}>`),
        ],
        empty: () => html`<${ElEmpty} imageSize=${56} description="这段时间没有数据" />`,
      }}</${ElTable}>`;

    const definitions = ({ figures: all }) => html`
      <details class="paper definitions"><summary>每个指标怎么算</summary><dl>${all.map(({ key, title, definition: text }) => html`<div key=${key}><dt>${title}</dt><dd>${text}</dd></div>`)}</dl></details>`;

    const download = (format, label) => html`<a class="el-button el-button--small" href=${linkTo(`reports/${state.name}`, { ...filters(), format })} download><${ElIcon}><${Download} /></${ElIcon}><span>${label}</span></a>`;

    const select = (key, placeholder, options) => html`
      <${ElSelect} ...${model(state, key)} emptyValues=${[null, undefined]} valueOnClear="" clearable=${true} aria-label=${placeholder}>
        <${ElOption} value="" label=${placeholder} />${options.map(([value, label]) => html`<${ElOption} key=${value} value=${value} label=${label} />`)}
      </${ElSelect}>`;

    return () => {
      const { report } = state;
      return html`
        <main class="page reports">
          <header class="page-head"><h1>报表</h1>
            <${ElDatePicker} ...${model(state, 'days')} type="daterange" valueFormat="YYYY-MM-DD" clearable=${false} unlinkPanels=${true} aria-label="日期" shortcuts=${SPANS.map(([text, first, last]) => ({ text, value: () => [new Date(Date.now() - first * DAY), new Date(Date.now() - last * DAY)] }))} />
            ${select('group', '全部技能组', store.groups.map(({ key, name }) => [key, name]))}
            ${select('agent', '全部客服', Object.values(store.staff).map(({ id, name }) => [id, name]))}
            <span class="downloads">${state.name && download('csv', 'CSV')}${state.name && download('xlsx', 'Excel')}</span>
          </header>
          <div class="reports-body">
            <nav class="report-list paper" aria-label="报表">
              <${ElMenu} defaultActive=${state.name} onSelect=${(name) => { state.name = name; }}>
                ${state.reports.map(({ name, title }) => html`<${ElMenuItem} key=${name} index=${name}>${title}</${ElMenuItem}>`)}
              </${ElMenu}>
              <div class="sheets"><h4>日表（Excel）</h4>
                <${ElDatePicker} ...${model(state, 'sheetDay')} type="date" valueFormat="YYYY-MM-DD" clearable=${false} size="small" aria-label="哪一天的日表" />
                ${Object.entries(SHEETS).map(([name, title]) => html`<a key=${name} href=${linkTo(`sheets/${name}`, { day: state.sheetDay })} download><${ElIcon}><${Download} /></${ElIcon}>${title}</a>`)}</div>
            </nav>
            <div class="report">
              ${report ? html`
                <h2>${report.title}</h2>
                ${figures(report)}${charts(report)}
                <section class="paper"><${ElTabs} ...${model(state, 'by')}>${report.tables.map((each) => html`<${ElTabPane} key=${each.by} name=${each.by} label=${`按${each.title}`} lazy=${true}>${table(report, each)}</${ElTabPane}>`)}</${ElTabs}></section>
                ${definitions(report)}`
    : state.busy ? html`<${ElSkeleton} rows=${8} animated=${true} />` : html`<${ElEmpty} description="选一张报表" />`}
            </div>
          </div>
        </main>`;
    };
  },
});

