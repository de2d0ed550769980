(() => {
  "use strict";
  const options = {
    mode: "vega-lite",
    renderer: "svg",
    actions: false,
    // The policy of the page forbids compiled expressions and added styles.
    ast: true,
    defaultStyle: false,
    tooltip: false,
  };
  const drawn = new Map();

  const draw = async (holder) => {
    const spec = JSON.parse(document.getElementById(holder.dataset.spec).textContent);
    const room = holder.clientWidth - spec.usermeta.legendIndent;
    const columns = Math.max(1, Math.floor(room / spec.usermeta.legendEntry));
    if (drawn.get(holder)?.columns === columns) return;
    drawn.get(holder)?.view?.finalize();
    drawn.set(holder, { columns });
    spec.config.legend.columns = columns;
    delete spec.title; // The page prints it as text, which wraps.
    try {
      drawn.set(holder, { columns, view: (await vegaEmbed(holder, spec, options)).view });
    } catch (error) {
      holder.textContent = "This chart could not be drawn. Its numbers are in the table below.";
      console.error(error);
    }
  };
  const drawAll = () => document.querySelectorAll("[data-spec]").forEach(draw);
  drawAll();

  // Charts follow the width by themselves; their legends have to be laid out again.
  window.addEventListener("resize", drawAll);
  // A chart that was folded away has not known its width; a resize makes it measure again.
  for (const fold of document.querySelectorAll("details")) {
    fold.addEventListener("toggle", () => window.dispatchEvent(new Event("resize")));
  }
  // A link to what is folded away opens it.
  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (const fold of target.querySelectorAll(":scope > details")) fold.open = true;
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open])")];
    for (const fold of folded) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
  });
})();
