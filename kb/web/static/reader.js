// What a page can do beyond its HTML: filter without reloading, step through claims by keyboard, keep the margin list
// beside the text. Every one of these things also works by link and form where scripts do not run.
"use strict";

(function () {
  const copy = document.querySelector(".kb-copy");
  const margin = document.querySelector(".kb-margin");
  const form = document.querySelector(".kb-filter");
  const items = margin ? Array.from(margin.querySelectorAll("li[data-claim]")) : [];
  let current = null;

  function pieces(item) {
    return copy.querySelectorAll('[data-claims~="' + CSS.escape(item.dataset.claim) + '"]');
  }

  function shown() {
    return items.filter((item) => !item.hidden);
  }

  // ---- filter ----

  function passes(item) {
    return ["verdict", "type", "status", "decision"].every((name) => !form.elements[name] || !form.elements[name].value || form.elements[name].value === item.dataset[name]);
  }

  function filter() {
    const off = new Set();
    for (const item of items) {
      item.hidden = !passes(item);
      if (item.hidden) off.add(item.dataset.claim);
    }
    for (const piece of copy.querySelectorAll("[data-claims]")) {
      piece.classList.toggle("kb-off", piece.dataset.claims.split(" ").every((claim) => off.has(claim)));
    }
    form.querySelector(".kb-shown").textContent = shown().length + " of " + items.length + " claims";
    const query = new URLSearchParams(Array.from(new FormData(form)).filter((pair) => pair[1])).toString();
    history.replaceState(null, "", location.pathname + (query ? "?" + query : "") + location.hash);
    if (current && current.hidden) choose(null);
  }

  // ---- the current claim ----

  function choose(item) {
    if (current) {
      current.removeAttribute("aria-current");
      pieces(current).forEach((piece) => piece.classList.remove("kb-current"));
    }
    current = item;
    if (!item) return;
    item.setAttribute("aria-current", "true");
    pieces(item).forEach((piece) => piece.classList.add("kb-current"));
    follow(item);
  }

  // Scrolls the list alone, never the page.
  function follow(item) {
    if (getComputedStyle(margin).position !== "sticky") return;
    const top = item.offsetTop - margin.clientHeight / 3;
    margin.scrollTo({ top: Math.max(0, top) });
  }

  function step(by) {
    const list = shown();
    if (!list.length) return;
    const at = current ? list.indexOf(current) : by > 0 ? nearest(list) - 1 : nearest(list) + 1;
    const item = list[Math.min(Math.max(at + by, 0), list.length - 1)];
    choose(item);
    const piece = pieces(item)[0];
    if (!piece) return;
    piece.focus({ preventScroll: true });
    piece.scrollIntoView({ block: "center" });
  }

  // The first claim of the list that is not above the window.
  function nearest(list) {
    const at = list.findIndex((item) => {
      const piece = pieces(item)[0];
      return piece && piece.getBoundingClientRect().bottom > 60;
    });
    return at < 0 ? list.length - 1 : at;
  }

  function fromAddress() {
    const item = items.find((one) => "#" + one.dataset.claim === location.hash);
    if (item) choose(item);
  }

  // ---- keys ----

  function typing(target) {
    return target.closest("input, select, textarea, button, summary, dialog, .kb-scroll, [contenteditable]");
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    const by = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 }[event.key];
    if (by) {
      event.preventDefault();
      step(by);
    } else if (event.key === "Enter" && current && (event.target === document.body || event.target.matches(".kb-current"))) {
      event.preventDefault();
      location.href = current.dataset.page;
    }
  });

  form.querySelector("button").hidden = true;
  form.querySelector(".kb-keys").hidden = false;
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("pageshow", filter); // a browser that goes back restores the choices and not the marks
  addEventListener("hashchange", fromAddress);
  fromAddress();

  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const list = shown();
        if (list.length && !current) follow(list[nearest(list)]);
      });
    },
    { passive: true },
  );
  copy.addEventListener("mouseover", (event) => {
    const piece = event.target.closest("[data-claims]");
    for (const other of copy.querySelectorAll(".kb-hover")) other.classList.remove("kb-hover");
    if (!piece) return;
    const claim = piece.dataset.claims.split(" ")[0];
    for (const other of copy.querySelectorAll('[data-claims~="' + CSS.escape(claim) + '"]')) other.classList.add("kb-hover");
  });
})();
