/* Acting on an order: what to do → its fields → what will change, with the rule → yes. Nothing is written before. */
import { ElAlert, ElButton, ElDialog, ElForm, ElFormItem, ElInput, ElInputNumber, ElOption, ElRadio, ElRadioGroup, ElSelect, ElSkeleton, ElTag } from 'element-plus';
import { defineComponent, reactive, watch } from 'vue';
import { attempt, get, newId, post } from '../api.js';
import { html, model, shown } from '../html.js';

const FIELDS = {
  text: (field, values) => html`<${ElInput} ...${model(values, field.name)} maxlength=${field.max ?? 200} placeholder=${field.hint ?? ''} />`,
  textarea: (field, values) => html`<${ElInput} ...${model(values, field.name)} type="textarea" rows=${3} maxlength=${field.max ?? 500} placeholder=${field.hint ?? ''} />`,
  number: (field, values) => html`<${ElInputNumber} ...${model(values, field.name)} min=${field.min ?? 0} max=${field.max ?? Infinity} step=${1} />`,
  money: (field, values) => html`<${ElInputNumber} ...${model(values, field.name)} min=${field.min ?? 0} max=${field.max ?? Infinity} precision=${2} controls=${false} /><span class="muted">元${field.hint ? `，${field.hint}` : ''}</span>`,
  select: (field, values) => html`
    <${ElSelect} ...${model(values, field.name)} placeholder=${field.hint ?? '请选择'}>
      ${(field.options ?? []).map(({ value, title }) => html`<${ElOption} key=${value} value=${value} label=${title} />`)}
    </${ElSelect}>`,
};

export const Rule = ({ rule }) => rule && html`
  <p class="quoted rule"><small>依据 ${rule.id} · ${rule.version}</small>${rule.text}</p>`;
Rule.props = ['rule'];

export const OrderActions = defineComponent({
  props: { open: Boolean, number: String, conversation: String },
  emits: ['update:open', 'done'],
  setup(props, { emit }) {
    const state = reactive({ actions: null, chosen: null, values: {}, proposal: null, refusal: null, busy: false });

    async function load() {
      Object.assign(state, { actions: null, chosen: null, values: {}, proposal: null, refusal: null });
      const answer = await attempt(get(`orders/${props.number}/actions`, { conversation: props.conversation }));
      if (answer) state.actions = answer.actions;
      else emit('update:open', false);
    }
    watch(() => props.open && props.number, (number) => { if (number) load(); }, { immediate: true });

    function choose(key) {
      const action = state.actions.find((each) => each.action === key);
      const values = Object.fromEntries(action.fields.map((field) => [field.name, field.value ?? (field.kind === 'number' || field.kind === 'money' ? undefined : '')]));
      Object.assign(state, { chosen: action, values, proposal: null, refusal: null });
    }

    const isFilled = () => state.chosen?.fields.every((field) => !field.required || ![undefined, null, ''].includes(state.values[field.name]));

    async function propose() {
      state.busy = true;
      state.refusal = null;
      try {
        const body = { action: state.chosen.action, values: state.values, conversation: props.conversation };
        state.proposal = { ...await post(`orders/${props.number}/propose`, body), request: newId() };
      } catch (error) {
        state.refusal = { message: error.message, rule: error.answer?.rule };
      }
      state.busy = false;
    }

    async function carryOut() {
      state.busy = true;
      const { digest, request } = state.proposal;
      const body = { action: state.chosen.action, values: state.values, digest, request_id: request, conversation: props.conversation };
      const answer = await attempt(post(`orders/${props.number}/carry_out`, body), '已办好');
      state.busy = false;
      if (answer) { emit('done', answer); emit('update:open', false); }
    }

    const option = (action) => html`
      <${ElRadio} key=${action.action} value=${action.action} border=${true} disabled=${Boolean(action.refused)} title=${action.refused?.message}>
        ${action.title}${action.person_only && html`<${ElTag} size="small" effect="plain">仅人工</${ElTag}>`}
        ${action.refused && html`<small class="muted">${action.refused.message}</small>`}
      </${ElRadio}>`;

    const choice = () => html`
      <div class="order-actions">
        <${ElRadioGroup} modelValue=${state.chosen?.action ?? ''} onUpdate:modelValue=${choose} aria-label="要办什么">${state.actions.map(option)}</${ElRadioGroup}>
        ${state.chosen && html`
          <${ElForm} labelPosition="top" onSubmit=${(event) => { event.preventDefault(); propose(); }}>
            ${state.chosen.fields.map((field) => html`<${ElFormItem} key=${field.name} label=${field.label} required=${Boolean(field.required)}>${(FIELDS[field.kind] ?? FIELDS.text)(field, state.values)}</${ElFormItem}>`)}
            ${!state.chosen.fields.length && html`<p class="muted">不用填什么，下一步看看会改什么。</p>`}
          </${ElForm}>`}
        ${state.refusal && html`<${ElAlert} type="error" closable=${false} title=${state.refusal.message} role="alert" /><${Rule} rule=${state.refusal.rule} />`}
      </div>`;

    const preview = () => html`
      <div class="proposal">
        <p>请和买家核对后再确认，确认后立即生效：</p>
        <table><thead><tr><th></th><th>现在</th><th>改成</th></tr></thead>
          <tbody>${state.proposal.lines.map((line) => html`<tr key=${line.label}><th>${line.label}</th><td>${line.before ?? '—'}</td><td class="after">${line.after ?? '—'}</td></tr>`)}</tbody></table>
        <${Rule} rule=${state.proposal.rule} />
      </div>`;

    const footer = () => (state.proposal
      ? html`<${ElButton} onClick=${() => { state.proposal = null; }}>返回修改</${ElButton}><${ElButton} type="primary" loading=${state.busy} onClick=${carryOut}>确认办理</${ElButton}>`
      : html`<${ElButton} onClick=${() => emit('update:open', false)}>取消</${ElButton}><${ElButton} type="primary" loading=${state.busy} disabled=${!isFilled()} onClick=${propose}>看看会改什么</${ElButton}>`);

    return () => html`
      <${ElDialog} title=${`处理订单 ${props.number ?? ''}`} width="600px" ...${shown(props, emit)}>${{
        default: () => (state.proposal ? preview() : state.actions ? choice() : html`<${ElSkeleton} rows=${4} animated=${true} />`), footer,
      }}</${ElDialog}>`;
  },
});
