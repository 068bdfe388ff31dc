/* The one way to write markup here: htm's tagged templates over Vue's h, so that nothing is compiled at run time. */
import htm from 'htm';
import { h, isVNode } from 'vue';

const isSlots = (child) => child && typeof child === 'object' && !Array.isArray(child) && !isVNode(child);

/** A component takes its children as slots: an object of functions as it stands, anything else as the default one. */
export const html = htm.bind(function element(type, props, ...children) {
  this[0] = 3; // htm would keep subtrees that never change and give Vue the same node twice
  if (typeof type === 'string') return h(type, props, children);
  if (!children.length) return h(type, props);
  return h(type, props, children.length === 1 && isSlots(children[0]) ? children[0] : { default: () => children });
});

/** What `v-model` stands for: `<${ElInput} ...${model(form, 'name')} />`. */
export function model(target, key) {
  return { modelValue: target[key], 'onUpdate:modelValue': (value) => { target[key] = value; } };
}

/** The same for the `open` state that a parent owns. */
export function shown(props, emit) {
  return { modelValue: props.open, 'onUpdate:modelValue': (value) => emit('update:open', value) };
}
