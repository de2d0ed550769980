// What the page does of its own beside htmx: it shows the value of a slider while it moves, keeps addresses short, says
// when the server does not answer, and turns drawings into files.
"use strict";
(() => {
  const notice = (text) => { document.getElementById("notice").textContent = text; };

  document.addEventListener("htmx:sendError", () => notice(document.body.dataset.unreachable));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 429) notice(document.body.dataset.slow);
  });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) notice(""); });
})();
