// What the page does of its own beside htmx: it shows the value of a slider while it moves, keeps addresses short, says
// when the server does not answer or meets an error, and turns drawings into pictures.
"use strict";
(() => {
  const notice = (text) => { document.getElementById("notice").textContent = text; };

  document.addEventListener("htmx:sendError", () => notice(document.body.dataset.unreachable));
  document.addEventListener("htmx:responseError", (event) => {
    const { slow, lost, broken } = document.body.dataset;
    notice({ 404: lost, 429: slow }[event.detail.xhr.status] ?? broken);
  });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) notice(""); });

  // A part that is gone takes no answer: it would fill places of the same name in what stands there now.
  const refuse = (event) => { event.detail.shouldSwap = false; };
  document.addEventListener("htmx:beforeCleanupElement", ({ target }) => target.addEventListener("htmx:beforeSwap", refuse));

  const short = (value) => String(Number(Number(value).toPrecision(4)));
  const mark = (slider) => {
    const output = document.querySelector(`output[data-of="${slider.id}"]`);
    if (output) output.textContent = short(slider.value);
    slider.closest(".slider")?.classList.toggle("moved", short(slider.value) !== short(slider.dataset.stated));
  };
  document.addEventListener("input", (event) => { if (event.target.matches("input[type=range]")) mark(event.target); });
  document.querySelectorAll("input[type=range]").forEach(mark);

  // A form sends what differs from the file, and no more; and which page it is, where slow work is to follow it.
  const reader = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters } = event.detail;
    for (const slider of elt.querySelectorAll("input[type=range][data-stated]")) {
      if (short(slider.value) === short(slider.dataset.stated)) delete parameters[slider.name];
      else parameters[slider.name] = short(slider.value);
    }
    for (const choice of elt.querySelectorAll("select")) if (choice.value === "") delete parameters[choice.name];
    if (parameters.follow) parameters.reader = reader;
  });

  // A drawing as a picture: drawn at twice its size on white, and offered as a file.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-png]");
    if (!link) return;
    event.preventDefault();
    try {
      const text = await (await fetch(link.href)).text();
      const source = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = 2 * image.width;
      canvas.height = 2 * image.height;
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(source);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
      const file = document.createElement("a");
      file.href = URL.createObjectURL(blob);
      file.download = link.dataset.png;
      file.click();
      setTimeout(() => URL.revokeObjectURL(file.href), 1000);
    } catch (error) {
      notice(document.body.dataset.unreachable);
    }
  });
})();
