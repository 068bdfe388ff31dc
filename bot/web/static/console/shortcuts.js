/* The keyboard: one table of shortcuts, one listener, one page of help. Pages say what each does while they are open. */
import { ElDialog } from 'element-plus';
import { defineComponent, onBeforeUnmount, onMounted } from 'vue';
import { html, shown } from './html.js';

// With Alt, as letters are for writing; by the place of the key, as Alt changes the letter on some systems.
export const SHORTCUTS = [
  ['next', 'Alt+ArrowDown', '下一个会话', ['Alt+KeyJ']],
  ['previous', 'Alt+ArrowUp', '上一个会话', ['Alt+KeyK']],
  ['take', 'Alt+KeyA', '接待下一位（排队最久的）'],
  ['focus', 'Alt+KeyI', '回到输入框'],
  ['search', 'Alt+KeyS', '搜索会话'],
  ['box', 'Alt+Digit1', '排队 / 我的 / 全部 / 已结束（Alt+1 到 4）', ['Alt+Digit2', 'Alt+Digit3', 'Alt+Digit4']],
  ['note', 'Alt+KeyN', '内部备注 / 回复 切换'],
  ['replies', 'Alt+KeyH', '打开话术（输入框里直接按 / 也行）'],
  ['photo', 'Alt+KeyG', '发送图片'],
  ['schedule', 'Alt+KeyD', '定时发送'],
  ['recall', 'Alt+KeyZ', '撤回刚发的一条'],
  ['order', 'Alt+KeyO', '处理订单'],
  ['transfer', 'Alt+KeyT', '转接'],
  ['back', 'Alt+KeyB', '交还机器人'],
  ['resolve', 'Alt+KeyE', '结束会话'],
  ['takeOver', 'Alt+KeyM', '接管（主管）'],
  ['whisper', 'Alt+KeyQ', '悄悄话（主管）'],
  ['presence', 'Alt+KeyP', '在线 / 小休 切换'],
  ['help', '?', '快捷键一览'],
];
const COMPOSER = [['Enter', '发送'], ['Shift+Enter', '换行'], ['/', '打开话术，↑↓ 选择，Enter 填入'], ['Esc', '关闭弹出的窗口']];

const BY_KEYS = new Map(SHORTCUTS.flatMap(([name, keys, , more = []]) => [keys, ...more].map((each) => [each, name])));
const deeds = new Map();

/** While the component is there, `acts` (name → function of the event) answer to their keys. */
export function useShortcuts(acts) {
  onMounted(() => Object.entries(acts).forEach(([name, act]) => deeds.set(name, act)));
  onBeforeUnmount(() => Object.entries(acts).forEach(([name, act]) => { if (deeds.get(name) === act) deeds.delete(name); }));
}

const isWriting = (target) => target.closest?.('input, textarea, [contenteditable=true]');

addEventListener('keydown', (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const name = event.key === '?' ? 'help' : event.altKey && BY_KEYS.get(`Alt+${event.code}`);
  const act = deeds.get(name);
  if (!act || (!event.altKey && isWriting(event.target))) return;
  if (event.altKey && document.querySelector('.el-overlay:not([style*="display: none"]) .el-dialog')) return;
  event.preventDefault();
  act(event);
});

const NAMES = { ArrowDown: '↓', ArrowUp: '↑' };
const cap = (key) => NAMES[key] ?? key.replace(/^(Key|Digit)/, '');
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const caps = (keys) => keys.split('+').map((key) => (isMac && key === 'Alt' ? '⌥' : cap(key)));

/** The keys of a shortcut, to stand in a button's hint. */
export function keysOf(name) {
  const [, keys] = SHORTCUTS.find(([each]) => each === name);
  return caps(keys).join('+');
}

const row = (keys, label) => html`
  <div class="key-row" key=${label}><dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${label}</dd></div>`;

export const ShortcutHelp = defineComponent({
  props: { open: Boolean },
  emits: ['update:open'],
  setup: (props, { emit }) => () => html`
    <${ElDialog} title="快捷键" width="640px" ...${shown(props, emit)}>
      <dl class="keys">
        ${SHORTCUTS.map(([, keys, label]) => row(caps(keys), label))}
        ${COMPOSER.map(([keys, label]) => row(keys === '/' ? ['/'] : keys.split('+'), label))}
      </dl>
    </${ElDialog}>`,
});
