/* What stands around every page: the way to the others, who one is, and whether the line stands. */
import { ElAvatar, ElBadge, ElButton, ElDropdown, ElDropdownItem, ElDropdownMenu, ElIcon, ElTooltip } from 'element-plus';
import { ChatDotRound, DataAnalysis, Monitor, Notebook, QuestionFilled, Setting, Tickets, User } from '@element-plus/icons-vue';
import { defineAsyncComponent, defineComponent, onMounted, ref } from 'vue';
import { badge, opening } from './alerts.js';
import { Desk } from './desk.js';
import { html } from './html.js';
import { go, route } from './route.js';
import { logOut, retry, setPresence } from './session.js';
import { ShortcutHelp, useShortcuts } from './shortcuts.js';
import { isLead, queue, store, unread, watchUnread } from './store.js';

const late = (name, load) => defineAsyncComponent(async () => (await load())[name]);
const everybody = () => true;
const PAGES = [
  ['desk', '接待', ChatDotRound, Desk, everybody],
  ['tickets', '工单', Tickets, late('TicketsPage', () => import('./tickets.js')), everybody],
  ['replies', '话术', Notebook, late('RepliesPage', () => import('./replies.js')), everybody],
  ['lead', '监看', Monitor, late('LeadPage', () => import('./lead.js')), isLead],
  ['reports', '报表', DataAnalysis, late('ReportsPage', () => import('./reports.js')), isLead],
  ['staff', '人员', User, late('StaffPage', () => import('./staff.js')), isLead],
  ['settings', '设置', Setting, late('SettingsPage', () => import('./settings.js')), everybody],
];
export const PRESENCES = { online: '在线', away: '小休', offline: '离线' };

const counts = { desk: () => unread.value || queue.value.length, tickets: () => store.ticketsDue };

/** The first connect of a page is not worth a word; a line that broke or does not come is. */
const Offline = () => (store.link === 'up' || !store.wasDown ? null : html`
  <div class="line-down" role="alert">
    连接断开了，正在自动重连。断线期间写的内容会保留，连上后自动发送。
    <${ElButton} size="small" loading=${store.link === 'connecting'} onClick=${retry}>现在重连</${ElButton}>
  </div>`);

const PresenceMenu = () => html`
  <${ElDropdown} trigger="click" placement="right-end" onCommand=${(command) => (command === 'out' ? logOut() : setPresence(command))}>${{
    default: () => html`
      <button class="who" type="button" aria-label=${`${store.me.name}，${PRESENCES[store.me.presence]}，点开切换`}>
        <span class=${`dot-of ${store.me.presence}`}><${ElAvatar} size=${36}>${[...store.me.name].at(-1)}</${ElAvatar}></span>
        <small>${PRESENCES[store.me.presence]}</small>
      </button>`,
    dropdown: () => html`
      <${ElDropdownMenu}>
        ${Object.entries(PRESENCES).map(([key, title]) => html`
          <${ElDropdownItem} command=${key} key=${key}><span class=${`dot ${key}`} />${title}${key === store.me.presence ? ' ✓' : ''}</${ElDropdownItem}>`)}
        <${ElDropdownItem} command="out" divided=${true}>退出登录</${ElDropdownItem}>
      </${ElDropdownMenu}>`,
  }}</${ElDropdown}>`;

function navItem([key, title, icon]) {
  const count = counts[key]?.() ?? 0;
  return html`
    <a key=${key} href=${key === 'desk' && store.current ? `#/desk/${store.current}` : `#/${key}`} class=${{ 'nav-item': true, [`nav-${key}`]: true }} aria-current=${route.page === key ? 'page' : null}>
      <${ElBadge} value=${count} max=${99} hidden=${!count}><${ElIcon} size=${20}><${icon} /></${ElIcon}></${ElBadge}>
      <span>${title}</span>
    </a>`;
}

export const Shell = defineComponent({
  setup() {
    const help = ref(false);
    opening.open = (id) => { window.focus(); go('desk', id); };
    onMounted(() => watchUnread(badge));
    useShortcuts({
      help: () => { help.value = !help.value; },
      presence: () => setPresence(store.me.presence === 'online' ? 'away' : 'online'),
    });
    const pages = () => PAGES.filter(([, , , , may]) => may());

    return () => {
      const [, , , page] = pages().find(([key]) => key === route.page) ?? PAGES[0];
      return html`
        <div class="shell">
          <nav class="nav" aria-label="工作台">
            <div class="nav-list">${pages().map(navItem)}</div>
            <div class="nav-foot">
              <${ElTooltip} content="快捷键（?）" placement="right">
                <button class="nav-item plain-help" type="button" aria-label="快捷键" onClick=${() => { help.value = true; }}><${ElIcon} size=${20}><${QuestionFilled} /></${ElIcon}></button>
              </${ElTooltip}>
              <${PresenceMenu} />
            </div>
          </nav>
          <div class="page-frame">
            <${Offline} />
            <${page} key=${route.page} />
          </div>
          <${ShortcutHelp} open=${help.value} onUpdate:open=${(value) => { help.value = value; }} />
        </div>`;
    };
  },
});
