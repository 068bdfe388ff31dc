/* For leads: who is there, every conversation as it runs, and one of them to look into, whisper, take over, inspect. */
import { ElButton, ElDrawer, ElEmpty, ElOption, ElProgress, ElSelect, ElTable, ElTableColumn } from 'element-plus';
import { defineComponent, onBeforeUnmount, onMounted, reactive, ref, shallowRef, watch } from 'vue';
import { attempt, get } from './api.js';
import { drop, recall, resend, takeOver, whisper } from './chat/deeds.js';
import { Clock, Tags } from './chat/item.js';
import { Packet } from './chat/packet.js';
import { TalkHead } from './chat/talk_head.js';
import { Transcript } from './chat/transcript.js';
import { OWNERS, urgencyOf } from './chat/urgency.js';
import { html, model } from './html.js';
import { InspectionDialog } from './inspection.js';
import { go } from './route.js';
import { follow, unfollow } from './session.js';
import { groupName, queue, store } from './store.js';
import { since, span } from './times.js';

const AGAIN_EVERY = 8000;
const SORT_EVERY = 3000;
const MOST = 200;
const PRESENT = ['online', 'away', 'offline'];
const LEVELS = { late: 0, soon: 1, calm: 2 };

const figure = (title, value, level = '') => html`<div class="figure" key=${title}><b class=${level}>${value}</b><span>${title}</span></div>`;

/** The day at a glance; it ticks by itself, without the table below. */
function Figures({ rows }) {
  const there = Object.values(store.staff).filter(({ presence }) => presence === 'online');
  const first = [...queue.value].sort((a, b) => Date.parse(a.waiting_since) - Date.parse(b.waiting_since))[0];
  return html`
    <div class="figures paper">
      ${figure('排队', queue.value.length, first ? 'soon' : '')}
      ${figure('最久等待', first ? span(since(first.waiting_since)) : '—', first && urgencyOf(first).level)}
      ${figure('人工接待中', rows.filter(({ owner }) => owner === 'human').length)}
      ${figure('机器人接待中', rows.filter(({ owner }) => owner === 'bot').length)}
      ${figure('在线客服', there.length)}
      ${figure('还能接', there.reduce((sum, { load, capacity }) => sum + Math.max(0, capacity - load), 0))}
    </div>`;
}
Figures.props = ['rows'];

export const LeadPage = defineComponent({
  setup() {
    const state = reactive({ rows: [], group: '', agent: '', owner: '', looking: null, inspecting: false, isLoaded: false });
    const isReading = ref(false);

    async function load() {
      const answer = await attempt(get('conversations', { box: 'all', group: state.group, agent: state.agent, limit: MOST }));
      if (answer) Object.assign(state, { rows: answer.conversations, isLoaded: true });
    }
    onMounted(load);
    watch(() => [state.group, state.agent], load);
    const again = setInterval(load, AGAIN_EVERY);
    onBeforeUnmount(() => { clearInterval(again); clearInterval(sorting); if (state.looking) unfollow(state.looking); });

    // Sorted when something changed and every few seconds: a long table that follows each tick of the clock is a slow one.
    const live = shallowRef([]);
    const levels = new Map();
    function sort() {
      const rows = state.rows.map((row) => store.talks[row.id]?.conversation ?? store.conversations[row.id] ?? row)
        .filter(({ owner }) => owner !== 'closed' && (!state.owner || owner === state.owner));
      for (const row of rows) levels.set(row.id, urgencyOf(row)?.level ?? '');
      const rank = ({ id }) => LEVELS[levels.get(id)] ?? 3;
      live.value = rows.sort((a, b) => rank(a) - rank(b) || Date.parse(a.waiting_since ?? a.updated_at) - Date.parse(b.waiting_since ?? b.updated_at));
    }
    watch(() => [state.rows, state.owner, ...Object.values(store.conversations)], sort);
    const sorting = setInterval(sort, SORT_EVERY);
    const people = () => Object.values(store.staff).sort((a, b) => PRESENT.indexOf(a.presence) - PRESENT.indexOf(b.presence) || b.load - a.load);

    function look({ id }) {
      if (state.looking && state.looking !== id) unfollow(state.looking);
      state.looking = id;
      isReading.value = true;
      follow(id);
    }
    function leave() {
      if (state.looking) unfollow(state.looking);
      state.looking = null;
    }
    const kept = () => store.talks[state.looking];
    const deeds = {
      take: () => go('desk', state.looking), whisper: () => whisper(state.looking), inspect: () => { state.inspecting = true; },
      takeOver: async () => { if (await takeOver(state.looking)) go('desk', state.looking); },
      ticket: () => {}, transfer: () => go('desk', state.looking), back: () => go('desk', state.looking), resolve: () => go('desk', state.looking),
    };
    const on = { wrong: () => go('desk', state.looking), recall, retry: (pending) => resend(kept(), pending), drop: (pending) => drop(kept(), pending) };

    const person = (each) => html`
      <button type="button" key=${each.id} class=${{ person: true, chosen: state.agent === each.id }} title="只看他的会话" onClick=${() => { state.agent = state.agent === each.id ? '' : each.id; }}>
        <span><span class=${`dot ${each.presence}`} /><strong>${each.name}</strong><small class="muted">${each.groups.map(groupName).join('、')}</small></span>
        <${ElProgress} percentage=${Math.min(100, (each.load / each.capacity) * 100)} strokeWidth=${6} format=${() => `${each.load}/${each.capacity}`} status=${each.load >= each.capacity ? 'exception' : ''} />
      </button>`;

    const column = (label, draw, more = {}) => html`<${ElTableColumn} label=${label} ...${more}>${{ default: ({ row }) => draw(row) }}</${ElTableColumn}>`;
    const select = (key, placeholder, options) => html`
      <${ElSelect} ...${model(state, key)} placeholder=${placeholder} clearable=${true} emptyValues=${[null, undefined]} valueOnClear="" aria-label=${placeholder}>
        <${ElOption} value="" label=${placeholder} />${options.map(([value, label]) => html`<${ElOption} key=${value} value=${value} label=${label} />`)}
      </${ElSelect}>`;

    return () => html`
      <main class="page lead">
        <header class="page-head"><h1>监看</h1>
          ${select('owner', '全部状态', Object.entries(OWNERS).filter(([key]) => key !== 'closed'))}
          ${select('group', '全部技能组', store.groups.map(({ key, name }) => [key, name]))}
          ${select('agent', '全部客服', people().map(({ id, name }) => [id, name]))}
        </header>
        <${Figures} rows=${state.rows} />
        <div class="people">${people().map(person)}</div>
        <${ElTable} data=${live.value} rowKey="id" class="paper live" rowClassName=${({ row }) => `row-${levels.get(row.id)}`} onRowClick=${look}>${{
          default: () => [
            column('等待', (row) => html`<${Clock} summary=${row} />`, { width: 90 }),
            column('买家', (row) => html`<strong>${row.shopper.name || '访客'}</strong>`, { width: 110 }),
            column('状态', (row) => html`<span class=${`owner ${row.owner}`}>${row.owner === 'human' ? row.agent : OWNERS[row.owner]}</span>`, { width: 96 }),
            column('情况', (row) => html`<${Tags} summary=${row} />`, { width: 190 }),
            column('最后一句', (row) => html`<span class="item-last">${row.last?.text ?? row.wish ?? ''}</span>`, { minWidth: 220 }),
            column('技能组', (row) => row.group_name ?? '', { width: 80 }),
          ],
          empty: () => html`<${ElEmpty} imageSize=${72} description=${state.isLoaded ? '现在没有进行中的会话' : '正在取会话…'} />`,
        }}</${ElTable}>
        <${ElDrawer} ...${model(isReading, 'value')} size="min(620px, 100%)" withHeader=${false} onClosed=${leave}>
          ${kept() && html`
            <section class="talk drawer-talk">
              <${TalkHead} conversation=${kept().conversation} hasPacket=${Boolean(kept().packet)} on=${deeds} />
              ${kept().packet && html`<${Packet} packet=${kept().packet} isNew=${false} mayInsert=${false} />`}
              <${Transcript} key=${state.looking} talk=${kept()} on=${on} />
              <footer class="drawer-foot"><${ElButton} onClick=${() => { isReading.value = false; }}>关闭</${ElButton}><${ElButton} onClick=${() => go('desk', state.looking)}>到接待页打开</${ElButton}></footer>
            </section>`}
        </${ElDrawer}>
        ${kept() && html`<${InspectionDialog} open=${state.inspecting} conversation=${kept().conversation} onUpdate:open=${(value) => { state.inspecting = value; }} />`}
      </main>`;
  },
});
