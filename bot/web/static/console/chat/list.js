/* The conversation list: 排队, 我的, 全部, 已结束, and the search through all of them. */
import { ElButton, ElEmpty, ElInput } from 'element-plus';
import { Search } from '@element-plus/icons-vue';
import { defineComponent, onBeforeUnmount, reactive, ref, watch } from 'vue';
import { attempt, get } from '../api.js';
import { html, model } from '../html.js';
import { keysOf, useShortcuts } from '../shortcuts.js';
import { mine, queue, store } from '../store.js';
import { Item } from './item.js';

const BOXES = { queue: '排队', mine: '我的', all: '全部', closed: '已结束' };
const EMPTY = {
  queue: '没有人在排队，喝口水歇一歇', mine: '手上没有会话，按“接待下一位”开始', all: '还没有会话', closed: '还没有已结束的会话',
};
const PAGE = 40;
// Lists that are not told by frames are asked for again so often, as long as they are looked at.
const AGAIN_EVERY = 15_000;

export const list = reactive({ box: 'mine', q: '' });

/** What the list shows without asking the desk. */
export function told(box = list.box) {
  return box === 'queue' ? queue.value : mine.value;
}

export const ConversationList = defineComponent({
  props: { onOpen: Function, onTakeNext: Function },
  setup(props) {
    const found = reactive({ rows: [], more: false, busy: false });
    const field = ref(null);
    let asked = 0;

    const isAsked = () => Boolean(list.q.trim()) || list.box === 'all' || list.box === 'closed';
    const rows = () => (isAsked() ? found.rows.map((row) => store.conversations[row.id] ?? store.talks[row.id]?.conversation ?? row) : told());

    async function ask(before) {
      if (!isAsked()) return;
      const mark = asked += 1;
      found.busy = true;
      const box = list.q.trim() && list.box !== 'closed' ? 'all' : list.box;
      const answer = await attempt(get('conversations', { box, q: list.q.trim(), before, limit: PAGE }));
      if (mark !== asked) return;
      found.busy = false;
      if (!answer) return;
      found.rows = before ? [...found.rows, ...answer.conversations] : answer.conversations;
      found.more = answer.more;
    }

    let timer = 0;
    watch(() => [list.box, list.q], ([box], [earlier]) => {
      if (box !== earlier) found.rows = [];
      clearTimeout(timer);
      timer = setTimeout(ask, box === earlier ? 250 : 0);
    });
    const again = setInterval(() => { if (found.rows.length <= PAGE) ask(); }, AGAIN_EVERY);
    onBeforeUnmount(() => { clearInterval(again); clearTimeout(timer); });
    useShortcuts({
      search: () => field.value?.focus(),
      box: (event) => { list.box = Object.keys(BOXES)[Number(event.code.at(-1)) - 1]; },
    });

    const counts = { queue: () => queue.value.length, mine: () => mine.value.length };
    const tab = ([box, title]) => html`
      <button key=${box} type="button" role="tab" aria-selected=${String(list.box === box)} onClick=${() => { list.box = box; list.q = ''; }}>
        ${title}${counts[box]?.() ? html`<b class=${{ hot: box === 'queue' }}>${counts[box]()}</b>` : null}
      </button>`;

    return () => html`
      <section class="column list" aria-label="会话列表">
        <header class="list-head">
          <${ElInput} ref=${field} ...${model(list, 'q')} clearable=${true} placeholder=${'搜姓名、订单号、聊过的话'} aria-label="搜索会话" prefixIcon=${Search} />
          <div class="tabs" role="tablist">${Object.entries(BOXES).map(tab)}</div>
        </header>
        <ul class="items">
          ${rows().map((summary) => html`<${Item} key=${summary.id} summary=${summary} box=${list.q ? 'all' : list.box} onOpen=${props.onOpen} />`)}
          ${!rows().length && html`<li class="blank"><${ElEmpty} imageSize=${64} description=${found.busy ? '正在查找…' : list.q ? '没有找到，换个词试试' : EMPTY[list.box]} /></li>`}
          ${isAsked() && found.more && html`<li class="blank"><${ElButton} text=${true} loading=${found.busy} onClick=${() => ask(found.rows.at(-1).updated_at)}>再看更早的</${ElButton}></li>`}
        </ul>
        <footer class="list-foot">
          <${ElButton} type="primary" class="wide" disabled=${!queue.value.length} title=${keysOf('take')} onClick=${props.onTakeNext}>
            接待下一位${queue.value.length ? `（${queue.value.length} 位在等）` : ''}
          </${ElButton}>
        </footer>
      </section>`;
  },
});

