/* Staff: accounts (admin), who is there, and what everybody looked at and changed (audit). */
import { ElAlert, ElButton, ElCheckbox, ElCheckboxGroup, ElDialog, ElInput, ElInputNumber, ElMessageBox, ElOption, ElSelect, ElTabPane, ElTable, ElTableColumn, ElTabs, ElTag } from 'element-plus';
import { defineComponent, onMounted, reactive } from 'vue';
import { attempt, get, post, put } from './api.js';
import { AuditList } from './audit.js';
import { html, model } from './html.js';
import { groupName, isAdmin, store } from './store.js';
import { when } from './times.js';

export const ROLES = { agent: '客服', lead: '主管', admin: '管理员', trainer: '训练师' };
const TITLES = { online: '在线', away: '小休', offline: '离线' };

const AccountDialog = defineComponent({
  props: { account: Object },
  emits: ['close', 'done'],
  setup(props, { emit }) {
    const form = reactive({ login: '', name: '', role: 'agent', groups: [], capacity: 5, ...props.account, busy: false });

    async function submit() {
      form.busy = true;
      const { login, name, role, groups, capacity } = form;
      const body = { name: name.trim(), role, groups: [...groups], capacity };
      const answer = await attempt(props.account.id ? put(`staff/accounts/${props.account.id}`, body) : post('staff/accounts', { ...body, login: login.trim() }));
      form.busy = false;
      if (answer) emit('done', answer);
    }

    return () => html`
      <${ElDialog} modelValue=${true} title=${props.account.id ? '修改账号' : '新账号'} width="480px" onClose=${() => emit('close')}>${{
        default: () => html`
          <div class="form">
            <label>登录名<${ElInput} ...${model(form, 'login')} disabled=${Boolean(props.account.id)} maxlength="40" autocomplete="off" /></label>
            <label>名字（买家会看到）<${ElInput} ...${model(form, 'name')} maxlength="40" /></label>
            <label>角色<${ElSelect} ...${model(form, 'role')}>${Object.entries(ROLES).map(([key, title]) => html`<${ElOption} key=${key} value=${key} label=${title} />`)}</${ElSelect}></label>
            <div class="field"><span>技能组</span><${ElCheckboxGroup} ...${model(form, 'groups')}>${store.groups.map(({ key, name }) => html`<${ElCheckbox} key=${key} value=${key} label=${name} />`)}</${ElCheckboxGroup}></div>
            <label>同时接待几位<${ElInputNumber} ...${model(form, 'capacity')} min=${1} max=${50} /></label>
          </div>`,
        footer: () => html`<${ElButton} onClick=${() => emit('close')}>取消</${ElButton}><${ElButton} type="primary" loading=${form.busy} disabled=${!form.login.trim() || !form.name.trim()} onClick=${submit}>保存</${ElButton}>`,
      }}</${ElDialog}>`;
  },
});

export const StaffPage = defineComponent({
  setup() {
    const state = reactive({ tab: 'accounts', accounts: [], editing: null, told: null });

    async function load() {
      const answer = await attempt(get('staff/accounts'));
      if (answer) state.accounts = answer.accounts;
    }
    onMounted(load);

    function done({ account, password }) {
      state.editing = null;
      if (password) state.told = { name: account.name, login: account.login, password };
      load();
    }
    const sure = (text, title) => ElMessageBox.confirm(text, title, { type: 'warning', confirmButtonText: '确定', cancelButtonText: '取消' }).catch(() => null);
    async function reset(account) {
      if (!await sure(`给${account.name}换一个临时密码？现在的登录会全部退出。`, '重设密码')) return;
      const answer = await attempt(post(`staff/accounts/${account.id}/reset_password`));
      if (answer) done(answer);
    }
    async function activate(account, isActive) {
      if (!isActive && !await sure(`停用${account.name}的账号？手上的会话会改派给别人，记录都会保留。`, '停用账号')) return;
      if (await attempt(put(`staff/accounts/${account.id}`, { is_active: isActive }), isActive ? '已恢复' : '已停用')) load();
    }

    const column = (label, draw, more = {}) => html`<${ElTableColumn} label=${label} ...${more}>${{ default: ({ row }) => draw(row) }}</${ElTableColumn}>`;
    const acts = (row) => html`
      <${ElButton} size="small" text=${true} onClick=${() => { state.editing = row; }}>修改</${ElButton}>
      <${ElButton} size="small" text=${true} onClick=${() => reset(row)}>重设密码</${ElButton}>
      <${ElButton} size="small" text=${true} onClick=${() => activate(row, !row.is_active)}>${row.is_active ? '停用' : '恢复'}</${ElButton}>`;

    const accounts = () => html`
      ${state.told && html`<${ElAlert} type="success" title=${`${state.told.name}的临时密码（只显示这一次，请当面告诉本人；第一次登录要换掉）`} onClose=${() => { state.told = null; }}>
        <p class="password">登录名 <code>${state.told.login}</code>　密码 <code>${state.told.password}</code></p></${ElAlert}>`}
      <${ElTable} data=${state.accounts} rowKey="id" class="paper">${{ default: () => [
        column('名字', (row) => html`<span class=${`dot ${row.presence}`} title=${TITLES[row.presence]} /><strong>${row.name}</strong><small class="muted">${row.login}</small>`, { minWidth: 150 }),
        column('角色', (row) => ROLES[row.role], { width: 90 }),
        column('技能组', (row) => row.groups.map(groupName).join('、') || '—', { minWidth: 130 }),
        column('上限', (row) => row.capacity, { width: 70 }),
        column('最近在线', (row) => (row.seen_at ? when(row.seen_at) : '还没登录过'), { width: 130 }),
        column('状态', (row) => html`<${ElTag} size="small" type=${row.is_active ? 'success' : 'info'} effect="plain">${row.is_active ? '使用中' : '已停用'}</${ElTag}>`, { width: 90 }),
        ...(isAdmin() ? [column('', acts, { width: 210, align: 'right' })] : []),
      ] }}</${ElTable}>`;

    return () => html`
      <main class="page">
        <header class="page-head"><h1>人员</h1>${isAdmin() && html`<${ElButton} type="primary" onClick=${() => { state.editing = {}; }}>新账号</${ElButton}>`}</header>
        <${ElTabs} ...${model(state, 'tab')}>
          <${ElTabPane} name="accounts" label="账号">${accounts()}</${ElTabPane}>
          <${ElTabPane} name="audit" label="操作记录" lazy=${true}><${AuditList} people=${state.accounts} /></${ElTabPane}>
        </${ElTabs}>
        ${state.editing && html`<${AccountDialog} account=${state.editing} onClose=${() => { state.editing = null; }} onDone=${done} />`}
      </main>`;
  },
});
