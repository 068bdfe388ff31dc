/** The demo shop's pages: chat buttons, category filter, colour preview, time left to pay, payment made elsewhere. The pages work without it. */
(() => {
  'use strict';
  const all = (selector) => [...document.querySelectorAll(selector)];

  function chatButtons() {
    for (const part of all('[data-needs-chat], [data-open-chat]')) part.hidden = false;
    for (const button of all('[data-open-chat]')) button.addEventListener('click', () => window.Xiaoer?.open());
  }

  function filters() {
    const buttons = all('[data-filter]');
    const choose = (chosen) => {
      for (const button of buttons) button.setAttribute('aria-pressed', String(button === chosen));
      const { filter } = chosen.dataset;
      for (const card of all('[data-category]')) card.hidden = Boolean(filter) && card.dataset.category !== filter;
    };
    for (const group of all('[data-filters]')) group.hidden = false;
    for (const button of buttons) button.addEventListener('click', () => choose(button));
  }

  function colours() {
    const paint = ({ dataset }) => {
      for (const part of all('[data-recolour] [data-tint]')) part.setAttribute('fill', dataset.tint);
      for (const part of all('[data-recolour] [data-seam]')) part.setAttribute('stroke', dataset.seam);
    };
    const inputs = all('input[data-tint]');
    for (const input of inputs) input.addEventListener('change', () => paint(input));
    // A browser that comes back to the page restores the choice without an event.
    const chosen = inputs.find((input) => input.checked);
    if (chosen) paint(chosen);
  }

  function leftWords(milliseconds) {
    const seconds = Math.floor(milliseconds / 1000);
    const two = (number) => String(Math.floor(number)).padStart(2, '0');
    const clock = `${two(seconds / 3600 % 24)}:${two(seconds / 60 % 60)}:${two(seconds % 60)}`;
    return seconds >= 86_400 ? `${Math.floor(seconds / 86_400)} 天 ${clock}` : clock;
  }

  function closePayment(node) {
    node.hidden = true;
    for (const form of all('[data-pay]')) form.hidden = true;
    for (const words of all('[data-over]')) words.hidden = false;
  }

  function deadline(node) {
    const before = Date.parse(node.dataset.deadline);
    if (Number.isNaN(before)) return;
    const tick = () => {
      const left = before - Date.now();
      if (left <= 0) return closePayment(node);
      node.hidden = false;
      node.querySelector('[data-left]').textContent = leftWords(left);
      setTimeout(tick, 1000 - (Date.now() % 1000));
    };
    tick();
  }

  /** One payment for one press. */
  function payOnce(form) {
    form.addEventListener('submit', () => { form.querySelector('button').disabled = true; });
    window.addEventListener('pageshow', () => { form.querySelector('button').disabled = false; });
  }

  /** Whoever pays on another device or page comes back here by itself. */
  function awaitPayment({ dataset }) {
    const here = dataset.awaitPayment;
    const look = async () => {
      const answer = await fetch(`${here}/state`).catch(() => null);
      if (answer?.ok && (await answer.json()).paid) return window.location.replace(here);
      if (!answer || answer.ok) setTimeout(look, 3000);
    };
    setTimeout(look, 3000);
  }

  chatButtons();
  filters();
  colours();
  all('[data-deadline]').forEach(deadline);
  all('[data-pay]').forEach(payOnce);
  all('[data-await-payment]').forEach(awaitPayment);
})();
