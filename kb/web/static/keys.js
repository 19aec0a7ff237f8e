// Keys: an element that carries data-key is pressed, opened or entered by that key while it can be seen, and stands with
// its data-does in the list that `?` shows. Every one of these things also works by mouse and by Tab.
"use strict";

(function () {
  const dialog = document.querySelector(".kb-keylist");

  // Where a key is a letter of what someone writes.
  function writing(target) {
    return target.closest('textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"])');
  }

  function seen(element) {
    return element.checkVisibility() && !element.disabled;
  }

  function list() {
    const rows = dialog.querySelector("dl");
    for (const old of rows.querySelectorAll(".kb-found-key")) old.remove();
    const told = new Set();
    for (const element of document.querySelectorAll("[data-key][data-does]")) {
      if (told.has(element.dataset.key) || element.disabled) continue;
      told.add(element.dataset.key);
      const row = document.createElement("div");
      row.className = "kb-found-key";
      const key = row.appendChild(document.createElement("dt")).appendChild(document.createElement("kbd"));
      key.textContent = element.dataset.key;
      row.appendChild(document.createElement("dd")).textContent = element.dataset.does;
      rows.append(row);
    }
    dialog.showModal();
  }

  function use(element) {
    if (element.matches("summary")) {
      const details = element.parentElement;
      details.open = true;
      const field = details.querySelector("input:not([type=hidden]), textarea, button");
      (field || element).focus();
    } else if (element.matches("textarea, select, input:not([type=radio], [type=checkbox])")) {
      element.focus();
    } else {
      element.click();
      const then = element.dataset.then && document.getElementById(element.dataset.then);
      if (then) then.focus();
    }
  }

  // In a list, from one link marked data-step to the next.
  function step(by) {
    const links = Array.from(document.querySelectorAll("a[data-step]"));
    if (!links.length) return false;
    const at = links.indexOf(document.activeElement);
    const link = links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)];
    link.focus();
    link.scrollIntoView({ block: "nearest" });
    return true;
  }

  function leave(target) {
    const details = target.closest("details");
    target.blur();
    if (details) {
      details.open = false;
      details.querySelector("summary").focus();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || (dialog && dialog.open)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && writing(event.target)) return leave(event.target);
    if (writing(event.target) || event.repeat) return;
    if (event.key === "?" && dialog) {
      event.preventDefault();
      list();
      return;
    }
    if (event.key === "j" || event.key === "k") {
      if (step(event.key === "j" ? 1 : -1)) return event.preventDefault();
    }
    const element = Array.from(document.querySelectorAll("[data-key]")).find(
      (one) => one.dataset.key === event.key && seen(one),
    );
    if (!element) return;
    event.preventDefault();
    use(element);
  });

  for (const hint of document.querySelectorAll(".kb-keyhint")) {
    hint.hidden = false;
    hint.addEventListener("click", list);
  }

  // A form goes out once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
})();
