// A page of a session: looks again as soon as the server says that something happened, and keeps the keyboard's place.
"use strict";
(() => {
  const table = () => document.getElementById("table");
  let stream = null;
  const listen = () => {
    if (!table() || !window.EventSource || document.hidden) return;
    stream = new EventSource(`${table().dataset.here}/events`);
    stream.onmessage = (event) => {
      if (table() && event.data !== table().dataset.number) htmx.trigger(table(), "look");
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (stream) stream.close();
    stream = null;
    listen();
  });
  let inside = false;
  document.addEventListener("htmx:beforeSwap", () => { inside = table() && table().contains(document.activeElement); });
  document.addEventListener("htmx:afterSettle", () => {
    const title = document.getElementById("now-title");
    if (inside && title && !(table() && table().contains(document.activeElement))) title.focus();
    inside = false;
  });
  addEventListener("DOMContentLoaded", listen);
})();
