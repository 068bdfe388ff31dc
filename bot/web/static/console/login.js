/* Logging in, and the new password that a first log-in asks for. */
import { ElAlert, ElButton, ElForm, ElFormItem, ElInput } from 'element-plus';
import { defineComponent, reactive, ref } from 'vue';
import { put } from './api.js';
import { html, model } from './html.js';
import { logIn, logOut, resume, session } from './session.js';
import { store } from './store.js';

const LogInForm = defineComponent({
  setup() {
    const form = reactive({ login: '', password: '' });
    const problem = ref('');
    const busy = ref(false);

    async function submit(event) {
      event.preventDefault();
      if (!form.login.trim() || !form.password) { problem.value = '请输入账号和密码。'; return; }
      busy.value = true;
      try {
        await logIn(form.login.trim(), form.password);
      } catch (error) {
        problem.value = error.message;
        form.password = '';
      }
      busy.value = false;
    }

    return () => html`
      <${ElForm} labelPosition="top" size="large" onSubmit=${submit}>
        ${session.isOver && !problem.value && html`<${ElAlert} type="info" closable=${false} title="您已退出，或登录超时，请重新登录。" />`}
        ${problem.value && html`<${ElAlert} type="error" closable=${false} title=${problem.value} role="alert" />`}
        <${ElFormItem} label="账号"><${ElInput} ...${model(form, 'login')} name="login" autocomplete="username" autofocus=${true} maxlength="40" /></${ElFormItem}>
        <${ElFormItem} label="密码"><${ElInput} ...${model(form, 'password')} name="password" type="password" showPassword=${true} autocomplete="current-password" maxlength="200" /></${ElFormItem}>
        <${ElButton} type="primary" nativeType="submit" loading=${busy.value} class="wide">登录</${ElButton}>
      </${ElForm}>`;
  },
});

/** Also used in the settings, where the old password is known to nobody but its owner. */
export const PasswordForm = defineComponent({
  emits: ['done'],
  setup(_, { emit }) {
    const form = reactive({ old: '', new: '', again: '' });
    const problem = ref('');
    const busy = ref(false);

    async function submit(event) {
      event.preventDefault();
      if (form.new !== form.again) { problem.value = '两次输入的新密码不一样。'; return; }
      busy.value = true;
      try {
        await put('me/password', { old: form.old, new: form.new });
        Object.assign(form, { old: '', new: '', again: '' });
        problem.value = '';
        emit('done');
      } catch (error) {
        problem.value = error.message;
      }
      busy.value = false;
    }

    const field = (key, label, autocomplete) => html`
      <${ElFormItem} label=${label}><${ElInput} ...${model(form, key)} name=${key} type="password" showPassword=${true} autocomplete=${autocomplete} maxlength="200" /></${ElFormItem}>`;

    return () => html`
      <${ElForm} labelPosition="top" onSubmit=${submit}>
        ${problem.value && html`<${ElAlert} type="error" closable=${false} title=${problem.value} role="alert" />`}
        ${field('old', '现在的密码', 'current-password')}
        ${field('new', '新密码（至少 10 位）', 'new-password')}
        ${field('again', '再输一遍新密码', 'new-password')}
        <${ElButton} type="primary" nativeType="submit" loading=${busy.value}>修改密码</${ElButton}>
      </${ElForm}>`;
  },
});

export const Login = defineComponent({
  setup: () => () => html`
    <main class="login">
      <section>
        <h1>${store.shop}</h1>
        <p class="muted">${store.me ? '第一次登录，请先换一个自己的密码' : '客服工作台'}</p>
        ${store.me
    ? html`<${PasswordForm} onDone=${resume} /><${ElButton} text=${true} class="wide" onClick=${logOut}>退出登录</${ElButton}>`
    : html`<${LogInForm} />`}
      </section>
    </main>`,
});
