// What the long pages do beyond HTML: the contents follow the reader, folded parts open when linked to,
// and a changed count of seats is announced. Without this script everything can still be read and reached.
(() => {
  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const folded = target.closest("details");
    if (folded) folded.open = true;
  };
  window.addEventListener("hashchange", openTarget);
  // A click on the same "?" again changes no hash, yet should open its method again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.hash === location.hash) openTarget();
  });
  openTarget();

  const toc = document.querySelector("[data-toc]");
  if (toc && "IntersectionObserver" in window) {
    const links = new Map([...toc.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
    const seen = new Set();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (entry.isIntersecting) seen.add(entry.target.id);
          else seen.delete(entry.target.id);
        }
        const current = [...links.keys()].find((id) => seen.has(id));
        if (!current) return;
        for (const [id, link] of links) {
          if (id === current) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
        const list = toc.querySelector("ol");
        const link = links.get(current);
        // On a phone the contents are one line that scrolls sideways; keep the current question in sight.
        if (list.scrollWidth > list.clientWidth) list.scrollTo({ left: link.offsetLeft - 16, behavior: "instant" });
      },
      { rootMargin: "-20% 0px -60% 0px" },
    );
    for (const id of links.keys()) {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    }
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "seats-panel") return;
    const summary = event.detail.target.querySelector("[data-seats-summary]");
    document.getElementById("seats-status").textContent = summary ? summary.textContent : "";
  });
})();
