// The ribbon of a walk begins at its last card, which is where the reader comes from.
"use strict";
(() => {
  const ribbon = document.getElementById("ribbon");
  if (ribbon) ribbon.scrollLeft = ribbon.scrollWidth;
})();
