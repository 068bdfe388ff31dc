/* Reports: tables and charts by day, group and agent, the definition beside each figure, CSV and Excel to take away. */
import { ElDatePicker, ElEmpty, ElIcon, ElMenu, ElMenuItem, ElOption, ElSelect, ElSkeleton, ElTabPane, ElTable, ElTableColumn, ElTabs, ElTooltip } from 'element-plus';
import { Download, InfoFilled } from '@element-plus/icons-vue';
import { defineComponent, onMounted, reactive, watch } from 'vue';
import { attempt, get, linkTo } from './api.js';
import { Chart } from './chart.js';
import { html, model } from './html.js';
import { store } from './store.js';
import { isoDay, span, when } from './times.js';

const DAY = 86_400_000;
const dayAgo = (days) => isoDay(Date.now() - days * DAY);
const SPANS = [['今天', 0, 0], ['昨天', 1, 1], ['近 7 天', 6, 0], ['近 30 天', 29, 0]];
const FIGURES_ON_TOP = 8;

/** A value as people read it; shares come as fractions of 1, times as seconds, money in yuan. */
export function shownValue(value, measure) {
  if (value === null || value === undefined) return '—';
  const forms = { share: () => `${(value * 100).toFixed(1)}%`, seconds: () => span(value), fen: () => `¥${value.toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`, score: () => value.toFixed(2) };
  return forms[measure]?.() ?? String(value);
}

const plotted = (value, measure) => (measure === 'share' && value !== null ? Number((value * 100).toFixed(1)) : value);
const axisTitle = ({ title, unit }) => (unit ? `${title}（${unit}）` : title);

export const ReportsPage = defineComponent({
  setup() {
    const state = reactive({ reports: [], sheets: [], name: '', days: [dayAgo(6), dayAgo(0)], group: '', agent: '', report: null, busy: false, by: '', sheetDay: dayAgo(1) });
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
      state.report = answer.report;
      if (!answer.report.tables.some(({ by }) => by === state.by)) state.by = answer.report.tables[0]?.by;
    }
    onMounted(async () => {
      const answer = await attempt(get('reports'));
      if (answer) Object.assign(state, { reports: answer.reports, sheets: answer.sheets, name: answer.reports[0]?.name ?? '' });
    });
    watch(() => [state.name, state.days, state.group, state.agent], load);

    const definition = ({ title, definition: text }) => html`
      <span class="figure-title">${title}<${ElTooltip} content=${text} placement="top"><${ElIcon} class="why" tabindex="0" aria-label=${`${title}：${text}`}><${InfoFilled} /></${ElIcon}></${ElTooltip}></span>`;

    const figures = ({ figures: all, total }) => html`
      <div class="figures paper">${all.slice(0, FIGURES_ON_TOP).map((figure, index) => html`
        <div class="figure" key=${figure.key}><b>${shownValue(total[index], figure.measure)}</b>${definition(figure)}</div>`)}</div>`;

    /** One chart for each measure; the report says which figures show at once, the others wait in the legend. */
    function charts({ figures: all, chart }) {
      const measures = [...new Set(all.filter(({ key }) => chart.first.includes(key)).map(({ measure }) => measure))];
      return measures.map((measure) => {
        const series = all.filter((figure) => figure.measure === measure).map((figure) => ({
          title: axisTitle(figure), isShown: chart.first.includes(figure.key),
          points: (chart.series.find((each) => each.figure === figure.key)?.points ?? []).map((point) => plotted(point, measure)),
        }));
        return html`<section class="paper" key=${measure}><${Chart} days=${chart.days} series=${series} label=${series.map(({ title }) => title).join('、')} /></section>`;
      });
    }

    const table = (report, { rows, title }) => html`
      <${ElTable} data=${rows} maxHeight="520" stripe=${true}>${{
        default: () => [
          html`<${ElTableColumn} label=${title} prop="name" fixed=${true} minWidth=${120} />`,
          ...report.figures.map((figure, index) => html`
            <${ElTableColumn} key=${figure.key} minWidth=${118} align="right">${{
              header: () => definition(figure), default: ({ row }) => html`<span class="digits">${shownValue(row.values[index], figure.measure)}</span>`,
            }}</${ElTableColumn}>`),
        ],
        empty: () => html`<${ElEmpty} imageSize=${56} description="这段时间没有数据" />`,
      }}</${ElTable}>`;

    const questions = ({ questions: told }) => told?.length > 0 && html`
      <section class="paper questions"><h4>买家的原话（已打码）</h4><ul>${told.map((each) => html`
        <li key=${each.text}><b class="digits">${each.times}</b><span>${each.text}${each.others?.length > 0 && html`<small class="muted">${each.others.join(' / ')}</small>`}</span><small class="muted">${each.why_title} · ${when(each.last_at)}</small></li>`)}</ul></section>`;

    const definitions = ({ figures: all }) => html`
      <details class="paper definitions"><summary>每个指标怎么算</summary><dl>${all.map(({ key, title, definition: text }) => html`<div key=${key}><dt>${title}</dt><dd>${text}</dd></div>`)}</dl></details>`;

    const download = (format, label) => html`<a class="el-button el-button--small" href=${linkTo(`reports/${state.name}`, { ...filters(), by: format === 'csv' ? state.by : null, format })} download><${ElIcon}><${Download} /></${ElIcon}><span>${label}</span></a>`;

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
                ${state.sheets.map(({ name, title }) => html`<a key=${name} href=${linkTo(`sheets/${name}`, { day: state.sheetDay })} download><${ElIcon}><${Download} /></${ElIcon}>${title}</a>`)}</div>
            </nav>
            <div class="report">
              ${report ? html`
                <h2>${report.title}</h2>
                ${figures(report)}${charts(report)}
                <section class="paper"><${ElTabs} ...${model(state, 'by')}>${report.tables.map((each) => html`<${ElTabPane} key=${each.by} name=${each.by} label=${`按${each.title}`} lazy=${true}>${table(report, each)}</${ElTabPane}>`)}</${ElTabs}></section>
                ${questions(report)}
                ${definitions(report)}`
    : state.busy ? html`<${ElSkeleton} rows=${8} animated=${true} />` : html`<${ElEmpty} description="选一张报表" />`}
            </div>
          </div>
        </main>`;
    };
  },
});

