// Marking a claim that the machine missed: what is selected in the copy goes into the form, with its place in the text.
"use strict";

(function () {
  const copy = document.querySelector(".kb-copy");
  const form = document.getElementById("kb-mark");
  if (!copy || !form) return;
  const quote = form.elements.quote;
  form.classList.add("kb-floating");
  form.hidden = true;
  quote.readOnly = true;

  // The place of a point of the copy, in characters of the whole text; null where it is none.
  function place(node, offset) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const block = element.closest("[data-start]");
    if (!block || !copy.contains(block)) return null;
    const range = document.createRange();
    range.selectNodeContents(block);
    range.setEnd(node, offset);
    return Number(block.dataset.start) + Array.from(range.toString()).length;
  }

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (form.contains(document.activeElement)) return;
    const words = selection.isCollapsed ? "" : selection.toString().trim();
    const inside = words && copy.contains(selection.getRangeAt(0).commonAncestorContainer);
    form.hidden = !inside;
    if (!inside) return;
    const range = selection.getRangeAt(0);
    quote.value = words;
    form.elements.start.value = place(range.startContainer, range.startOffset) ?? "";
    form.elements.end.value = place(range.endContainer, range.endOffset) ?? "";
  });
})();
