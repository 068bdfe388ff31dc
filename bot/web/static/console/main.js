/* The agents' console: mounts the page of who is logged in, or the log-in. */
import ElementPlus from 'element-plus';
import zhCn from 'element-plus/zh-cn';
import { createApp, defineComponent, onMounted } from 'vue';
import { html } from './html.js';
import { Login } from './login.js';
import { resume, session } from './session.js';
import { Shell } from './shell.js';
import { store } from './store.js';

const root = document.getElementById('console');
store.shop = root.dataset.shop ?? '';

const Console = defineComponent({
  setup() {
    onMounted(resume);
    return () => {
      if (store.me && !store.me.must_change_password) return html`<${Shell} key="shell" />`;
      return session.isKnown ? html`<${Login} key="login" />` : html`<p class="boot">正在打开工作台…</p>`;
    };
  },
});

createApp(Console).use(ElementPlus, { locale: zhCn }).mount(root);
