// A page of a session: looks again as soon as the server says that something happened, and keeps the keyboard's place
// and what is being filled in.
"use strict";
(() => {
  const table = () => document.getElementById("table");
  const look = () => { if (table() && heard > Number(table().dataset.number)) htmx.trigger(table(), "look"); };
  let stream = null, heard = -1;
  const listen = () => {
    if (!table() || !window.EventSource || document.hidden) return;
    stream = new EventSource(`${table().dataset.here}/events`);
    stream.onmessage = (event) => { heard = Number(event.data); look(); };
  };
  document.addEventListener("visibilitychange", () => {
    if (stream) stream.close();
    stream = null;
    listen();
  });
  // While a choice is on its way, what was asked for before it is not shown: it may be of the turn before, and would take
  // the place of the answer. Whatever came meanwhile is looked for once the answer is there.
  const choosing = (event) => event.detail.requestConfig?.verb === "post";
  const posted = new Set();
  document.addEventListener("htmx:beforeRequest", (event) => { if (choosing(event)) posted.add(event.detail.xhr); });
  document.addEventListener("htmx:afterRequest", (event) => { if (posted.delete(event.detail.xhr)) look(); });
  // Fields by the form that they are in, and folds that are open: a form of another turn has another name.
  const fields = () => [...document.querySelectorAll("#table form[id] :is(select, input:not([type=hidden]))")];
  const folds = () => [...document.querySelectorAll("#table details[id]")];
  const name = (field) => `${field.form.id} ${field.id}`;
  let inside = false, filled = new Map(), open = new Set();
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (posted.size && !choosing(event)) {
      event.detail.shouldSwap = false;
      return;
    }
    if (event.detail.target?.id === "table") document.getElementById("fault").textContent = "";
    inside = table() && table().contains(document.activeElement);
    filled = new Map(fields().map((field) => [name(field), field.value]));
    open = new Set(folds().filter((fold) => fold.open).map((fold) => fold.id));
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const field of fields()) if (filled.has(name(field))) field.value = filled.get(name(field));
    for (const fold of folds()) fold.open = open.has(fold.id);
  });
  document.addEventListener("htmx:afterSettle", () => {
    const title = document.getElementById("now-title");
    if (inside && title && !(table() && table().contains(document.activeElement))) title.focus();
    inside = false;
  });
  // The ribbon begins where it has come to.
  const latest = () => document.querySelectorAll("#table .ribbon").forEach((r) => { r.scrollLeft = r.scrollWidth; });
  document.addEventListener("htmx:afterSettle", latest);
  addEventListener("DOMContentLoaded", latest);
  addEventListener("DOMContentLoaded", listen);
})();
