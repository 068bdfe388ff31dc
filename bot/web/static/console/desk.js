/* The page where agents work: conversations, the one that is open, and the shopper beside it. */
import { ElEmpty } from 'element-plus';
import { defineComponent, nextTick, onMounted, ref, watch } from 'vue';
import { Composer } from './chat/composer.js';
import { CorrectionDialog } from './chat/correction.js';
import { drop, recall, resend, resolve, returnToBot, servedTalk, take, takeNext, takeOver, whisper } from './chat/deeds.js';
import { ConversationList, list, told } from './chat/list.js';
import { Packet } from './chat/packet.js';
import { ShopperPanel } from './chat/shopper_panel.js';
import { TalkHead } from './chat/talk_head.js';
import { Transcript } from './chat/transcript.js';
import { TransferDialog } from './chat/transfer.js';
import { html } from './html.js';
import { InspectionDialog } from './inspection.js';
import { go, route } from './route.js';
import { follow, session, tellRead, unfollow } from './session.js';
import { useShortcuts } from './shortcuts.js';
import { isLead, isMine, mine, store, talk } from './store.js';
import { TicketDialog } from './ticket_dialog.js';

const PANELS = { list: '会话', talk: '聊天', side: '资料' };

export const Desk = defineComponent({
  setup() {
    const columns = ref(null);
    const composer = ref(null);
    const dialogs = ref(null);
    const wrong = ref(null);
    const isOpen = (name) => ({ open: dialogs.value === name, 'onUpdate:open': (value) => { dialogs.value = value ? name : null; } });

    // ---- which conversation is open
    function open(id) {
      if (id) go('desk', id);
    }
    watch(() => route.id, (id, before) => {
      if (before && before !== id) unfollow(before);
      store.current = id;
      if (id) { follow(id); toPanel('talk'); } else toPanel('list');
    }, { immediate: true });
    watch(() => store.current, (id) => { if (!id && route.page === 'desk' && route.id) go('desk'); });
    watch(() => [store.current, talk()?.messages.length, talk()?.conversation.unread, session.focused], () => {
      if (store.current && talk()?.isLoaded && session.focused && !document.hidden) tellRead(store.current);
    });

    // ---- three columns side by side, or three panels to swipe on a phone
    function toPanel(name) {
      store.panel = name;
      nextTick(() => {
        const box = columns.value;
        const target = box?.querySelector(`.${name === 'talk' ? 'talk' : name}`);
        if (target && box.scrollWidth > box.clientWidth) box.scrollTo({ left: target.offsetLeft });
      });
    }
    function swiped() {
      const box = columns.value;
      if (box.scrollWidth <= box.clientWidth) return;
      const names = Object.keys(PANELS);
      store.panel = names[Math.min(names.length - 1, Math.round(box.scrollLeft / box.clientWidth))];
    }
    onMounted(() => { if (route.id) toPanel('talk'); });

    // ---- deeds
    const id = () => store.current;
    async function takeNextOne() {
      const taken = await takeNext();
      if (taken) { list.box = 'mine'; open(taken); }
    }
    async function takeThis() {
      if (await take(id())) list.box = 'mine';
    }
    /** What is left to do after a conversation has gone from me. */
    function toNext() {
      const next = mine.value.find((summary) => summary.id !== store.current);
      if (next) open(next.id);
      else go('desk');
    }
    async function settle() {
      if (await resolve(id())) toNext();
    }
    async function giveBack() {
      if (await returnToBot(id())) toNext();
    }
    function step(by) {
      const rows = told();
      if (!rows.length) return;
      const at = rows.findIndex((summary) => summary.id === store.current);
      open(rows[at < 0 ? 0 : (at + by + rows.length) % rows.length].id);
    }
    const lead = (act) => () => { const kept = talk(); if (kept && isLead() && !isMine(kept.conversation)) act(kept.conversation.id); };
    const served = (act) => () => { if (servedTalk()) act(); };
    const show = (name) => () => { dialogs.value = name; };
    const deeds = {
      take: takeThis, takeOver: lead(takeOver), whisper: lead(whisper), inspect: show('inspect'), ticket: show('ticket'),
      transfer: served(show('transfer')), back: served(giveBack), resolve: served(settle),
    };
    useShortcuts({
      next: () => step(1), previous: () => step(-1), take: takeNextOne, takeOver: deeds.takeOver, whisper: deeds.whisper,
      transfer: deeds.transfer, back: deeds.back, resolve: deeds.resolve,
    });

    const on = {
      wrong: (message) => { wrong.value = message; dialogs.value = 'wrong'; }, recall,
      retry: (pending) => resend(talk(), pending), drop: (pending) => drop(talk(), pending),
    };
    const isUnanswered = ({ owner, reply_due_at: due }) => owner === 'waiting' || Boolean(due);
    const askedBefore = (message) => [...(talk()?.messages ?? [])].reverse().find(({ id: each, from }) => from === 'shopper' && each < (message?.id ?? 0))?.text;

    const opened = (kept) => html`
      <section class="column talk" aria-label="聊天" key=${`talk ${kept.conversation.id}`}>
        <${TalkHead} conversation=${kept.conversation} hasPacket=${Boolean(kept.packet)} on=${deeds} />
        ${kept.packet && html`<${Packet} packet=${kept.packet} isNew=${isUnanswered(kept.conversation)} mayInsert=${isMine(kept.conversation)} onInsert=${(text) => composer.value?.insert(text)} />`}
        <${Transcript} talk=${kept} on=${on} />
        ${kept.isLoaded && html`<${Composer} ref=${composer} talk=${kept} />`}
      </section>`;

    const dialogsOf = ({ conversation }) => html`
      <${TransferDialog} ...${isOpen('transfer')} conversation=${conversation} onDone=${toNext} />
      <${CorrectionDialog} ...${isOpen('wrong')} message=${wrong.value} asked=${askedBefore(wrong.value)} />
      <${InspectionDialog} ...${isOpen('inspect')} conversation=${conversation} />
      <${TicketDialog} ...${isOpen('ticket')} conversation=${conversation} />`;

    return () => {
      const kept = talk();
      return html`
        <div class="desk-page">
          <nav class="panels" aria-label="切换">
            ${Object.entries(PANELS).map(([key, title]) => html`<button type="button" key=${key} disabled=${!kept && key !== 'list'} aria-current=${store.panel === key ? 'true' : null} onClick=${() => toPanel(key)}>${title}</button>`)}
          </nav>
          <div class=${['desk', { 'has-talk': kept }]} ref=${columns} onScrollPassive=${swiped}>
            <${ConversationList} onOpen=${open} onTakeNext=${takeNextOne} />
            ${kept ? opened(kept) : html`<section class="column talk blank"><${ElEmpty} imageSize=${90} description="选一个会话开始，或者接待下一位" /></section>`}
            ${kept && html`<${ShopperPanel} key=${`shopper ${kept.conversation.id}`} talk=${kept} onOpen=${open} />`}
          </div>
          ${kept && dialogsOf(kept)}
        </div>`;
    };
  },
});
