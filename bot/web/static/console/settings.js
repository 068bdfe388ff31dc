/* One's own settings: presence, sound, desktop notifications, password. Those of the browser stay in it. */
import { ElButton, ElMessage, ElRadioButton, ElRadioGroup, ElSlider, ElSwitch } from 'element-plus';
import { defineComponent, ref, watch } from 'vue';
import { canNotify, keepPreferences, play, preferences } from './alerts.js';
import { html, model } from './html.js';
import { PasswordForm } from './login.js';
import { logOut, setPresence } from './session.js';
import { groupName, store } from './store.js';

const PRESENCES = { online: '在线', away: '小休', offline: '离线' };

export const SettingsPage = defineComponent({
  setup() {
    const allowed = ref(canNotify());
    watch(preferences, keepPreferences);

    async function askForNotifications(isOn) {
      if (isOn && 'Notification' in window && Notification.permission !== 'granted') await Notification.requestPermission();
      allowed.value = canNotify();
      preferences.desktop = isOn && allowed.value;
      if (isOn && !allowed.value) ElMessage.warning('浏览器没有允许通知，请在地址栏左边的网站设置里打开。');
    }
    const line = (title, hint, control) => html`<div class="setting" key=${title}><div><strong>${title}</strong><small class="muted">${hint}</small></div>${control}</div>`;

    return () => html`
      <main class="page settings">
        <header class="page-head"><h1>设置</h1></header>
        <section class="paper">
          <h2>${store.me.name}</h2>
          <p class="muted">登录名 ${store.me.login}，技能组 ${(store.me.groups ?? []).map(groupName).join('、') || '还没有'}，同时接待 ${store.me.capacity} 位</p>
          ${line('状态', '小休时不接新会话，手上的照常接待；离线时手上的会改派', html`<${ElRadioGroup} modelValue=${store.me.presence} onUpdate:modelValue=${setPresence} aria-label="状态">${Object.entries(PRESENCES).map(([key, title]) => html`<${ElRadioButton} key=${key} value=${key}>${title}</${ElRadioButton}>`)}</${ElRadioGroup}>`)}
        </section>
        <section class="paper">
          <h2>提醒</h2>
          ${line('声音', '有新会话、新消息、快超时的时候响一下', html`<${ElSwitch} ...${model(preferences, 'sound')} aria-label="声音" />`)}
          ${preferences.sound && line('音量', '', html`<span class="volume"><${ElSlider} ...${model(preferences, 'volume')} min=${5} max=${100} aria-label="音量" /><${ElButton} size="small" onClick=${() => play([660, 880])}>试听</${ElButton}></span>`)}
          ${line('桌面通知', '没在看工作台的时候，在屏幕角上提醒', html`<${ElSwitch} modelValue=${preferences.desktop && allowed.value} onUpdate:modelValue=${askForNotifications} aria-label="桌面通知" />`)}
        </section>
        <section class="paper narrow">
          <h2>修改密码</h2>
          <${PasswordForm} onDone=${() => ElMessage.success('密码已修改，其他地方的登录已退出')} />
        </section>
        <${ElButton} onClick=${logOut}>退出登录</${ElButton}>
      </main>`;
  },
});
